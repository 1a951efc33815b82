package org.gradus.experiment;

import java.util.Arrays;
import java.util.Locale;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.op.UnaryKind;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** Many starting points, on a curve with several valleys and for small networks that learn XOR. */
final class LocalMinima implements Experiment {
  private static final int STARTS = 61;
  private static final double SAME = 0.01; // minima closer than this are one

  @Override
  public String name() {
    return "local-minima";
  }

  @Override
  public int lesson() {
    return 1;
  }

  @Override
  public String question() {
    return "Where does gradient descent end from different starting points, and do restarts help?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    setup.tell("%d starting points on a curve".formatted(STARTS));
    String valleys = valleys(setup, findings);
    setup.tell("networks that learn XOR");
    return findings.conclude(valleys + " " + XorRestarts.run(setup, findings));
  }

  /** f(x) = 0.1 x^2 + sin(2.5 x). */
  private static double height(double x) {
    return 0.1 * x * x + Math.sin(2.5 * x);
  }

  private static String valleys(Setup setup, Findings findings) {
    double[] starts = Plot.range(-8, 8, STARTS);
    double[] ends = descend(setup, starts);
    double[] minima = distinct(ends);
    double best =
        Arrays.stream(minima)
            .boxed()
            .min((a, b) -> Double.compare(height(a), height(b)))
            .orElseThrow();
    Grid table = Grid.ofNumbers("Where they end", "x", "f(x)", "starting points");
    int lucky = 0;
    for (double minimum : minima) {
      int count = (int) Arrays.stream(ends).filter(end -> Math.abs(end - minimum) < SAME).count();
      lucky += minimum == best ? count : 0;
      table =
          table.row(
              Numbers.fixed(minimum, 3), Numbers.fixed(height(minimum), 3), String.valueOf(count));
    }
    findings.number("curve/minima", minima.length);
    findings.number("curve/best", height(best));
    double share = findings.number("curve/share-of-best", (double) lucky / STARTS);
    double[] xs = Plot.range(-8.2, 8.2, 329);
    findings
        .show(
            Plot.of("A curve with several valleys", Axis.linear("x"), Axis.linear("f(x)"))
                .reference("0.1 x\u00b2 + sin 2.5x", xs, heights(xs))
                .points("where descents begin", starts, heights(starts))
                .points("where they end", minima, heights(minima))
                .widely())
        .show(table);
    return String.format(
        Locale.ROOT,
        "From %d starting points on 0.1 x^2 + sin(2.5x), gradient descent ends in %d different"
            + " minima; %d of them (%.0f %%) find the deepest, f(%.2f) = %.3f.",
        STARTS,
        minima.length,
        lucky,
        100 * share,
        best,
        height(best));
  }

  private static double[] heights(double[] xs) {
    return Arrays.stream(xs).map(LocalMinima::height).toArray();
  }

  /** All descents at once: each element of x goes its own way. */
  private static double[] descend(Setup setup, double[] starts) {
    Graph graph = new Graph();
    Initial first =
        (variable, seed, values) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) starts[i];
          }
        };
    Variable place = Descent.variable(graph, "x", first, starts.length);
    Tensor x = graph.read(place);
    Tensor height = x.square().multiply(0.1).add(x.multiply(2.5).unary(UnaryKind.SIN));
    Descent.step(height.sum(), 0.05, place);
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      return step.run(500).values(place);
    }
  }

  private static double[] distinct(double[] ends) {
    double[] sorted = ends.clone();
    Arrays.sort(sorted);
    double[] minima = new double[sorted.length];
    int count = 0;
    for (double end : sorted) {
      if (count == 0 || end - minima[count - 1] >= SAME) {
        minima[count++] = end;
      }
    }
    return Arrays.copyOf(minima, count);
  }
}
