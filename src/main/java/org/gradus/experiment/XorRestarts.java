package org.gradus.experiment;

import java.util.Arrays;
import java.util.Locale;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.loss.BinaryCrossEntropy;
import org.gradus.loss.Reduction;
import org.gradus.op.DType;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** Networks of two hidden units that learn XOR from many random starts, all in one graph. */
final class XorRestarts {
  private static final int EVERY = 25; // steps between two looks at the losses
  private static final int GROUP = 5; // starts that a user tries, to keep the best
  private static final double SOLVED = 0.05;

  /** What a loss curve does in its last quarter. */
  private enum End {
    SOLVED,
    /** It falls no more, though much is wrong. */
    STALLED,
    FALLING
  }

  private XorRestarts() {}

  /** Trains them, shows what came of them, and says it in a sentence. */
  static String run(Setup setup, Findings findings) {
    int count = setup.size(200, 60);
    int steps = setup.size(4000, 2000);
    double[][] losses = losses(setup, count, steps);
    End[] ends = Arrays.stream(losses).map(XorRestarts::end).toArray(End[]::new);
    double solved = findings.number("xor/solved", share(ends, End.SOLVED));
    double stalled = findings.number("xor/stalled", share(ends, End.STALLED));
    findings.number("xor/falling", share(ends, End.FALLING));
    double groups = findings.number("xor/solved-with-restarts", groups(ends));
    show(losses, ends, steps, findings);
    return String.format(
        Locale.ROOT,
        "Of %d networks with two hidden units that learn XOR, %.1f %% solve it; %.1f %% stall:"
            + " their loss fell by less than 1 %% in the last quarter and stays above %.2f. Of %d"
            + " groups of %d starts, %.0f %% hold one that solves it: restarts help where more"
            + " steps do not.",
        count,
        100 * solved,
        100 * stalled,
        SOLVED,
        count / GROUP,
        GROUP,
        100 * groups);
  }

  /** The loss of each network, looked at now and then. */
  private static double[][] losses(Setup setup, int count, int steps) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, count, 4, 2); // the same four questions for all
    Tensor t = graph.input("t", DType.F32, count, 4, 1);
    Initial first = Initializers.normal(0, 1);
    Variable w1 = Descent.variable(graph, "w1", first, count, 2, 2);
    Variable b1 = Descent.variable(graph, "b1", Initial.ZEROS, count, 1, 2);
    Variable w2 = Descent.variable(graph, "w2", first, count, 2, 1);
    Variable b2 = Descent.variable(graph, "b2", Initial.ZEROS, count, 1, 1);
    Tensor hidden = x.matmul(graph.read(w1)).add(graph.read(b1)).tanh(); // (count, 4, 2)
    Tensor logits = hidden.matmul(graph.read(w2)).add(graph.read(b2)); // (count, 4, 1)
    Tensor each = new BinaryCrossEntropy(1, Reduction.NONE).of(logits, t).mean(1, 2); // (count)
    Descent.step(each.sum(), 0.5, w1, b1, w2, b2); // networks do not touch each other
    graph.output("losses", each);
    double[][] losses = new double[count][steps / EVERY];
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      step.set("x", repeated(count, 0, 0, 0, 1, 1, 0, 1, 1)).set("t", repeated(count, 0, 1, 1, 0));
      for (int look = 0; look < steps / EVERY; look++) {
        double[] now = step.run(EVERY).values("losses");
        for (int i = 0; i < count; i++) {
          losses[i][look] = now[i];
        }
      }
    }
    return losses;
  }

  private static double[] repeated(int times, double... values) {
    double[] all = new double[times * values.length];
    Arrays.setAll(all, i -> values[i % values.length]);
    return all;
  }

  private static End end(double[] losses) {
    double last = History.last(losses);
    double before = losses[losses.length * 3 / 4];
    if (last < SOLVED) {
      return End.SOLVED;
    }
    return before - last < 0.01 * before ? End.STALLED : End.FALLING;
  }

  private static double share(End[] ends, End kind) {
    return (double) Arrays.stream(ends).filter(kind::equals).count() / ends.length;
  }

  private static double groups(End[] ends) {
    int solved = 0;
    int groups = ends.length / GROUP;
    for (int g = 0; g < groups; g++) {
      solved +=
          Arrays.asList(ends).subList(g * GROUP, (g + 1) * GROUP).contains(End.SOLVED) ? 1 : 0;
    }
    return (double) solved / groups;
  }

  private static void show(double[][] losses, End[] ends, int steps, Findings findings) {
    double[] at = new double[steps / EVERY];
    Arrays.setAll(at, i -> (i + 1.0) * EVERY);
    Plot plot =
        Plot.of("XOR from 8 starts", Axis.linear("step"), Axis.log("loss (binary cross-entropy)"))
            .saying(
                "A flat piece from which a curve falls again is a plateau, one at its end a"
                    + " stall.");
    for (int i = 0; i < 8; i++) {
      plot = plot.line("start " + (i + 1), at, losses[i]);
    }
    double[] sorted = Arrays.stream(losses).mapToDouble(History::last).sorted().toArray();
    double[] shares = new double[sorted.length];
    Arrays.setAll(shares, i -> 100 * (i + 1.0) / shares.length);
    Grid table = Grid.of("How XOR ends", "end", "networks", "share");
    for (End kind : End.values()) {
      long count = Arrays.stream(ends).filter(kind::equals).count();
      table =
          table.row(
              kind.name().toLowerCase(Locale.ROOT),
              String.valueOf(count),
              Numbers.percent(share(ends, kind), 1));
    }
    findings
        .show(plot)
        .show(
            Plot.of("Last losses", Axis.log("last loss"), Axis.linear("networks that low (%)"))
                .line("all starts", sorted, shares)
                .saying("Each step upwards is a minimum in which several networks end."))
        .show(table);
  }
}
