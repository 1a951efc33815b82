package org.gradus.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/**
 * What all derivatives of one network cost by backpropagation and by differences.
 *
 * @param parameters how many weights there are
 * @param passes how often differences go forward through the network
 * @param backpropagation milliseconds of one way forward and back
 * @param differences milliseconds of all ways forward
 * @param ratio how many times as long differences took, round by round
 */
record GradientCost(
    int parameters, int passes, Spread backpropagation, Spread differences, Spread ratio) {
  private static final int ROUNDS = 11;
  private static final double WARM = 150; // milliseconds of each before the first round
  private static final double ENOUGH = 20; // milliseconds of each in a round

  /** Measures networks of growing size, shows them, and returns the largest. */
  static GradientCost measure(Setup setup, Findings findings) {
    int[] widths = setup.quick() ? new int[] {2, 8} : new int[] {2, 8, 32, 128};
    GradientCost[] costs = timed(setup, widths);
    Grid table =
        Grid.ofNumbers(
                "Cost of all derivatives",
                "parameters",
                "ways by differences",
                "ms, differences",
                "ms, backprop",
                "times as long")
            .saying(
                Said.of(
                    "Ways through the network: differences go forward twice for each parameter,"
                        + " backpropagation once forward and once back. Times are medians of %d"
                        + " rounds, each through all networks, %.0f ms of either or more, after"
                        + " others to warm up.",
                    ROUNDS, ENOUGH));
    for (GradientCost cost : costs) {
      findings.number("passes/parameters-" + cost.parameters, cost.passes);
      table =
          table.row(
              String.valueOf(cost.parameters),
              String.valueOf(cost.passes),
              Numbers.significant(cost.differences.median(), 3),
              Numbers.significant(cost.backpropagation.median(), 3),
              Numbers.significant(cost.ratio.median(), 3));
    }
    double[] sizes = each(costs, GradientCost::parameters);
    findings
        .show(
            Plot.of("Cost of all derivatives", Axis.log("parameters"), Axis.log("time (ms)"))
                .line("differences", sizes, each(costs, cost -> cost.differences.median()))
                .line("backpropagation", sizes, each(costs, cost -> cost.backpropagation.median())))
        .show(table);
    return costs[costs.length - 1];
  }

  private static double[] each(GradientCost[] costs, ToDoubleFunction<GradientCost> number) {
    return Arrays.stream(costs).mapToDouble(number).toArray();
  }

  /** One round after the other through all of them, so that what slows a round slows all. */
  private static GradientCost[] timed(Setup setup, int[] widths) {
    setup.tell("the cost of all derivatives");
    List<GradientTimer> timers = new ArrayList<>();
    try {
      for (int width : widths) {
        timers.add(new GradientTimer(setup, width));
      }
      timers.forEach(timer -> timer.warmUp(WARM));
      for (int round = 0; round < ROUNDS; round++) {
        timers.forEach(timer -> timer.round(ENOUGH));
      }
      return timers.stream().map(GradientTimer::cost).toArray(GradientCost[]::new);
    } finally {
      timers.forEach(GradientTimer::close);
    }
  }
}
