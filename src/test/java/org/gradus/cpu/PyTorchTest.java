package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Fused;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels against PyTorch's numbers: within some units of roundoff, in F64 and in F32. */
class PyTorchTest {
  private final Device device = Cpus.fast(2);
  private final Graph graph = new Graph();
  private final Map<String, HostTensor> inputs = new HashMap<>();
  private final Map<String, Fixture.Values> expected = new HashMap<>();

  private Tensor input(String name, DType dtype, Fixture.Values values) {
    TensorSpec spec = TensorSpec.of(dtype, values.shape());
    inputs.put(name, HostTensor.allocate(spec).fill(values.data()));
    return graph.input(name, spec);
  }

  private void expect(String name, Tensor tensor, Fixture.Values values) {
    graph.output(name, tensor);
    expected.put(name, values);
  }

  private void check(double slack) {
    Map<String, HostTensor> actual = Cpus.run(device, graph, inputs);
    expected.forEach(
        (name, values) -> near(name, values, Objects.requireNonNull(actual.get(name)), slack));
  }

  private static void near(String name, Fixture.Values values, HostTensor actual, double slack) {
    double[] expected = values.data();
    double epsilon = actual.spec().dtype().epsilon();
    for (int i = 0; i < expected.length; i++) {
      double size = Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], actual.get(i), slack * epsilon * size, name + " " + i);
    }
  }

  private static Fixture fixture(String name, DType dtype) {
    return Fixture.load(name + "_" + dtype);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void batchNorm(DType dtype) {
    Fixture norm = fixture("batch_norm", dtype).caseNamed("three_batches");
    Tensor scale = input("scale", dtype, norm.values("weight"));
    Tensor bias = input("bias", dtype, norm.values("bias"));
    int number = 0;
    for (Fixture batch : norm.objects("train")) {
      Tensor x = input("x" + number, dtype, batch.values("x"));
      Tensor dy = input("dy" + number, dtype, batch.values("dy"));
      Fused.BatchNorm forward = new Fused.BatchNorm(norm.number("eps"));
      Node y = graph.add(forward, List.of(x, scale, bias));
      expect("y" + number, y.output(0), batch.values("y"));
      expect("mean" + number, y.output(1), batch.values("batch_mean"));
      Fused.BatchNormGradient backward = new Fused.BatchNormGradient(norm.number("eps"));
      Node gradient = graph.add(backward, List.of(x, scale, y.output(1), y.output(2), dy));
      expect("dx" + number, gradient.output(0), batch.values("dx"));
      expect("dscale" + number, gradient.output(1), batch.values("dweight"));
      expect("dbias" + number++, gradient.output(2), batch.values("dbias"));
    }
    check(32);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void batchNormWithoutVarianceAndWithALargeMean(DType dtype) {
    Fixture norm = Fixture.load("batch_norm_f64").caseNamed("no_variance_and_large_mean");
    Fixture batch = norm.objects("train").getFirst();
    Node y =
        graph.add(
            new Fused.BatchNorm(norm.number("eps")),
            List.of(
                input("x", dtype, batch.values("x")),
                input("scale", dtype, norm.values("weight")),
                input("bias", dtype, norm.values("bias"))));
    expect("y", y.output(0), batch.values("y"));
    check(8 * 4096); // x itself is rounded to eps 4096
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void layerNorm(DType dtype) {
    Fixture norm = Fixture.load("layer_norm_f64");
    Tensor x = input("x", dtype, norm.values("x"));
    Tensor scale = input("scale", dtype, norm.values("weight"));
    Tensor bias = input("bias", dtype, norm.values("bias"));
    Tensor dy = input("dy", dtype, norm.values("dy"));
    Node y = graph.add(new Fused.LayerNorm(norm.number("eps")), List.of(x, scale, bias));
    expect("y", y.output(0), norm.values("y"));
    expect("mean", y.output(1), norm.values("mean"));
    expect("rstd", y.output(2), norm.values("rstd"));
    Node gradient =
        graph.add(new Fused.LayerNormGradient(), List.of(x, scale, y.output(1), y.output(2), dy));
    expect("dx", gradient.output(0), norm.values("dx"));
    expect("dscale", gradient.output(1), norm.values("dweight"));
    expect("dbias", gradient.output(2), norm.values("dbias"));
    check(32);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void crossEntropy(DType dtype) {
    for (Fixture one : fixture("cross_entropy", dtype).objects("cases")) {
      String name = one.text("name");
      Tensor logits = input(name + " logits", dtype, one.values("logits"));
      Tensor labels = input(name + " labels", DType.I32, one.values("labels"));
      int rows = labels.shape().dim(0);
      Node loss = graph.add(new Fused.SoftmaxCrossEntropy(1.0 / rows), List.of(logits, labels));
      expect(name + " loss", loss.output(0), one.values("loss_of_each_row"));
      expect(name + " gradient", loss.output(1), one.values("dlogits"));
    }
    check(8);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void softmax(DType dtype) {
    Fixture softmax = Fixture.load("softmax_f64");
    Tensor x = input("x", dtype, softmax.values("x"));
    expect("softmax", x.softmax(), softmax.caseNamed("softmax_axis_1").values("y"));
    expect("log", x.logSoftmax(), softmax.caseNamed("log_softmax_axis_1").values("y"));
    Tensor columns = x.transpose().softmax().transpose();
    expect("columns", columns, softmax.caseNamed("softmax_axis_0").values("y"));
    check(8);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void activations(DType dtype) {
    Fixture activations = Fixture.load("activations_f64");
    Map<UnaryKind, String> names =
        Map.of(
            UnaryKind.RELU, "relu",
            UnaryKind.LEAKY_RELU, "leaky_relu",
            UnaryKind.ELU, "elu",
            UnaryKind.GELU, "gelu_erf",
            UnaryKind.GELU_TANH, "gelu_tanh",
            UnaryKind.SILU, "silu",
            UnaryKind.SOFTPLUS, "softplus",
            UnaryKind.SIGMOID, "sigmoid",
            UnaryKind.TANH, "tanh");
    Tensor x = input("x", dtype, activations.values("x"));
    names.forEach(
        (kind, name) -> {
          double parameter = kind == UnaryKind.LEAKY_RELU ? 0.01 : 1;
          Fixture one = activations.caseNamed(name);
          Tensor y = x.unary(kind, parameter);
          expect(name, y, one.values("y"));
          Tensor saved = kind.savesOutput() ? y : x;
          Tensor ones = graph.constant(1, dtype, x.shape());
          Tensor dx = saved.apply(new UnaryGradient(kind, parameter), ones);
          expect(name + " gradient", dx, one.values("derivative"));
        });
    // PyTorch's softplus is linear from 20 on, which leaves out exp(-20) = 2e-9.
    check(dtype == DType.F64 ? 2e-9 / DType.F64.epsilon() : 32);
  }
}
