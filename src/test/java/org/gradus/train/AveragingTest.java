package org.gradus.train;

import static org.gradus.train.AverageSums.difference;
import static org.gradus.train.AverageSums.parameters;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.DeviceOptions;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.optim.GradScaler;
import org.gradus.pass.Precision;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Averages of weights beside the same sums in plain double arithmetic. */
final class AveragingTest {
  private static final Dataset TRAIN = SmallData.of(1000, 1);

  /** A few roundings of values of about 1, one for each step. */
  private static final double ROUNDINGS = 45 * 0x1p-23;

  @TempDir private Path folder;

  static List<String> devices() {
    return OpenClDevice.isThere() ? List.of("cpu", "opencl") : List.of("cpu");
  }

  @ParameterizedTest
  @MethodSource("devices")
  void anExponentialAverageIsThatOfEveryStep(String device) {
    AverageSums sums = new AverageSums();
    TrainingResult result = sums.train(device, Averaging.ema(0.9).from(2));
    assertEquals(0, difference(sums.ema(0.9, 2), parameters(result.state())), ROUNDINGS);
    assertEquals(
        List.of(Weights.TRAINED, Weights.EMA, Weights.EMA),
        result.epochs().stream().map(Epoch::weights).toList());
    assertEquals(0, difference(sums.epoch(1), parameters(sums.judged(1))));
    assertTrue(difference(sums.epoch(3), parameters(sums.judged(3))) > 1e-3);
  }

  @Test
  void anExponentialAverageIsOneLaunchMore() {
    for (String device : devices()) {
      AverageSums plain = new AverageSums();
      plain.train(device, null);
      AverageSums averaged = new AverageSums();
      averaged.train(device, Averaging.ema(0.9));
      assertEquals(plain.launches() + 1, averaged.launches(), device);
    }
  }

  @Test
  void cudaAveragesAsTheOthers() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    Outcome run = CudaEmulator.java(Map.of(), AverageSums.class, "cuda");
    assertEquals(0, run.status(), run.toString());
    for (String line : run.out().lines().toList()) {
      double off = Double.parseDouble(line.substring(line.indexOf(' ') + 1));
      assertEquals(0, off, ROUNDINGS, line);
    }
    assertEquals(4, run.out().lines().count(), run.toString());
  }

  @Test
  void anUncorrectedAverageBeginsWithTheFirstWeights() {
    AverageSums sums = new AverageSums();
    TrainingResult result = sums.train("cpu", Averaging.ema(0.99).uncorrected());
    assertEquals(0, difference(sums.uncorrected(0.99), parameters(result.state())), ROUNDINGS);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aStochasticAverageIsThatOfTheEpochs(String device) {
    AverageSums sums = new AverageSums();
    TrainingResult result = sums.train(device, Averaging.swa(2));
    assertEquals(0, difference(sums.swa(2), parameters(result.state())), ROUNDINGS);
    assertEquals(0, difference(sums.epoch(2), parameters(sums.judged(2))));
    assertEquals(
        List.of(Weights.TRAINED, Weights.SWA, Weights.SWA),
        result.epochs().stream().map(Epoch::weights).toList());
  }

  @Test
  void averagingDoesNotChangeTheTraining() {
    AverageSums plain = new AverageSums();
    plain.train("cpu", null);
    for (Averaging averaging : List.of(Averaging.swa(1), Averaging.ema(0.5))) {
      AverageSums averaged = new AverageSums();
      averaged.train("cpu", averaging);
      assertEquals(0, difference(plain.epoch(3), averaged.epoch(3)));
    }
  }

  @Test
  void statisticsAreThoseOfTheAveragedWeights() {
    Layer layers = new Sequential(new Dense(8), new BatchNorm());
    TrainingResult result =
        Trainer.builder(layers)
            .train(TRAIN)
            .batch(64)
            .scaling(Scaling.Kind.STANDARDISED)
            .optimizer(new Adam(0.01))
            .epochs(3)
            .device("cpu")
            .averaging(Averaging.swa(2))
            .build()
            .run();
    Map<String, HostTensor> state = result.state().tensors();
    Scaling scaling = Scaling.fit(Scaling.Kind.STANDARDISED, TRAIN);
    Batches batches = Batches.training(TRAIN, scaling, 64, 1);
    float[] x = new float[64 * SmallData.FEATURES];
    double[] mean = new double[8];
    double[] variance = new double[8];
    for (int batch = 0; batch < batches.count(); batch++) {
      batches.fill(batch, x, new int[64]);
      for (int unit = 0; unit < 8; unit++) {
        double[] moments = moments(x, state, unit);
        mean[unit] += moments[0] / batches.count();
        variance[unit] += moments[1] / batches.count();
      }
    }
    for (int unit = 0; unit < 8; unit++) {
      assertEquals(mean[unit], tensor(state, "1.running_mean").get(unit), 1e-5);
      assertEquals(variance[unit], tensor(state, "1.running_var").get(unit), 1e-4 * variance[unit]);
    }
  }

  /**
   * The mean of what a unit of the first layer yields for 64 samples, and the unbiased variance.
   */
  private static double[] moments(float[] x, Map<String, HostTensor> state, int unit) {
    double[] y = new double[64];
    double mean = 0;
    for (int row = 0; row < 64; row++) {
      y[row] = tensor(state, "0.bias").get(unit);
      for (int f = 0; f < SmallData.FEATURES; f++) {
        double weight = tensor(state, "0.weight").get(unit * SmallData.FEATURES + f);
        y[row] += x[row * SmallData.FEATURES + f] * weight;
      }
      mean += y[row] / 64;
    }
    double squares = 0;
    for (double value : y) {
      squares += (value - mean) * (value - mean);
    }
    return new double[] {mean, squares / 63};
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void whatIsLeftIsWhatWasJudged(Precision precision) {
    TrainingResult result = to("run", Averaging.ema(0.95)).precision(precision).build().run();
    Checkpoint checkpoint = Checkpoint.read(folder.resolve("run"));
    try (Predictor predictor =
        Predictor.open(normed(), checkpoint, "the run", "cpu", DeviceOptions.USUAL, precision)) {
      assertEquals(
          result.last().test(), predictor.evaluate(SmallData.of(333, 2), Loss.crossEntropy()));
    }
    assertEquals(
        Checksum.of(checkpoint.trained().tensors(), Map.of()),
        Checksum.of(
            TensorFile.read(folder.resolve("run").resolve(RunDirectory.MODEL)).tensors(),
            Map.of()));
    assertTrue(difference(parameters(checkpoint.model()), parameters(checkpoint.trained())) > 1e-3);
  }

  @Test
  void stepsThatAreSkippedAreNotAveraged() {
    // A power of two changes no digit, so the steps that count are those of a scale that fits.
    GradScaler falling = GradScaler.USUAL.withInitScale(0x1p90);
    TrainingResult skipping = f16(falling);
    LossScale scale = Objects.requireNonNull(skipping.epochs().getFirst().lossScale());
    assertTrue(scale.skippedSteps() > 60, scale.toString());
    TrainingResult fitting = f16(GradScaler.USUAL.withInitScale(scale.scale()));
    assertEquals(0, difference(parameters(skipping.state()), parameters(fitting.state())));
  }

  private static TrainingResult f16(GradScaler scaler) {
    return TrainerTest.small()
        .precision(Precision.F16)
        .gradScaler(scaler)
        .averaging(Averaging.ema(0.9))
        .epochs(2)
        .build()
        .run();
  }

  @Test
  void aRunThatGoesOnEndsAsTheWholeRun() throws IOException {
    for (Averaging averaging : List.of(Averaging.swa(2), Averaging.ema(0.95).from(2))) {
      for (int killed : new int[] {20, 31}) { // in the second epoch and the third
        String whole = averaging.weights() + " whole " + killed;
        String parts = averaging.weights() + " parts " + killed;
        TrainingResult uninterrupted = to(whole, averaging).build().run();
        Callback killer =
            new Callback() {
              @Override
              public void onStep(TrainingRun run) {
                if (run.step() == killed) {
                  throw new IllegalStateException("killed");
                }
              }
            };
        TrainerBuilder first = to(parts, averaging).checkpointSeconds(0).callback(killer);
        assertThrows(IllegalStateException.class, () -> first.build().run());
        Path run = folder.resolve(parts);
        TrainingResult resumed = to(parts, averaging).resume(run).build().run();
        assertArrayEquals(model(whole), model(parts), parts);
        assertEquals(uninterrupted.last().test(), resumed.last().test(), parts);
        TrainingResult again = to(parts, averaging).resume(run).build().run();
        assertTrue(again.finishedBefore());
        assertEquals(0, difference(parameters(resumed.state()), parameters(again.state())));
      }
    }
  }

  @Test
  void theBestEpochIsOneOfAverages() {
    TrainingResult result =
        TrainerTest.small()
            .validation(SmallData.of(200, 9))
            .averaging(Averaging.swa(2))
            .earlyStopping(EarlyStopping.patience(1))
            .epochs(6)
            .build()
            .run();
    assertEquals(result.best().weights() == Weights.SWA, result.bestEpoch() > 1);
  }

  @Test
  void settingsAreChecked() {
    refused("the decay of an average must be in (0, 1): 1.0", () -> Averaging.ema(1));
    refused("the first epoch to average must be at least 1: 0", () -> Averaging.swa(0));
    TrainerBuilder short4 = TrainerTest.small().epochs(4).averaging(Averaging.swa(5));
    refused("averaging cannot begin with epoch 5: there are only 4", short4::build);
    Path run = folder.resolve("run");
    to("run", Averaging.swa(2)).build().run();
    Exception e =
        assertThrows(
            DataException.class, () -> to("run", Averaging.swa(1)).resume(run).build().run());
    assertEquals(
        run + " cannot be resumed: its averaging is Swa[fromEpoch=2], not Swa[fromEpoch=1]",
        e.getMessage());
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  private static HostTensor tensor(Map<String, HostTensor> state, String name) {
    return Objects.requireNonNull(state.get(name), name);
  }

  private static Layer normed() {
    return new Sequential(
        new Dense(16), new BatchNorm(), Activation.named("relu"), new Dropout(0.2), new Dense(3));
  }

  private TrainerBuilder to(String name, Averaging averaging) {
    return Trainer.builder(normed())
        .train(TRAIN)
        .test(SmallData.of(333, 2))
        .batch(64)
        .optimizer(new Adam(0.01))
        .epochs(3)
        .device("cpu")
        .averaging(averaging)
        .directory(folder.resolve(name));
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(RunDirectory.MODEL));
  }
}
