package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.cpu.CustomKernel;
import org.gradus.cpu.Operand;
import org.gradus.data.Digits;
import org.gradus.gpu.lowering.GpuCustomOp;
import org.gradus.grad.CustomGradient;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.GaussianNoise;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.optim.Adam;
import org.gradus.testing.OpenClDevice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Devices agree on a sound model, and an op that differs on one of them is named. */
class EquivalenceTest {
  private static final Layer TRIPLED = (scope, x) -> x.apply(new Custom(new Tripled()));

  private static Layer mlp() {
    return new Sequential(
        new Flatten(),
        new GaussianNoise(0.1),
        new Dense(32),
        new BatchNorm(),
        Activation.named("relu"),
        new Dropout(0.25),
        new Dense(10));
  }

  @Test
  void theCpuAgreesWithItself() {
    EquivalenceReport report =
        Equivalence.of(mlp()).data(Digits.load(Digits.SEED, 320, 10).train()).between("cpu");
    report.requirePassed();
    List<String> tensors = report.rows().stream().map(EquivalenceReport.Row::tensor).toList();
    assertEquals(List.of("outputs", "loss", "gradient of 2.weight"), tensors.subList(0, 3));
    assertTrue(tensors.contains("loss of step 5"), tensors.toString());
    assertTrue(tensors.contains("6.bias after 5 steps"), tensors.toString());
    for (EquivalenceReport.Row row : report.rows()) {
      // Narrow enough that a gradient of a wrong sample, say, would not pass.
      assertTrue(row.bound() < 0.01 * Math.max(0.1, Math.abs(row.expected())), row.toString());
    }
  }

  @Test
  void openClAgreesWithTheCpu() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    Equivalence.of(mlp())
        .data(Digits.load(Digits.SEED, 320, 10).train())
        .optimizer(new Adam(0.001))
        .between("cpu", "opencl")
        .requirePassed();
  }

  /** The gradient of a bias before batch norm is 0, and what is computed nothing but roundings. */
  @Test
  void aGradientThatCancelsMayBeWhatRoundingsLeave() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    for (long seed : new long[] {1, 6}) { // rounded results alone did not explain these two
      Equivalence.of(normalised(Activation.named("gelu"), new Dropout(0.2)))
          .data(Digits.load().train())
          .seed(seed)
          .between("cpu", "opencl")
          .requirePassed();
    }
  }

  /** All gradients of a row of the table come from one sum. */
  @Test
  void rowsThatAreGatheredAgree() {
    Layer table =
        (scope, x) -> {
          Tensor rows = scope.parameter("table", Shape.of(3, 5), Initial.constant(1));
          Tensor second = scope.graph().constant(1, DType.I32, x.shape().dim(0));
          return x.add(rows.gather(second));
        };
    EquivalenceReport report =
        Equivalence.of(new Sequential(table, new Dense(4))).sample(5).between("cpu");
    report.requirePassed();
    assertTrue(report.toString().contains("gradient of 0.table"), report.toString());
  }

  @Test
  void aFaultBehindBatchNormIsFound() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    EquivalenceReport report =
        Equivalence.of(normalised(TRIPLED)).data(Digits.load().train()).between("cpu", "opencl");
    Set<String> found =
        report.rows().stream()
            .filter(row -> !row.passed())
            .map(row -> row.tensor() + " on " + row.device())
            .collect(Collectors.toSet());
    assertTrue(found.contains("outputs on opencl"), found.toString());
    assertTrue(found.contains("loss on opencl"), found.toString());
    assertTrue(found.contains("gradient of 4.weight on opencl"), found.toString());
    assertTrue(found.stream().noneMatch(row -> row.endsWith(" on cpu")), found.toString());
  }

  private static Layer normalised(Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(new Flatten(), new Dense(16), new BatchNorm()));
    all.addAll(List.of(layers));
    all.add(new Dense(10));
    return new Sequential(all);
  }

  @Test
  void aDeviceThatDiffersIsNamedWithTheTensor() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    Layer layer = new Sequential(new Dense(8), TRIPLED, new Dense(3));
    Equivalence comparison = Equivalence.of(layer).sample(5).batch(4).steps(2);
    comparison.between("cpu").requirePassed();
    EquivalenceReport report = comparison.between("cpu", "opencl");
    AssertionError error = assertThrows(AssertionError.class, report::requirePassed);
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("devices differ, seed 1:\noutputs on opencl: element"), message);
  }

  @Test
  void saysWhatItWasNotTold() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class, () -> Equivalence.of(new Dense(2)).between("cpu"));
    assertEquals(
        "equivalence: what goes in? say data(dataset), or a sample's shape by sample(28, 28)",
        error.getMessage());
  }

  /** Three times x; on GPUs a thousandth more. */
  private record Tripled() implements CustomGradient, CustomKernel, GpuCustomOp {
    @Override
    public String name() {
      return "tripled";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor dy = Objects.requireNonNull(outputGradients.getFirst());
      return List.of(dy.multiply(3));
    }

    @Override
    public String kernelName() {
      return "tripled";
    }

    @Override
    public String kernelSource() {
      return """
      #include "device.h"

      KERNEL(tripled)(POINTER(const T, x), POINTER(T, y), const long n) {
        BIND(const T, x);
        BIND(T, y);
        const long i = gid(0);
        if (i < n) store(y, i, 3.003f * load(x, i));
      }
      """;
    }

    @Override
    public void compute(List<Operand> inputs, List<Operand> results) {
      for (int i = 0; i < results.get(0).size(); i++) {
        results.get(0).set(i, 3 * inputs.get(0).get(i));
      }
    }
  }
}
