package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.DeviceException;
import org.gradus.device.HostTensor;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.optim.Sgd;
import org.junit.jupiter.api.Test;

final class TrainerTest {
  private static final Dataset TRAIN = SmallData.of(1000, 1);
  private static final Dataset TEST = SmallData.of(333, 2);

  @Test
  void learnsWhatCanBeLearnt() {
    TrainingResult result = small().epochs(8).build().run();
    Evaluation test = Objects.requireNonNull(result.last().test());
    assertTrue(test.accuracy() > 0.85, "accuracy " + test.accuracy());
    assertEquals(333, test.samples());
    assertTrue(result.last().trainLoss() < result.epochs().getFirst().trainLoss());
    assertNull(result.last().validation());
    assertEquals("cpu", result.device().id());
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    TrainingResult once = small().epochs(2).build().run();
    TrainingResult again = small().epochs(2).build().run();
    TrainingResult other = small().epochs(2).seed(2).build().run();
    assertEquals(once.last().trainLoss(), again.last().trainLoss());
    assertEquals(once.last().test(), again.last().test());
    assertEquals(checksum(once), checksum(again));
    assertNotEquals(checksum(once), checksum(other));
  }

  @Test
  void everySampleIsJudgedWhateverTheBatch() {
    Evaluation wide = test(small().batch(500).optimizer(new Sgd(1e-30)));
    Evaluation narrow = test(small().batch(7).optimizer(new Sgd(1e-30)).epochs(1));
    assertEquals(333, wide.samples());
    assertEquals(wide.samples(), narrow.samples());
  }

  @Test
  void aShareIsHeldBackForValidation() {
    TrainingResult result = small().validationSplit(0.1).epochs(1).build().run();
    assertEquals(100, Objects.requireNonNull(result.last().validation()).samples());
  }

  @Test
  void aSetSmallerThanABatchIsOneBatch() {
    List<Integer> sizes = new ArrayList<>();
    small()
        .train(SmallData.of(20, 1))
        .callback(
            new Callback() {
              @Override
              public void onStep(TrainingRun run) {
                sizes.add(run.batchSize());
              }
            })
        .epochs(2)
        .build()
        .run();
    assertEquals(List.of(20, 20), sizes);
  }

  @Test
  void callbacksSeeEveryStepAndEpoch() {
    List<String> seen = new ArrayList<>();
    Callback watcher =
        new Callback() {
          @Override
          public void onStart(TrainingRun run) {
            seen.add("start " + run.step());
          }

          @Override
          public void onStep(TrainingRun run) {
            seen.add(run.epoch() + ":" + run.batch() + "/" + run.batches());
          }

          @Override
          public void onEpoch(TrainingRun run, Epoch epoch) {
            seen.add("epoch " + epoch.epoch());
          }

          @Override
          public void onEnd(TrainingRun run, TrainingResult result) {
            seen.add("end " + run.step());
          }
        };
    small().batch(400).epochs(2).callback(watcher).build().run();
    assertEquals(
        List.of("start 0", "1:1/2", "1:2/2", "epoch 1", "2:1/2", "2:2/2", "epoch 2", "end 4"),
        seen);
  }

  @Test
  void ratesOfAScheduleAreUsedStepByStep() {
    // At rate 0 from the third step on nothing changes any more.
    TrainingResult two = small().batch(500).schedule(s -> s < 2 ? 0.01 : 0).epochs(1).build().run();
    TrainingResult four =
        small().batch(500).schedule(s -> s < 2 ? 0.01 : 0).epochs(2).build().run();
    assertEquals(weights(two), weights(four));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("batch must be at least 1: 0", () -> small().batch(0));
    refused("epochs must be at least 1: 0", () -> small().epochs(0));
    refused("validation split must be in [0, 1): 1.0", () -> small().validationSplit(1));
    refused(
        "schedule: the rate of step 1 must be zero or a positive finite number: NaN",
        () -> small().schedule(s -> s == 0 ? 0.1 : Double.NaN).build().run());
    Exception none =
        assertThrows(IllegalStateException.class, () -> Trainer.builder(layers()).build());
    assertEquals("there is no training data", none.getMessage());
    Exception device =
        assertThrows(DeviceException.class, () -> small().device("abacus").build().run());
    assertTrue(String.valueOf(device.getMessage()).startsWith("unknown device 'abacus'"));
  }

  static TrainerBuilder small() {
    return Trainer.builder(layers())
        .train(TRAIN)
        .test(TEST)
        .scaling(Scaling.Kind.STANDARDISED)
        .optimizer(new Adam(0.01))
        .batch(64)
        .device("cpu");
  }

  static Layer layers() {
    return new Sequential(
        new Dense(16),
        new BatchNorm(),
        new Activation(UnaryKind.RELU),
        new Dropout(0.2),
        new Dense(3));
  }

  private static Evaluation test(TrainerBuilder training) {
    return Objects.requireNonNull(training.build().run().last().test());
  }

  private static List<Double> weights(TrainingResult result) {
    HostTensor weight = Objects.requireNonNull(result.state().tensors().get("4.weight"));
    return Arrays.stream(weight.toDoubles()).boxed().toList();
  }

  private static String checksum(TrainingResult result) {
    return Checksum.of(result.state().tensors(), Map.of());
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
