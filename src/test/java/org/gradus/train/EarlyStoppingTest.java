package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.io.DataException;
import org.gradus.loss.Loss;
import org.gradus.optim.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that overfit: the loss on the validation data falls and rises again. */
final class EarlyStoppingTest {
  private static final EarlyStopping THREE = EarlyStopping.patience(3);

  @TempDir private Path folder;

  @Test
  void patienceIsCountedFromTheBestEpoch() {
    assertNull(THREE.verdict(losses(3, 2, 2, 2.5)));
    assertEquals(
        "the validation loss has not been better than the 2.0000 of epoch 2 for 3 epochs",
        THREE.verdict(losses(3, 2, 2, 2.5, 2)));
    assertNull(THREE.verdict(losses(3, 2, 2, 2.5, 1.9)));
    assertEquals(
        "the validation loss was no number for 3 epochs",
        THREE.verdict(losses(Double.NaN, Double.NaN, Double.NaN)));
    assertEquals(2, best(THREE, losses(Double.NaN, 3, Double.NaN)));
  }

  @Test
  void smallImprovementsMayNotCount() {
    EarlyStopping coarse = EarlyStopping.patience(2).minDelta(0.5);
    assertEquals(1, best(coarse, losses(3, 2.6, 2.5)));
    assertEquals(3, best(coarse, losses(3, 2.6, 2.4)));
    assertEquals(
        "the validation loss has not been better than the 3.0000 of epoch 1 by more than 0.5 for 2"
            + " epochs",
        coarse.verdict(losses(3, 2.6, 2.5)));
  }

  @Test
  void accuracyIsBetterWhenItIsLarger() {
    EarlyStopping byAccuracy = EarlyStopping.patience(1).by(Measure.ACCURACY);
    List<Epoch> epochs = new ArrayList<>();
    for (double accuracy : new double[] {0.5, 0.75, 0.75}) {
      Evaluation judged = new Evaluation(1, accuracy, 10);
      epochs.add(new Epoch(epochs.size() + 1, 1, 1, judged, null, 1, 1));
    }
    assertEquals(2, best(byAccuracy, epochs));
    assertEquals(
        "the validation accuracy has not been better than the 0.7500 of epoch 2 for 1 epoch",
        byAccuracy.verdict(epochs));
  }

  @Test
  void theBestEpochIsWhatIsLeft() throws IOException {
    List<ModelState> states = new ArrayList<>();
    Callback keep =
        new Callback() {
          @Override
          public void onEpoch(TrainingRun run, Epoch epoch) {
            states.add(run.session().state());
          }
        };
    TrainingResult all = overfitting().epochs(20).callback(keep).build().run();
    int best = argMin(all.epochs());
    assertTrue(best > 1 && best < 17, "the best epoch is " + best);
    TrainingResult stopped = to("run").epochs(20).earlyStopping(THREE).build().run();
    assertEquals(best, stopped.bestEpoch());
    assertEquals(best + 3, stopped.last().epoch());
    assertEquals(all.epochs().get(best - 1).validation(), stopped.best().validation());
    assertTrue(String.valueOf(stopped.stopReason()).endsWith(" for 3 epochs"));
    assertEquals(checksum(states.get(best - 1)), checksum(stopped.state()));
    Path model = folder.resolve("run").resolve(RunDirectory.MODEL);
    assertEquals(checksum(stopped.state()), checksum(TensorFile.read(model)));
    Checkpoint checkpoint = Checkpoint.read(folder.resolve("run"));
    assertEquals(checksum(states.get(best + 2)), checksum(checkpoint.model())); // the last
    assertEquals(checksum(stopped.state()), checksum(checkpoint.trained()));
    try (Predictor predictor = Predictor.open(TrainerTest.layers(), checkpoint, "the run", "cpu")) {
      assertEquals(
          stopped.best().test(), predictor.evaluate(SmallData.of(333, 2), Loss.crossEntropy()));
    }
  }

  @Test
  void theBestEpochIsLeftWhereTrainingEndsWithoutStopping() {
    TrainingResult patient =
        overfitting().epochs(15).earlyStopping(EarlyStopping.patience(50)).build().run();
    assertNull(patient.stopReason());
    assertEquals(argMin(patient.epochs()), patient.bestEpoch());
    assertNotEquals(15, patient.bestEpoch());
    assertEquals(15, patient.last().epoch());
  }

  @Test
  void aRunThatGoesOnEndsAsTheWholeRun() throws IOException {
    TrainingResult whole = to("whole").epochs(20).earlyStopping(THREE).build().run();
    int last = whole.last().epoch();
    to("parts").epochs(last - 1).earlyStopping(THREE).build().run(); // the best is behind it
    Path parts = folder.resolve("parts");
    TrainingResult resumed =
        to("parts").resume(parts).epochs(20).earlyStopping(THREE).build().run();
    assertEquals(whole.stopReason(), resumed.stopReason());
    assertEquals(whole.bestEpoch(), resumed.bestEpoch());
    assertArrayEquals(bytes("whole"), bytes("parts"));
    TrainingResult elsewhere =
        to("other").resume(parts).epochs(20).earlyStopping(THREE).build().run();
    assertTrue(elsewhere.finishedBefore());
    assertEquals(whole.stopReason(), elsewhere.stopReason());
    assertEquals(checksum(whole.state()), checksum(elsewhere.state()));
  }

  @Test
  void aRunKilledAfterItsBestEpochEndsAsTheWholeRun() throws IOException {
    TrainingResult whole = to("whole").epochs(20).earlyStopping(THREE).build().run();
    long killed = (whole.bestEpoch() + 1) * 3L + 2; // within the second epoch after the best
    Callback killer =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.step() == killed) {
              throw new IllegalStateException("killed");
            }
          }
        };
    TrainerBuilder first =
        to("parts").epochs(20).earlyStopping(THREE).checkpointSeconds(0).chunk(1);
    assertThrows(IllegalStateException.class, () -> first.callback(killer).build().run());
    Path parts = folder.resolve("parts");
    assertEquals(killed - 1, Checkpoint.read(parts).step());
    TrainingResult resumed =
        to("parts").resume(parts).epochs(20).earlyStopping(THREE).build().run();
    assertEquals(whole.stopReason(), resumed.stopReason());
    assertArrayEquals(bytes("whole"), bytes("parts"));
  }

  @Test
  void aStoppedRunGoesOnWithMorePatience() throws IOException {
    EarlyStopping longer = EarlyStopping.patience(5);
    TrainingResult whole = to("whole").epochs(20).earlyStopping(longer).build().run();
    to("parts").epochs(20).earlyStopping(THREE).build().run();
    Path parts = folder.resolve("parts");
    TrainingResult resumed =
        to("parts").resume(parts).epochs(20).earlyStopping(longer).build().run();
    assertEquals(whole.stopReason(), resumed.stopReason());
    assertArrayEquals(bytes("whole"), bytes("parts"));
  }

  @Test
  void anotherChoiceOfTheBestEpochCannotGoOn() {
    Path run = folder.resolve("run");
    to("run").epochs(1).build().run();
    Exception e =
        assertThrows(
            DataException.class,
            () -> to("run").resume(run).epochs(2).earlyStopping(THREE).build().run());
    assertEquals(
        run + " cannot be resumed: its choice of the best epoch is none, not by loss",
        e.getMessage());
  }

  @Test
  void settingsAreChecked() {
    refused("patience must be at least 1: 0", () -> EarlyStopping.patience(0));
    refused(
        "the least improvement must be zero or a positive finite number: -0.1",
        () -> THREE.minDelta(-0.1));
    TrainerBuilder unjudged =
        Trainer.builder(TrainerTest.layers()).train(SmallData.of(60, 1)).earlyStopping(THREE);
    Exception e = assertThrows(IllegalStateException.class, unjudged::build);
    assertEquals(
        "early stopping goes by validation data, and there is none: give validation(...) or"
            + " validationSplit(...)",
        e.getMessage());
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  private static int best(EarlyStopping stopping, List<Epoch> epochs) {
    return Objects.requireNonNull(stopping.best(epochs)).epoch();
  }

  private static int argMin(List<Epoch> epochs) {
    int best = 1;
    for (Epoch epoch : epochs) {
      best = Measure.LOSS.of(epoch) < Measure.LOSS.of(epochs.get(best - 1)) ? epoch.epoch() : best;
    }
    return best;
  }

  private static List<Epoch> losses(double... losses) {
    List<Epoch> epochs = new ArrayList<>();
    for (double loss : losses) {
      Evaluation judged = new Evaluation(loss, 0.5, 10);
      epochs.add(new Epoch(epochs.size() + 1, 1, 1, judged, null, 1, 1));
    }
    return epochs;
  }

  private static TrainerBuilder overfitting() {
    return TrainerTest.small()
        .train(SmallData.of(60, 1))
        .validation(SmallData.of(200, 9))
        .batch(20)
        .optimizer(new Adam(0.02));
  }

  private TrainerBuilder to(String name) {
    return overfitting().directory(folder.resolve(name));
  }

  private byte[] bytes(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(RunDirectory.MODEL));
  }

  private static String checksum(ModelState state) {
    return Checksum.of(state.tensors(), Map.of());
  }

  private static String checksum(TensorFile file) {
    return Checksum.of(file.tensors(), Map.of());
  }
}
