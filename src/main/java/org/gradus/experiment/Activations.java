package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.nn.Activation;
import org.gradus.nn.Mode;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** A picture of each activation with its derivative. */
final class Activations implements Experiment {
  private static final int POINTS = 241;
  private static final double[] X = Plot.range(-6, 6, POINTS); // 0 is in the middle
  private static final int LAYERS = 10;

  @Override
  public String name() {
    return "activations";
  }

  @Override
  public int lesson() {
    return 4;
  }

  @Override
  public String question() {
    return "What do the activations look like, and how much of a gradient do they let through?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    Grid table =
        Grid.of("All of them", "activation", "f(-6)", "f(0)", "f(6)", "least slope", "most slope")
            .saying(
                "The least and the most slope are those at %d points from -6 to 6, %s apart."
                    .formatted(POINTS, Numbers.significant(X[1] - X[0], 3)));
    List<String> names =
        Activation.names().stream().map(name -> name.replaceAll("\\[.*", "")).toList();
    for (String name : names) {
      if (name.equals("softmax")) {
        continue; // not a function of one number: shown below
      }
      table = table.row(show(name, curves(setup, name), findings));
    }
    findings.show(softmax(setup, findings)).show(table);
    double sigmoid = findings.get("slope/sigmoid/most");
    double left = findings.number("left/sigmoid", Math.pow(sigmoid, LAYERS));
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "Sigmoid's slope is at most %.2f and tanh's %.2f, at 0, and both fade on either side:"
                + " behind %d sigmoids at most %.1e of a gradient is left. ReLU's slope is %.0f for"
                + " positive numbers and %.0f for negative ones, however large; leaky ReLU keeps"
                + " %.2f there. GELU's reaches %.2f and falls below zero, to %.2f.",
            sigmoid,
            findings.get("slope/tanh/most"),
            LAYERS,
            left,
            findings.get("slope/relu/most"),
            findings.get("slope/relu/least"),
            findings.get("slope/leaky_relu/least"),
            findings.get("slope/gelu/most"),
            findings.get("slope/gelu/least")));
  }

  /** Shows the activation and its derivative; returns its row of the table. */
  private static String[] show(String name, double[][] curves, Findings findings) {
    double[] f = curves[0];
    double[] slope = curves[1];
    double least = Arrays.stream(slope).min().orElseThrow();
    double most = Arrays.stream(slope).max().orElseThrow();
    findings.number("value/%s/0".formatted(name), f[POINTS / 2]);
    findings.number("slope/%s/least".formatted(name), least);
    findings.number("slope/%s/most".formatted(name), most);
    findings.show(
        Plot.of(name, Axis.linear("x"), Axis.linear("value"))
            .line(name, X, f)
            .dashed("derivative", X, slope));
    String[] row = {
      name,
      Numbers.significant(f[0], 4),
      Numbers.significant(f[POINTS / 2], 4),
      Numbers.significant(f[POINTS - 1], 4),
      Numbers.significant(least, 4),
      Numbers.significant(most, 4)
    };
    return row;
  }

  /** The activation and its derivative at each point. */
  private static double[][] curves(Setup setup, String name) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, POINTS, 1);
    Tensor y = Activation.named(name).apply(new Scope(graph, Mode.EVAL, setup.seed()), x);
    graph.output("f", y);
    graph.output("slope", Gradients.of(y.sum(), List.of(x)).getFirst());
    try (Calculation calculation = new Calculation(setup.device(), graph, setup.seed())) {
      calculation.set("x", X).run();
      return new double[][] {calculation.values("f"), calculation.values("slope")};
    }
  }

  /** The softmax of (x, 0, 1): one number moves, and all three shares follow. */
  private static Plot softmax(Setup setup, Findings findings) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, POINTS, 3);
    graph.output("shares", Activation.named("softmax").apply(new Scope(graph, Mode.EVAL, 1), x));
    double[] rows = new double[3 * POINTS];
    double[][] shares = new double[3][POINTS];
    try (Calculation calculation = new Calculation(setup.device(), graph, setup.seed())) {
      for (int i = 0; i < POINTS; i++) {
        rows[3 * i] = X[i];
        rows[3 * i + 2] = 1;
      }
      double[] all = calculation.set("x", rows).run().values("shares");
      for (int i = 0; i < all.length; i++) {
        shares[i % 3][i / 3] = all[i];
      }
    }
    findings.number("softmax/first-at-0", shares[0][POINTS / 2]);
    return Plot.of("softmax", Axis.linear("x, the first of x, 0, 1"), Axis.linear("share"))
        .line("of x", X, shares[0])
        .line("of 0", X, shares[1])
        .line("of 1", X, shares[2])
        .saying("It turns several numbers into shares of 1; here only the first of them moves.");
  }
}
