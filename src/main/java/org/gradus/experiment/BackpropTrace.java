package org.gradus.experiment;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.pass.Retype;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;

/**
 * Every value on the way through one hidden sigmoid layer and back, beside numeric differences:
 *
 * <pre>
 *   z1 = W1 x + b1    a1 = sigmoid(z1)    z2 = W2 a1 + b2    y = sigmoid(z2)    L = (y - t)^2
 * </pre>
 */
final class BackpropTrace implements Experiment {
  private static final double STEP =
      0x1p-14; // of central differences, whose error is near its square
  private static final double TARGET = 1;

  private static final Map<String, double[]> GIVEN = new LinkedHashMap<>();

  /** What is computed from what, by name. */
  private static final Map<String, String> FORWARD = new LinkedHashMap<>();

  /** The chain rule, one link each. */
  private static final Map<String, String> BACKWARD = new LinkedHashMap<>();

  static {
    GIVEN.put("x", new double[] {1, 0.5});
    GIVEN.put("W1", new double[] {0.1, 0.3, -0.2, 0.4});
    GIVEN.put("b1", new double[] {0.1, -0.1});
    GIVEN.put("W2", new double[] {0.5, -0.6});
    GIVEN.put("b2", new double[] {0.2});
    FORWARD.put("z1", "W1 x + b1");
    FORWARD.put("a1", "sigmoid(z1)");
    FORWARD.put("z2", "W2 a1 + b2");
    FORWARD.put("y", "sigmoid(z2)");
    BACKWARD.put("y", "2 (y - t)");
    BACKWARD.put("z2", "dL/dy y (1 - y)");
    BACKWARD.put("W2", "dL/dz2 a1");
    BACKWARD.put("b2", "dL/dz2");
    BACKWARD.put("a1", "dL/dz2 W2");
    BACKWARD.put("z1", "dL/da1 a1 (1 - a1)");
    BACKWARD.put("W1", "dL/dz1 x");
    BACKWARD.put("b1", "dL/dz1");
    BACKWARD.put("x", "dL/dz1 W1");
  }

  @Override
  public String name() {
    return "backprop-trace";
  }

  @Override
  public int lesson() {
    return 3;
  }

  @Override
  public String question() {
    return "What does backpropagation compute, value by value, and why not by differences?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    setup.tell("one hidden layer");
    Graph graph = graph();
    double loss;
    double apart;
    try (Calculation device = new Calculation(setup.device(), graph, setup.seed());
        Calculation exact =
            new Calculation("cpu", Retype.apply(graph, DType.F32, DType.F64), setup.seed())) {
      give(device);
      give(exact);
      device.run();
      loss = findings.number("loss", device.value("L"));
      showForward(device, findings);
      apart = showBackward(device, exact, findings);
    }
    GradientCost cost = GradientCost.measure(setup, findings);
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "The loss is %.6f. All derivatives that backpropagation finds in one pass back agree"
                + " with central differences to %.1e. With %,d parameters differences need %,d ways"
                + " forward; backpropagation needs one forward and one back, as with any number of"
                + " parameters. Here differences took %s times as long (the median of %d rounds;"
                + " the middle half of them lies from %s to %s).",
            loss,
            findings.number("apart/greatest", apart),
            cost.parameters(),
            cost.passes(),
            Said.plain(cost.ratio().median()),
            cost.ratio().count(),
            Said.plain(cost.ratio().low()),
            Said.plain(cost.ratio().high())));
  }

  /**
   * The network; every value on the way has a nudge added, zero at first, so that differences can
   * be taken at each.
   */
  private static Graph graph() {
    Graph graph = new Graph();
    Map<String, Tensor> seen = new LinkedHashMap<>();
    Tensor x = nudged(seen, "x", graph.input("x", DType.F32, 1, 2));
    Tensor w1 = nudged(seen, "W1", graph.input("W1", DType.F32, 2, 2));
    Tensor b1 = nudged(seen, "b1", graph.input("b1", DType.F32, 2));
    Tensor z1 = nudged(seen, "z1", x.matmul(w1, false, true).add(b1)); // (1, 2)
    Tensor a1 = nudged(seen, "a1", z1.sigmoid());
    Tensor w2 = nudged(seen, "W2", graph.input("W2", DType.F32, 1, 2));
    Tensor b2 = nudged(seen, "b2", graph.input("b2", DType.F32, 1));
    Tensor z2 = nudged(seen, "z2", a1.matmul(w2, false, true).add(b2)); // (1, 1)
    Tensor y = nudged(seen, "y", z2.sigmoid());
    Tensor loss = y.subtract(TARGET).square().sum();
    Iterator<Tensor> gradients = Gradients.of(loss, List.copyOf(seen.values())).iterator();
    for (Map.Entry<String, Tensor> value : seen.entrySet()) {
      graph.output(value.getKey(), value.getValue());
      graph.output("dL/d" + value.getKey(), gradients.next());
    }
    graph.output("L", loss);
    return graph;
  }

  private static Tensor nudged(Map<String, Tensor> seen, String name, Tensor value) {
    Tensor nudged = value.add(value.graph().input("nudge " + name, value.spec()));
    seen.put(name, nudged);
    return nudged;
  }

  private static void give(Calculation calculation) {
    GIVEN.forEach(calculation::set);
    BACKWARD.keySet().forEach(name -> calculation.set("nudge " + name, new double[size(name)]));
  }

  private static int size(String name) {
    double[] given = GIVEN.get(name);
    return given != null ? given.length : name.endsWith("1") ? 2 : 1;
  }

  private static void showForward(Calculation device, Findings findings) {
    Grid table = Grid.of("Forward", "value", "number").text("formula");
    for (String name : GIVEN.keySet()) {
      table = rows(table, name, device.values(name), "given", findings);
    }
    for (Map.Entry<String, String> step : FORWARD.entrySet()) {
      table = rows(table, step.getKey(), device.values(step.getKey()), step.getValue(), findings);
    }
    double loss = device.value("L");
    findings.show(table.row("L", Numbers.fixed(loss, 6), "(y - t)^2, t = 1"));
  }

  private static Grid rows(
      Grid table, String name, double[] values, String formula, Findings findings) {
    Grid grown = table;
    for (int i = 0; i < values.length; i++) {
      String element = element(name, i, values.length);
      findings.number(element, values[i]);
      grown = grown.row(element, Numbers.fixed(values[i], 6), formula);
    }
    return grown;
  }

  /** Shows all derivatives both ways; returns how far apart the two are at most. */
  private static double showBackward(Calculation device, Calculation exact, Findings findings) {
    Grid table =
        Grid.of("Backward", "derivative", "backpropagation", "differences", "apart")
            .text("chain rule")
            .saying(
                "Differences: (L(+h) - L(-h)) / 2h with h = 2^-14, in F64 on the CPU; the"
                    + " derivatives beside them are the device's, in F32.");
    double greatest = 0;
    for (Map.Entry<String, String> step : BACKWARD.entrySet()) {
      String name = step.getKey();
      double[] derivatives = device.values("dL/d" + name);
      for (int i = 0; i < derivatives.length; i++) {
        double numeric = difference(exact, name, i, derivatives.length);
        double apart = Math.abs(derivatives[i] - numeric);
        String element = "dL/d" + element(name, i, derivatives.length);
        findings.number(element, derivatives[i]);
        greatest = Math.max(greatest, apart);
        table =
            table.row(
                element,
                Numbers.fixed(derivatives[i], 8),
                Numbers.fixed(numeric, 8),
                String.format(Locale.ROOT, "%.1e", apart),
                step.getValue());
      }
    }
    findings.show(table);
    return greatest;
  }

  private static double difference(Calculation exact, String name, int element, int size) {
    double[] nudge = new double[size];
    nudge[element] = STEP;
    double above = exact.set("nudge " + name, nudge).run().value("L");
    nudge[element] = -STEP;
    double below = exact.set("nudge " + name, nudge).run().value("L");
    exact.set("nudge " + name, new double[size]);
    return (above - below) / (2 * STEP);
  }

  /** An element's name: {@code W1[1,0]} in a matrix, {@code b1[0]} in a row, {@code y} alone. */
  private static String element(String name, int index, int size) {
    return switch (name) {
      case "W1" -> "W1[%d,%d]".formatted(index / 2, index % 2);
      default -> size == 1 ? name : "%s[%d]".formatted(name, index);
    };
  }
}
