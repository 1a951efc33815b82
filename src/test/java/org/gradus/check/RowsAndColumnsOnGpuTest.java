package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.check.OpCase.Scale;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.KernelName;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.api.Test;

/**
 * The kernels of GPUs that share the rows or the columns of a matrix among items: softmax,
 * cross-entropy, layer and batch normalisation, both ways, on whatever device is there. PoCL 3.1
 * runs all of them right.
 */
class RowsAndColumnsOnGpuTest {
  private static final Set<String> OPS =
      Set.of(
          "softmax",
          "log_softmax",
          "softmax_cross_entropy",
          "layer_norm",
          "layer_norm_gradient",
          "batch_norm",
          "batch_norm_gradient");

  /** Every kernel that GPUs have for {@link #OPS}: rows held and not, and all of their launches. */
  private static final List<String> KERNELS =
      List.of(
          "softmax",
          "softmax_held",
          "log_softmax",
          "log_softmax_held",
          "cross_entropy",
          "cross_entropy_held",
          "layer_norm",
          "layer_norm_held",
          "layer_norm_backward",
          "layer_norm_backward_columns",
          "layer_norm_backward_held",
          "layer_norm_backward_sums",
          "batch_norm_sums",
          "batch_norm_statistics",
          "batch_norm",
          "batch_norm_backward_sums",
          "batch_norm_backward_statistics",
          "batch_norm_backward");

  @Test
  void casesAreRight() {
    List<String> failures = new ArrayList<>();
    try (Device device = SomeGpu.open(PaperDriver.GPU.units());
        Device cpu = Devices.open("cpu")) {
      EquivalenceCheck equivalence = new EquivalenceCheck(device, cpu);
      GuardCheck guards = new GuardCheck(device);
      DeterminismCheck determinism = new DeterminismCheck(device);
      for (OpCase one : cases()) {
        Stream.of(
                equivalence.check(one, DType.F32, CheckOptions.SEED),
                equivalence.check(one, DType.BF16, CheckOptions.SEED),
                guards.check(one, CheckOptions.SEED),
                determinism.check(one, CheckOptions.SEED))
            .map(Verdict::message)
            .filter(message -> !message.isEmpty())
            .forEach(failures::add);
      }
    }
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void casesLaunchEveryKernelInVectorsAndOneByOne() {
    Set<String> expected = new TreeSet<>();
    for (String kernel : KERNELS) {
      expected.add(kernel + "_f32 by 1");
      expected.add(kernel + "_f32 by 4");
      expected.add(kernel + "_bf16 by 1");
      expected.add(kernel + "_bf16 by 8");
    }
    Set<String> launched = new TreeSet<>();
    PaperDriver driver = new PaperDriver(PaperDriver.GPU, each -> add(each.kernel(), launched));
    try (Device device = new GpuDevice(driver)) {
      for (OpCase one : cases()) {
        launch(device, one, DType.F32);
        launch(device, one, DType.BF16);
      }
    }
    assertEquals(expected, launched);
  }

  /** Of the catalogue, and larger ones: several groups of rows, blocks of rows, folded rows. */
  private static List<OpCase> cases() {
    List<OpCase> cases =
        OpCases.all(CheckOptions.SEED).stream()
            .filter(each -> OPS.contains(each.op().name()))
            .collect(Collectors.toCollection(ArrayList::new));
    for (int width : new int[] {8, 10}) {
      for (Fused op : List.of(new Fused.Softmax(), new Fused.LogSoftmax())) {
        cases.add(OpCase.of(op, OperandSpec.of(600, width)).sums(width, Scale.LARGEST));
      }
      cases.add(SoftmaxCases.crossEntropy(1, 600, width));
      NormCases.addLayer(cases, Shape.of(600, width));
      NormCases.addBatch(cases, Shape.of(2400, width));
      NormCases.addBatch(cases, Shape.of(2401, width)); // an odd row keeps rows from being folded
    }
    return cases;
  }

  private static void launch(Device device, OpCase one, DType dtype) {
    Plan plan =
        Runs.plan(
            device,
            Retype.apply(CaseGraph.forward(one), DType.F32, dtype),
            device.capabilities().memory());
    try (VariableStore store = device.allocate(plan.variables());
        Executable loaded = device.load(plan, store)) {
      assertEquals(plan, loaded.plan());
    }
  }

  private static void add(KernelName kernel, Set<String> launched) {
    String wide = kernel.program().defines().get("WIDE");
    if (wide != null) {
      launched.add("%s by %s".formatted(kernel.function(), wide));
    }
  }
}
