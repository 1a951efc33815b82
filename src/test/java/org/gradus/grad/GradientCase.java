package org.gradus.grad;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.oracle.Oracle;
import org.gradus.pass.Decompose;

/**
 * A piece of graph whose gradients are compared with central differences.
 *
 * @param name what is shown
 * @param operands the shapes of its F64 operands
 * @param low the least magnitude of operands, so that kinks at 0 are kept away from
 * @param high the greatest magnitude
 * @param signed whether operands take either sign
 * @param build from the operands to results, of which a weighted sum is the loss
 */
record GradientCase(
    String name,
    List<Shape> operands,
    double low,
    double high,
    boolean signed,
    Function<List<Tensor>, List<Tensor>> build) {
  /** Where central differences in double are most exact: the cube root of its epsilon. */
  private static final double STEP = Math.cbrt(Math.ulp(1.0));

  private static final long SEED = 20_240;

  static GradientCase of(String name, Function<List<Tensor>, Tensor> build, int[]... operands) {
    List<Shape> shapes = new ArrayList<>();
    for (int[] dims : operands) {
      shapes.add(Shape.of(dims));
    }
    return new GradientCase(
        name, List.copyOf(shapes), 0.1, 2, true, in -> List.of(build.apply(in)));
  }

  GradientCase positive() {
    return new GradientCase(name, operands, low, high, false, build);
  }

  GradientCase results(Function<List<Tensor>, List<Tensor>> several) {
    return new GradientCase(name, operands, low, high, signed, several);
  }

  /** The largest error of any gradient, first or second, in units of its tolerance. */
  double worst() {
    Graph graph = new Graph();
    Random random = new Random(SEED);
    Map<String, double[]> fed = new HashMap<>();
    List<Tensor> in = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      in.add(feed(graph, "x" + i, operands.get(i), random, fed));
    }
    Tensor loss = weighted(graph, build.apply(in), "w", random, fed);
    List<Tensor> first = Gradients.of(loss, in);
    Tensor steepness = weighted(graph, first, "v", random, fed);
    List<Tensor> second = Gradients.of(steepness, in);
    graph.output("loss", loss);
    graph.output("steepness", steepness);
    for (int i = 0; i < in.size(); i++) {
      graph.output("first" + i, first.get(i));
      graph.output("second" + i, second.get(i));
    }
    Graph primitive = Decompose.all(graph);
    return Math.max(
        worst(primitive, "loss", "first", fed), worst(primitive, "steepness", "second", fed));
  }

  private Tensor feed(
      Graph graph, String name, Shape shape, Random random, Map<String, double[]> fed) {
    double[] values = new double[shape.intSize()];
    for (int i = 0; i < values.length; i++) {
      double magnitude = low + (high - low) * random.nextDouble();
      values[i] = signed && random.nextBoolean() ? -magnitude : magnitude;
    }
    fed.put(name, values);
    return graph.input(name, new TensorSpec(DType.F64, shape));
  }

  private Tensor weighted(
      Graph graph, List<Tensor> results, String name, Random random, Map<String, double[]> fed) {
    Tensor total = graph.constant(0, DType.F64);
    for (int i = 0; i < results.size(); i++) {
      Tensor result = results.get(i);
      total = total.add(result.multiply(feed(graph, name + i, result.shape(), random, fed)).sum());
    }
    return total;
  }

  private double worst(Graph graph, String of, String gradients, Map<String, double[]> fed) {
    Oracle oracle = new Oracle(fed);
    double scale = 1 + Math.abs(oracle.value(output(graph, of))[0]);
    double worst = 0;
    for (int i = 0; i < operands.size(); i++) {
      double[] gradient = oracle.value(output(graph, gradients + i));
      double[] at = Objects.requireNonNull(fed.get("x" + i));
      for (int element = 0; element < gradient.length; element++) {
        double difference = difference(graph, of, fed, at, element);
        double tolerance = 1000 * STEP * STEP * (scale + Math.abs(difference));
        double error = Math.abs(gradient[element] - difference) / tolerance;
        worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
      }
    }
    return worst;
  }

  private static double difference(
      Graph graph, String of, Map<String, double[]> fed, double[] at, int element) {
    double x = at[element];
    double step = STEP * Math.max(1, Math.abs(x));
    at[element] = x + step;
    double above = new Oracle(fed).value(output(graph, of))[0];
    at[element] = x - step;
    double below = new Oracle(fed).value(output(graph, of))[0];
    at[element] = x;
    return (above - below) / (2 * step);
  }

  private static Tensor output(Graph graph, String name) {
    Tensor output = graph.outputs().get(name);
    if (output == null) {
      throw new AssertionError("no output " + name);
    }
    return output;
  }

  @Override
  public String toString() {
    return name;
  }
}
