package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.op.DType;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/**
 * What all derivatives of one network cost by backpropagation and by differences.
 *
 * @param parameters how many weights there are
 * @param passes how often differences went forward through the network
 * @param backpropagation milliseconds of one way forward and back
 * @param differences milliseconds of all ways forward
 */
record GradientCost(int parameters, int passes, double backpropagation, double differences) {
  private static final int INPUTS = 8;
  private static final int REPEATS = 50;

  /** Measures networks of growing size, shows them, and returns the largest. */
  static GradientCost measure(Setup setup, Findings findings) {
    int[] widths = setup.quick() ? new int[] {2, 8} : new int[] {2, 8, 32, 128};
    of(setup, widths[0]); // warms the machine up
    GradientCost[] costs = new GradientCost[widths.length];
    Grid table =
        Grid.ofNumbers(
            "Cost of all derivatives",
            "parameters",
            "ways forward by differences",
            "backpropagation (ms)",
            "differences (ms)");
    for (int i = 0; i < widths.length; i++) {
      setup.tell("the cost with %d hidden units".formatted(widths[i]));
      GradientCost cost = of(setup, widths[i]);
      costs[i] = cost;
      findings.number("passes/parameters-" + cost.parameters, cost.passes);
      table =
          table.row(
              String.valueOf(cost.parameters),
              String.valueOf(cost.passes),
              Numbers.significant(cost.backpropagation, 3),
              Numbers.significant(cost.differences, 3));
    }
    double[] sizes = each(costs, GradientCost::parameters);
    findings
        .show(
            Plot.of("Cost of all derivatives", Axis.log("parameters"), Axis.log("time (ms)"))
                .line("differences", sizes, each(costs, GradientCost::differences))
                .line("backpropagation", sizes, each(costs, GradientCost::backpropagation)))
        .show(table);
    return costs[costs.length - 1];
  }

  private static double[] each(GradientCost[] costs, ToDoubleFunction<GradientCost> number) {
    return Arrays.stream(costs).mapToDouble(number).toArray();
  }

  private static GradientCost of(Setup setup, int hidden) {
    int parameters = (INPUTS + 1) * hidden + hidden + 1;
    return new GradientCost(
        parameters,
        2 * parameters,
        backpropagation(setup, parameters, hidden),
        differences(setup, parameters, hidden));
  }

  /** The loss of a network with sigmoid units whose weights all lie in one variable. */
  private static Tensor loss(Graph graph, Variable weights, int hidden) {
    Tensor all = graph.read(weights);
    int end = INPUTS * hidden;
    Tensor x = graph.constant(0.5, DType.F32, 1, INPUTS);
    Tensor z1 = x.matmul(all.slice(0, 0, end).reshape(INPUTS, hidden));
    Tensor a1 = z1.add(all.slice(0, end, end + hidden)).sigmoid(); // (1, hidden)
    Tensor w2 = all.slice(0, end + hidden, end + 2 * hidden).reshape(hidden, 1);
    Tensor b2 = all.slice(0, end + 2 * hidden, end + 2 * hidden + 1);
    return a1.matmul(w2).add(b2).sigmoid().subtract(1).square().sum();
  }

  private static double backpropagation(Setup setup, int parameters, int hidden) {
    Graph graph = new Graph();
    Initial first = Initializers.normal(0, 0.5);
    Variable weights = Descent.variable(graph, "weights", first, parameters);
    Tensor loss = loss(graph, weights, hidden);
    graph.output("gradient", Gradients.of(loss, List.of(graph.read(weights))).getFirst());
    try (Calculation calculation = new Calculation(setup.device(), graph, setup.seed())) {
      for (int i = 0; i < REPEATS; i++) {
        calculation.run().values("gradient"); // warms up
      }
      long start = System.nanoTime();
      for (int i = 0; i < REPEATS; i++) {
        calculation.run().values("gradient");
      }
      return (System.nanoTime() - start) * 1e-6 / REPEATS;
    }
  }

  private static double differences(Setup setup, int parameters, int hidden) {
    Graph graph = new Graph();
    Initial first = Initializers.normal(0, 0.5);
    Variable weights = Descent.variable(graph, "weights", first, parameters);
    graph.output("loss", loss(graph, weights, hidden));
    try (Calculation calculation = new Calculation(setup.device(), graph, setup.seed())) {
      double[] values = calculation.values(weights);
      gradient(calculation, weights, values, Math.min(parameters, REPEATS)); // warms up
      long start = System.nanoTime();
      gradient(calculation, weights, values, parameters);
      return (System.nanoTime() - start) * 1e-6;
    }
  }

  /** The first {@code count} derivatives by central differences: two ways forward each. */
  private static double[] gradient(
      Calculation calculation, Variable weights, double[] values, int count) {
    double step = 0x1p-7; // F32 would lose a smaller one
    double[] derivatives = new double[count];
    for (int i = 0; i < count; i++) {
      double at = values[i];
      values[i] = at + step;
      double above = calculation.set(weights, values).run().value("loss");
      values[i] = at - step;
      double below = calculation.set(weights, values).run().value("loss");
      values[i] = at;
      derivatives[i] = (above - below) / (2 * step);
    }
    return derivatives;
  }
}
