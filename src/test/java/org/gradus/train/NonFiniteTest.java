package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.data.Scaling;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Clipping;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Sgd;
import org.gradus.train.BatchSource.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that yields NaN or infinity stops the training and writes nothing. */
final class NonFiniteTest {
  @TempDir private Path folder;

  @Test
  void aBadInputIsNamed() {
    TrainerBuilder training =
        TrainerTest.small().train(SmallData.with(640, 1, 17, Float.NaN)).scaling(Scaling.Kind.RAW);
    String message = failure(training).getMessage();
    assertEquals(
        "the loss is NaN: input 'x' holds NaN; nothing of the step was written",
        String.valueOf(message).replaceFirst("^step \\d+ \\(epoch 1, batch \\d+\\): ", ""));
  }

  @Test
  void theFirstBadNodeIsNamedAndTheStepUndone() throws IOException {
    Path run = folder.resolve("run");
    // The logarithm of a negative number, which only the second epoch's weights lead to.
    Layer log =
        (scope, x) ->
            x.multiply(0.001)
                .add(scope.step().cast(x.dtype()).multiply(-0.1))
                .add(1.95)
                .unary(UnaryKind.LOG);
    List<byte[]> checkpoints = new ArrayList<>();
    Callback keep =
        new Callback() {
          @Override
          public void onEpoch(TrainingRun done, Epoch epoch) {
            checkpoints.add(read(run.resolve(RunDirectory.CHECKPOINT)));
          }
        };
    TrainerBuilder training =
        Trainer.builder(new Sequential(new Dense(3), log))
            .train(SmallData.of(640, 1))
            .optimizer(new Sgd(0.001))
            .batch(64)
            .epochs(3)
            .device("cpu")
            .callback(keep)
            .directory(run);
    NonFiniteException e = failure(training);
    assertEquals(21, e.step());
    assertEquals(
        "step 21 (epoch 3, batch 1): the loss is NaN: the first node that went bad is %N log at"
            + " NonFiniteTest.java, which yields NaN; nothing of the step was written; the last"
            + " good checkpoint is kept in "
            + run
            + "; a lower learning rate or clipping may help",
        String.valueOf(e.getMessage())
            .replaceFirst("%\\d+", "%N")
            .replaceFirst(" at \\S+,", " at NonFiniteTest.java,"));
    assertArrayEquals(
        checkpoints.getLast(), Files.readAllBytes(run.resolve("checkpoint.safetensors")));
    assertEquals(20, Checkpoint.read(run).step());
  }

  @Test
  void aRateTooLargeIsNoticed() {
    NonFiniteException e = failure(TrainerTest.small().optimizer(new Sgd(1e38)).epochs(3));
    assertEquals("the loss is NaN", String.valueOf(e.getMessage()).split(": ", 3)[1]);
  }

  @Test
  void clippingKeepsAnExplodingTrainingFinite() {
    Layer deep =
        new Sequential(
            IntStream.range(0, 7).mapToObj(i -> new Dense(i < 6 ? 32 : 3)).toArray(Layer[]::new));
    failure(deep(deep, new Sgd(1)));
    for (Clipping clipping :
        List.of(Clipping.norm(0.1), Clipping.byNorm(0.1), Clipping.value(0.01))) {
      List<Epoch> epochs = deep(deep, new Sgd(0.1).clip(clipping)).build().run().epochs();
      assertTrue(epochs.getLast().trainLoss() < epochs.getFirst().trainLoss(), epochs.toString());
    }
  }

  private static TrainerBuilder deep(Layer layer, Optimizer optimizer) {
    return Trainer.builder(layer)
        .train(SmallData.of(640, 1))
        .scaling(Scaling.Kind.STANDARDISED)
        .optimizer(optimizer)
        .batch(64)
        .epochs(3)
        .device("cpu");
  }

  @Test
  void aStepAmongManyThatRunAtOnceIsNamedAsIfItHadRunAlone() {
    String alone = message(Choice.FED, 1);
    assertEquals(alone, message(Choice.FED, 256));
    assertEquals(alone, message(Choice.RESIDENT, 256));
  }

  private static String message(Choice source, int chunk) {
    List<Long> told = new ArrayList<>();
    Callback watcher =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            told.add(run.step());
          }
        };
    TrainerBuilder training =
        TrainerTest.small()
            .train(SmallData.with(640, 1, 17, Float.NaN))
            .scaling(Scaling.Kind.RAW)
            .source(source)
            .chunk(chunk)
            .callback(watcher);
    NonFiniteException failure = failure(training);
    assertEquals(failure.step() - 1, told.size());
    return String.valueOf(failure.getMessage());
  }

  private static NonFiniteException failure(TrainerBuilder training) {
    return assertThrows(NonFiniteException.class, () -> training.build().run());
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
