package org.gradus.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.oracle.Oracle;
import org.gradus.pass.Decompose;
import org.junit.jupiter.api.Test;

/** Decompositions and gradients, computed by the oracle, against PyTorch's numbers. */
class PyTorchTest {
  /** A few thousand roundings: sums of 30 terms, and means that cancel eleven bits. */
  private static final double TOLERANCE = 0x1p-53 * 4096;

  private final Graph graph = new Graph();
  private final Map<String, double[]> fed = new HashMap<>();

  @Test
  void activations() {
    Fixture all = Fixture.load("activations_f64");
    Tensor x = feed("x", all);
    Map<String, Function<Tensor, Tensor>> known =
        Map.of(
            "relu", Tensor::relu,
            "leaky_relu", t -> t.unary(UnaryKind.LEAKY_RELU, 0.01),
            "elu", t -> t.unary(UnaryKind.ELU, 1),
            "gelu_erf", t -> t.unary(UnaryKind.GELU),
            "gelu_tanh", t -> t.unary(UnaryKind.GELU_TANH),
            "silu", t -> t.unary(UnaryKind.SILU),
            "softplus", t -> t.unary(UnaryKind.SOFTPLUS),
            "sigmoid", Tensor::sigmoid,
            "tanh", Tensor::tanh);
    known.forEach(
        (name, function) -> {
          Tensor y = function.apply(x);
          Tensor derivative = Gradients.of(y.sum(), List.of(x)).getFirst();
          check(name, all.caseNamed(name), Map.of("y", y, "derivative", derivative));
        });
  }

  @Test
  void softmax() {
    Fixture all = Fixture.load("softmax_f64");
    Tensor x = feed("x", all);
    Tensor dy = feed("dy", all);
    for (Op op : List.of(new Fused.Softmax(), new Fused.LogSoftmax())) {
      Tensor y = x.apply(op);
      Tensor dx = Gradients.of(y.multiply(dy).sum(), List.of(x)).getFirst();
      check(op.name(), all.caseNamed(op.name() + "_axis_1"), Map.of("y", y, "dx", dx));
    }
  }

  @Test
  void crossEntropy() {
    for (Fixture one : Fixture.load("cross_entropy_f64").objects("cases")) {
      String name = one.text("name");
      Tensor logits = feed("logits", name, one);
      fed.put("labels" + name, one.values("labels").data());
      Tensor labels = graph.input("labels" + name, DType.I32, one.values("labels").shape());
      Tensor rows = logits.softmaxCrossEntropy(labels);
      Tensor loss = rows.mean();
      Tensor dlogits = Gradients.of(loss, List.of(logits)).getFirst();
      check(name, one, Map.of("loss_of_each_row", rows, "loss", loss, "dlogits", dlogits));
    }
  }

  @Test
  void layerNorm() {
    Fixture one = Fixture.load("layer_norm_f64");
    Map<String, Tensor> results = norm("", one, one, new Fused.LayerNorm(one.number("eps")));
    check("layer_norm", one, results);
  }

  @Test
  void batchNorm() {
    for (Fixture one : Fixture.load("batch_norm_f64").objects("cases")) {
      Op op = new Fused.BatchNorm(one.number("eps"));
      int batch = 0;
      for (Fixture step : one.objects("train")) {
        String name = one.text("name") + " " + batch++;
        Map<String, Tensor> results = new HashMap<>(norm(name, one, step, op));
        results.remove("rstd"); // the op yields the variance
        Tensor mean = results.remove("mean");
        if (mean != null) {
          results.put("batch_mean", mean);
        }
        check(name, step, results);
      }
    }
  }

  private Map<String, Tensor> norm(String name, Fixture parameters, Fixture batch, Op op) {
    Tensor x = feed("x", name, batch);
    Tensor weight = feed("weight", name, parameters);
    Tensor bias = feed("bias", name, parameters);
    Tensor dy = feed("dy", name, batch);
    Node norm = graph.add(op, List.of(x, weight, bias));
    Tensor loss = norm.output(0).multiply(dy).sum();
    List<Tensor> gradients = Gradients.of(loss, List.of(x, weight, bias));
    return Map.of(
        "y", norm.output(0),
        "mean", norm.output(1),
        "rstd", norm.output(2),
        "dx", gradients.get(0),
        "dweight", gradients.get(1),
        "dbias", gradients.get(2));
  }

  private Tensor feed(String field, Fixture from) {
    return feed(field, "", from);
  }

  private Tensor feed(String field, String name, Fixture from) {
    Fixture.Values values = from.values(field);
    fed.put(field + name, values.data());
    return graph.input(field + name, TensorSpec.of(DType.F64, values.shape()));
  }

  private void check(String name, Fixture expected, Map<String, Tensor> actual) {
    actual.forEach((field, tensor) -> graph.output(name + "/" + field, tensor));
    Graph primitive = Decompose.all(graph);
    Oracle oracle = new Oracle(fed);
    primitive
        .outputs()
        .forEach(
            (output, tensor) -> {
              if (output.startsWith(name + "/")) {
                String field = output.substring(name.length() + 1);
                compare(output, expected.values(field).data(), oracle.value(tensor));
              }
            });
  }

  private static void compare(String name, double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length, name);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * (1 + largest), name + " at " + i);
    }
  }
}
