package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.loss.Loss;
import org.gradus.op.DType;
import org.gradus.random.RandomStream;
import org.gradus.report.Axis;
import org.gradus.report.Contours;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** A line w x + b laid through points by gradient descent on the mean squared error. */
final class LinearRegression implements Experiment {
  private static final double RATE = 0.01;
  private static final int EPOCHS = 100;
  private static final double[] X = {1, 2, 3, 4};
  private static final double[] Y = {2, 4, 6, 8}; // y = 2 x

  /** The loss, w and b before each step and after the last one, and the gradients there. */
  private record Fit(double[] loss, double[] w, double[] b, double[] dw, double[] db) {
    Fit(int steps) {
      this(
          new double[steps + 1],
          new double[steps + 1],
          new double[steps + 1],
          new double[steps + 1],
          new double[steps + 1]);
    }
  }

  @Override
  public String name() {
    return "linear-regression";
  }

  @Override
  public int lesson() {
    return 3;
  }

  @Override
  public String question() {
    return "How does gradient descent find the line y = 2x through four points?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    Fit fit = fit(setup, X, Y, X.length, RATE, EPOCHS);
    show(fit, findings);
    Fit noisy = noisy(setup, findings);
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "At w = 0 and b = 0 the mean squared error of y = 2x at x = 1, 2, 3, 4 is %.0f, and its"
                + " gradient is dw = %.0f, db = %.0f: one step at rate 0.01 leads to w = %.1f, b ="
                + " %.1f. After %d epochs w = %.4f, b = %.4f and the error is %.5f: w and b make up"
                + " for each other along a valley, so the last of the way is slow. From 200 noisy"
                + " points on y = 2x + 1, in batches of 10, come w = %.3f and b = %.3f.",
            fit.loss[0],
            fit.dw[0],
            fit.db[0],
            fit.w[1],
            fit.b[1],
            EPOCHS,
            fit.w[EPOCHS],
            fit.b[EPOCHS],
            fit.loss[EPOCHS],
            History.last(noisy.w),
            History.last(noisy.b)));
  }

  /** Goes through the points so many times, from w = 0 and b = 0. */
  private static Fit fit(
      Setup setup, double[] xs, double[] ys, int batch, double rate, int epochs) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, batch);
    Tensor y = graph.input("y", DType.F32, batch);
    Variable w = Descent.variable(graph, "w", Initial.ZEROS);
    Variable b = Descent.variable(graph, "b", Initial.ZEROS);
    Tensor line = x.multiply(graph.read(w)).add(graph.read(b));
    Tensor loss = Loss.meanSquaredError().of(line, y);
    List<Tensor> gradients = Descent.step(loss, rate, w, b);
    graph.output("loss", loss);
    graph.output("dw", gradients.get(0));
    graph.output("db", gradients.get(1));
    int batches = xs.length / batch;
    Fit fit = new Fit(epochs * batches);
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      for (int i = 0; i < fit.loss.length; i++) {
        int from = i % batches * batch;
        fit.w[i] = step.values(w)[0];
        fit.b[i] = step.values(b)[0];
        step.set("x", part(xs, from, batch)).set("y", part(ys, from, batch)).run();
        fit.loss[i] = step.value("loss");
        fit.dw[i] = step.value("dw");
        fit.db[i] = step.value("db");
      }
    }
    return fit;
  }

  private static double[] part(double[] values, int from, int count) {
    return Arrays.copyOfRange(values, from, from + count);
  }

  private static void show(Fit fit, Findings findings) {
    Grid table = Grid.ofNumbers("y = 2x, rate 0.01", "epoch", "loss", "w", "b", "dw", "db");
    for (int i = 0; i <= EPOCHS; i += i < 5 ? 1 : i < 10 ? 5 : 10) {
      table =
          table.row(
              String.valueOf(i),
              Numbers.significant(fit.loss[i], 6),
              Numbers.significant(fit.w[i], 6),
              Numbers.significant(fit.b[i], 6),
              Numbers.significant(fit.dw[i], 6),
              Numbers.significant(fit.db[i], 6));
      findings.number("loss/epoch-" + i, fit.loss[i]);
      findings.number("w/epoch-" + i, fit.w[i]);
      findings.number("b/epoch-" + i, fit.b[i]);
    }
    findings.number("dw/epoch-0", fit.dw[0]);
    findings.number("db/epoch-0", fit.db[0]);
    Axis w = Axis.linear("w").between(-0.5, 3);
    Axis b = Axis.linear("b").between(-1.5, 2);
    double[] levels = Contours.levels(0.01, 40, 12);
    findings
        .show(
            Plot.of("Loss", Axis.linear("epoch"), Axis.log("mean squared error"))
                .line("four points", 0, fit.loss))
        .show(
            Plot.of("The way to the least error", w, b)
                .over(Contours.of(LinearRegression::error, w, b, levels))
                .path("w and b of each epoch", fit.w, fit.b)
                .points("w = 2, b = 0", new double[] {2}, new double[] {0})
                .saying("Along a thin line the error is the same; the valley is long and narrow."))
        .show(table);
  }

  private static double error(double w, double b) {
    double sum = 0;
    for (int i = 0; i < X.length; i++) {
      double off = w * X[i] + b - Y[i];
      sum += off * off;
    }
    return sum / X.length;
  }

  /** Mini-batches on made-up data: 200 points on y = 2x + 1 with normal noise of deviation 0.3. */
  private static Fit noisy(Setup setup, Findings findings) {
    RandomStream random = new RandomStream(setup.seed(), 3);
    double[] x = new double[200];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextUniform(-1, 1);
      y[i] = 2 * x[i] + 1 + 0.3 * random.nextNormal();
    }
    Fit fit = fit(setup, x, y, 10, 0.1, 10);
    findings.number("noisy/w", History.last(fit.w));
    findings.number("noisy/b", History.last(fit.b));
    double w = History.last(fit.w);
    double b = History.last(fit.b);
    findings
        .show(
            Plot.of("Points with noise", Axis.linear("x"), Axis.linear("y"))
                .points("200 points on y = 2x + 1, noise 0.3", x, y)
                .reference("y = 2x + 1", new double[] {-1, 1}, new double[] {-1, 3})
                .line("found", new double[] {-1, 1}, new double[] {b - w, b + w}))
        .show(
            Plot.of("Small batches", Axis.linear("step"), Axis.linear("value"))
                .line("w", 0, fit.w)
                .line("b", 0, fit.b)
                .saying("Batches of 10 at rate 0.1: each pulls w and b its own way a little."));
    return fit;
  }
}
