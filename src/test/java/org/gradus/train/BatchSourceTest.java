package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gradus.data.Augmentation;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Scaling;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.io.DataException;
import org.gradus.loss.Loss;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.pass.KernelSupport;
import org.gradus.plan.MemoryModel;
import org.gradus.schedule.Schedule;
import org.gradus.testing.OpenClDevice;
import org.gradus.train.BatchSource.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the data lies and how many steps run at once changes nothing, not a bit. */
class BatchSourceTest {
  @TempDir private Path folder;
  private int runs;

  /** What a training leaves behind that does not tell the time. */
  private record Traces(List<String> steps, byte[] model, Checkpoint checkpoint) {}

  static Stream<String> devices() {
    if (!OpenClDevice.isThere()) {
      System.out.println("SKIPPED BatchSourceTest on opencl: " + OpenClDevice.remedy());
      return Stream.of("cpu");
    }
    return Stream.of("cpu", "opencl");
  }

  @Test
  void dataLiesOnTheDeviceIfItFits() {
    Batches batches = batches(SmallData.of(640, 1));
    // Samples, labels and the order of ten batches of 64.
    long bytes = 640 * (SmallData.FEATURES + 1 + 1) * 4;
    assertInstanceOf(ResidentBatches.class, automatic(batches, bytes));
    BatchSource fed = automatic(batches, bytes - 1);
    assertInstanceOf(FedBatches.class, fed);
    assertEquals(bytes, fed.bytes());
    assertEquals("each batch of small is handed to the device", fed.description());
  }

  private static BatchSource automatic(Batches batches, long dataBytes) {
    Capabilities capabilities =
        new Capabilities(
            EnumSet.allOf(DType.class), KernelSupport.ALL, MemoryModel.BYTES, dataBytes);
    return BatchSource.of(Choice.AUTOMATIC, batches, Intake.SCALED, capabilities, 0);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void floatsHeldByTheDeviceGiveTheBitsOfFloatsThatAreFed(String device) throws IOException {
    Traces fed = train(small(device).source(Choice.FED).chunk(1));
    same(fed, train(small(device).source(Choice.FED).chunk(7)));
    same(fed, train(small(device).source(Choice.RESIDENT).chunk(1)));
    same(fed, train(small(device).source(Choice.RESIDENT).chunk(7)));
    same(fed, train(small(device)));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void bytesHeldByTheDeviceGiveTheBitsOfBytesThatAreFed(String device) throws IOException {
    Traces fed = train(digits(device).source(Choice.FED).chunk(1));
    same(fed, train(digits(device).source(Choice.FED).chunk(300)));
    same(fed, train(digits(device).source(Choice.FED).chunk(7).prefetch(3)));
    same(fed, train(digits(device).source(Choice.RESIDENT).chunk(300)));
    same(fed, train(digits(device)));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void augmentedDataGivesTheSameBitsHoweverItIsFed(String device) throws IOException {
    Traces fed = train(augmented(device).prefetch(0).chunk(1));
    same(fed, train(augmented(device)));
    same(fed, train(augmented(device).prefetch(1).chunk(7)));
    same(fed, train(augmented(device).prefetch(5).chunk(300)));
    Traces plain = train(digits(device));
    assertFalse(Arrays.equals(fed.model, plain.model));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void anAugmentedRunInterruptedEndsAsTheWholeRun(String device) throws IOException {
    Traces whole = train(augmented(device));
    train(augmented(device).epochs(1));
    Path first = folder.resolve("run1");
    Traces rest = train(augmented(device).prefetch(0).resume(first));
    assertArrayEquals(whole.model, rest.model);
    DataException other =
        assertThrows(
            DataException.class, () -> digits(device).epochs(2).resume(first).build().run());
    assertEquals(
        first
            + " cannot be resumed: its augmentation is shift:2,rotate:10,flip:horizontal,cutout:5,"
            + " not none",
        other.getMessage());
  }

  @Test
  void aDeviceRefusesToHoldAugmentedData() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> augmented("cpu").source(Choice.RESIDENT).build().run());
    assertEquals(
        "a device cannot hold augmented data: the host makes other pictures of digits/train each"
            + " epoch",
        refused.getMessage());
  }

  private static TrainerBuilder augmented(String device) {
    return digits(device)
        .epochs(2)
        .augmentation(Augmentation.parse("shift:2,rotate:10,flip,cutout:5"));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aRunInterruptedOnHeldDataEndsAsTheWholeRun(String device) throws IOException {
    Traces whole = train(small(device).source(Choice.RESIDENT).epochs(2));
    train(small(device).source(Choice.FED).epochs(1));
    TrainerBuilder second = small(device).source(Choice.RESIDENT).epochs(2);
    Traces rest = train(second.resume(folder.resolve("run1")));
    assertArrayEquals(whole.model, rest.model);
    assertEquals(whole.steps.subList(15, 30), rest.steps);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void afterAStepThatFailedNothingChanges(String device) {
    int bad = 4;
    int sample = batches(SmallData.of(640, 1)).sample(bad, 5);
    Batches batches = batches(SmallData.with(640, 1, sample, Float.NaN));
    for (BatchSource source :
        List.of(
            new FedBatches(batches, Intake.SCALED, 0),
            new FedBatches(batches, Intake.SCALED, 2),
            new ResidentBatches(batches, Intake.SCALED))) {
      Map<String, HostTensor> before = after(bad, device, source);
      Map<String, HostTensor> later = after(batches.count(), device, source);
      assertEquals(bad, Objects.requireNonNull(later.get(Scope.STEP)).get(0));
      assertEquals(Checksum.of(before, Map.of()), Checksum.of(later, Map.of()));
    }
  }

  private static Batches batches(Dataset data) {
    Scaling raw = Scaling.of(Scaling.Kind.RAW, new float[1], new float[] {1});
    return Batches.training(data, raw, 64, 1);
  }

  /** All state but tables after so many steps that were started at once. */
  private static Map<String, HostTensor> after(int steps, String name, BatchSource source) {
    Model model = new Model(TrainerTest.layers(), Shape.of(SmallData.FEATURES), 1);
    Graph graph =
        TrainingStep.of(model, Loss.crossEntropy(), new Adam(0.01), source, Arithmetic.F32, null);
    try (Device device = Devices.open(name);
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      store.initialize(1);
      new RateTable(TrainingStep.RATES, Schedule.constant(0.01), steps, store).reach(0);
      try (BatchSource.Steps running = source.steps(executable, store)) {
        running.startEpoch(0);
        running.run(0, steps);
      }
      Map<String, HostTensor> state = new HashMap<>();
      for (Variable variable : model.variables().stored()) {
        if (variable.role() != Role.TABLE) {
          state.put(variable.name(), store.read(variable));
        }
      }
      return state;
    }
  }

  private static TrainerBuilder small(String device) {
    return TrainerTest.small().device(device).epochs(2);
  }

  private static TrainerBuilder digits(String device) {
    return Trainer.builder(new Sequential(new Flatten(), new Dense(8), new Dense(10)))
        .data(Digits.load(Digits.SEED, 700, 10))
        .batch(2)
        .epochs(3) // 1050 steps, more than the table of rates holds
        .scheduleFor(time -> Schedule.exponential(0.001, 0.5, time.steps(1)))
        .device(device);
  }

  private Traces train(TrainerBuilder training) throws IOException {
    List<String> steps = new ArrayList<>();
    Callback watcher =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            steps.add(run.step() + " " + run.loss() + " " + run.accuracy());
          }
        };
    Path path = folder.resolve("run" + runs++);
    training.directory(path).callback(watcher).build().run();
    return new Traces(
        steps, Files.readAllBytes(path.resolve(RunDirectory.MODEL)), Checkpoint.read(path));
  }

  private static void same(Traces expected, Traces actual) {
    assertEquals(expected.steps, actual.steps);
    assertArrayEquals(expected.model, actual.model);
    assertEquals(
        Checksum.of(expected.checkpoint.slots(), Map.of()),
        Checksum.of(actual.checkpoint.slots(), Map.of()));
  }
}
