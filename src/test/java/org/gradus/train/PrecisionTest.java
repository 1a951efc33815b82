package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gradus.data.Dataset;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variables;
import org.gradus.io.DataException;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.optim.GradScaler;
import org.gradus.pass.Precision;
import org.gradus.plan.Plan;
import org.gradus.testing.OpenClDevice;
import org.gradus.train.BatchSource.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings in other numbers than F32. */
final class PrecisionTest {
  private static final GradScaler AS_IT_IS = GradScaler.USUAL.withInitScale(0x1p8);

  /** Eighty times too large: gradients overflow until the scale has fallen far. */
  private static final GradScaler FAR_TOO_LARGE = GradScaler.USUAL.withInitScale(0x1p90);

  @TempDir private Path folder;

  static Stream<String> devices() {
    if (!OpenClDevice.isThere()) {
      System.out.println("SKIPPED PrecisionTest on opencl: " + OpenClDevice.remedy());
      return Stream.of("cpu");
    }
    return Stream.of("cpu", "opencl");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void eachLearnsWhatF32Learns(Precision precision) {
    TrainingResult result = small(precision).epochs(8).build().run();
    Evaluation test = Objects.requireNonNull(result.last().test());
    assertTrue(test.accuracy() > 0.85, precision + " accuracy " + test.accuracy());
    result.state().tensors().values().forEach(t -> assertEquals(DType.F32, t.spec().dtype()));
  }

  /** A power of two changes no digit, so the steps that count are those of a scale that fits. */
  @ParameterizedTest
  @MethodSource("devices")
  void aScaleThatOverflowsFallsUntilItFits(String device) throws IOException {
    TrainingResult falling = f16("falling", FAR_TOO_LARGE).device(device).build().run();
    LossScale scale = Objects.requireNonNull(falling.epochs().getFirst().lossScale());
    assertTrue(scale.skippedSteps() > 60, scale.toString());
    assertEquals(0x1p90, scale.scale() * Math.pow(2, scale.skippedSteps()));
    assertEquals(0, Objects.requireNonNull(falling.last().lossScale()).skippedSteps());
    GradScaler fits = GradScaler.USUAL.withInitScale(scale.scale());
    TrainingResult fitting = f16("fitting", fits).device(device).build().run();
    assertEquals(falling.last().trainLoss(), fitting.last().trainLoss());
    assertArrayEquals(model("falling"), model("fitting"));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void neitherChunksNorWhereTheDataLiesChangeWhatIsSkipped(String device) throws IOException {
    GradScaler restless = FAR_TOO_LARGE.withGrowthInterval(3);
    TrainingResult first = null;
    for (Choice choice : new Choice[] {Choice.FED, Choice.RESIDENT}) {
      for (int chunk : new int[] {1, 7}) {
        String name = choice + "-" + chunk;
        TrainingResult result =
            f16(name, restless).device(device).source(choice).chunk(chunk).build().run();
        first = first == null ? result : first;
        assertEquals(first.last().lossScale(), result.last().lossScale(), name);
        assertArrayEquals(model("FED-1"), model(name), name);
      }
    }
    assertTrue(Objects.requireNonNull(first).last().lossScale() != null);
  }

  @Test
  void theScaleDoublesAfterGoodSteps() {
    TrainingResult result =
        small(Precision.F16).gradScaler(AS_IT_IS.withGrowthInterval(7)).epochs(2).build().run();
    // 15 steps an epoch: it doubles after steps 7, 14, 21 and 28.
    assertEquals(new LossScale(0x1p10, 0), result.epochs().getFirst().lossScale());
    assertEquals(new LossScale(0x1p12, 0), result.last().lossScale());
  }

  @Test
  void gradientsThatNoScaleMendsStopTheTraining() {
    // The slope of a root at 0 is infinite, and 0 times that is NaN.
    Layer root = (scope, x) -> x.add(x.relu().multiply(0).unary(UnaryKind.SQRT));
    TrainerBuilder training =
        Trainer.builder(new Sequential(TrainerTest.layers(), root))
            .train(SmallData.of(640, 1))
            .precision(Precision.F16)
            .batch(64)
            .device("cpu");
    NonFiniteException e = assertThrows(NonFiniteException.class, () -> training.build().run());
    assertEquals(1, e.step());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("step 1 (epoch 1, batch 1): a gradient is not finite"), message);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32", "BF16", "F16"})
  void aRunGoesOnToTheByte(Precision precision) throws IOException {
    TrainerBuilder whole = small(precision).gradScaler(FAR_TOO_LARGE.withGrowthInterval(4));
    whole.directory(folder.resolve("whole")).epochs(2).build().run();
    TrainerBuilder first = small(precision).gradScaler(FAR_TOO_LARGE.withGrowthInterval(4));
    first.directory(folder.resolve("parts")).epochs(1).build().run();
    TrainerBuilder second = small(precision).gradScaler(FAR_TOO_LARGE.withGrowthInterval(4));
    second.directory(folder.resolve("parts")).resume(folder.resolve("parts")).epochs(2);
    second.build().run();
    assertArrayEquals(model("whole"), model("parts"));
    Checkpoint end = Checkpoint.read(folder.resolve("parts"));
    assertEquals(
        Checksum.of(Checkpoint.read(folder.resolve("whole")).slots(), Map.of()),
        Checksum.of(end.slots(), Map.of()));
    assertEquals(precision, end.precision());
    end.model().tensors().values().forEach(t -> assertEquals(DType.F32, t.spec().dtype()));
  }

  @Test
  void aRunGoesOnInItsOwnPrecisionOnly() {
    Path run = folder.resolve("run");
    small(Precision.BF16).directory(run).epochs(1).build().run();
    DataException e =
        assertThrows(
            DataException.class,
            () -> small(Precision.F32).directory(run).resume(run).epochs(2).build().run());
    assertEquals(run + " cannot be resumed: its precision is bf16, not f32", e.getMessage());
  }

  @Test
  void aModelTrainedInOnePrecisionIsJudgedInAny() {
    Path run = folder.resolve("run");
    TrainingResult trained = small(Precision.BF16).directory(run).epochs(4).build().run();
    Dataset test = SmallData.of(333, 2);
    for (Precision precision : Precision.values()) {
      Checkpoint checkpoint = Checkpoint.read(run);
      try (Predictor predictor =
          Predictor.open(
              TrainerTest.layers(), checkpoint, "run", "cpu", DeviceOptions.USUAL, precision)) {
        Evaluation judged = predictor.evaluate(test, Loss.crossEntropy());
        if (precision == Precision.BF16) {
          assertEquals(trained.last().test(), judged);
        }
        assertEquals(Objects.requireNonNull(trained.last().test()).loss(), judged.loss(), 0.01);
      }
    }
  }

  @Test
  void aDeviceThatLacksTheNumbersSaysSo() {
    try (Device cpu = Devices.plain("cpu")) {
      DeviceException e =
          assertThrows(
              DeviceException.class,
              () -> PrecisionCheck.require(new WithoutHalves(cpu), Precision.F16));
      assertEquals(
          "cpu (%s) has no f16, which precision f16 needs; it has f32, i32"
              .formatted(cpu.info().description()),
          e.getMessage());
    }
  }

  private record WithoutHalves(Device device) implements Device {
    @Override
    public DeviceInfo info() {
      return device.info();
    }

    @Override
    public Capabilities capabilities() {
      Capabilities all = device.capabilities();
      return new Capabilities(
          EnumSet.of(DType.F32, DType.I32), all.kernels(), all.memory(), all.dataBytes());
    }

    @Override
    public VariableStore allocate(Variables variables) {
      return device.allocate(variables);
    }

    @Override
    public Executable load(Plan plan, VariableStore store) {
      return device.load(plan, store);
    }

    @Override
    public void close() {
      device.close();
    }
  }

  private static TrainerBuilder small(Precision precision) {
    return TrainerTest.small().precision(precision);
  }

  private TrainerBuilder f16(String name, GradScaler scaler) {
    return small(Precision.F16)
        .gradScaler(scaler)
        .optimizer(new Adam(0.01))
        .directory(folder.resolve(name))
        .epochs(2);
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve(RunDirectory.MODEL));
  }
}
