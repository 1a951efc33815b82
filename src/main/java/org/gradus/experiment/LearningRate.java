package org.gradus.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.NonFiniteException;
import org.gradus.train.Trainer;
import org.gradus.watch.Convergence;

/** The same descents at several learning rates: too low, right, and so high that they jump. */
final class LearningRate implements Experiment {
  private static final double[] CURVE_RATES = {0.0001, 0.1, 0.5, 0.9, 1, 1.1};
  private static final double[] NETWORK_RATES = {0.0001, 0.001, 0.01, 0.1, 1, 10};
  private static final int STEPS = 20;

  @Override
  public String name() {
    return "learning-rate";
  }

  @Override
  public int lesson() {
    return 2;
  }

  @Override
  public String question() {
    return "What do learning rates that are too low and too high do?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    String curve = onCurve(setup, findings);
    return findings.conclude(curve + " " + onImages(setup, findings));
  }

  private static String onCurve(Setup setup, Findings findings) {
    setup.tell("x^2");
    Plot plot =
        Plot.of("x\u00b2 from 10", Axis.linear("step"), Axis.linear("x").between(-70, 70))
            .saying(
                "Above 0.5 each step jumps over the minimum at 0; above 1 it lands further away.");
    List<Double> last = new ArrayList<>();
    for (double rate : CURVE_RATES) {
      double[] x = descend(setup, rate);
      last.add(findings.number("x/rate-" + plain(rate), x[STEPS]));
      plot = plot.line("rate " + plain(rate), 0, x);
    }
    findings.show(plot);
    return String.format(
        Locale.ROOT,
        "On x^2 from 10, %d steps at rate 0.0001 lead to %.2f, at 0.1 to %.3f, at 0.5 to %.0f,"
            + " where the minimum is; at 1 x jumps between 10 and -10, and at 1.1 it ends at %.0f.",
        STEPS,
        last.get(0),
        last.get(1),
        last.get(2),
        last.get(5));
  }

  private static double[] descend(Setup setup, double rate) {
    Graph graph = new Graph();
    Variable place = Descent.variable(graph, "x", Initial.constant(10));
    Tensor x = graph.read(place);
    Descent.step(x.square(), rate, place);
    double[] places = new double[STEPS + 1];
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      places[0] = step.values(place)[0];
      for (int i = 1; i <= STEPS; i++) {
        places[i] = step.run().values(place)[0];
      }
    }
    return places;
  }

  private static String onImages(Setup setup, Findings findings) {
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int classes = data.train().classCount();
    int epochs = setup.size(10, 4);
    Plot plot =
        Plot.of(
            "A network on " + setup.imagesName(),
            Axis.linear("epoch"),
            Axis.log("training loss (cross-entropy)"));
    Grid table =
        Grid.of("After %d epochs".formatted(epochs), "rate", "training loss", "test accuracy")
            .text("it is")
            .saying(
                "Whether a loss stalls, has converged or still falls, says the convergence"
                    + " watcher.");
    double best = 0;
    String bestRate = "";
    for (double rate : NETWORK_RATES) {
      String name = plain(rate);
      setup.tell("a network at rate " + name);
      History history = train(setup, data, rate, epochs);
      double accuracy = History.last(history.testAccuracy());
      findings.number("loss/rate-" + name, History.last(history.trainLoss()));
      findings.number("accuracy/rate-" + name, accuracy);
      plot = plot.line("rate " + name, 1, history.trainLoss());
      table =
          table.row(
              name,
              Numbers.significant(History.last(history.trainLoss()), 4),
              Double.isNaN(accuracy) ? "none" : Numbers.percent(accuracy, 1),
              Double.isNaN(accuracy)
                  ? "stopped"
                  : Convergence.of(history.epochs(), classes).kind().toString());
      if (accuracy > best) {
        best = accuracy;
        bestRate = name;
      }
    }
    findings.show(plot).show(table);
    double high = findings.get("accuracy/rate-10");
    return String.format(
        Locale.ROOT,
        "A network of 64 hidden units on %,d images of %s gets %.1f %% of the test images right"
            + " after %d epochs at rate 0.0001, %.1f %% at 0.1, and most, %.1f %%, at %s; at rate"
            + " 10 %s.",
        data.train().size(),
        setup.imagesName(),
        100 * findings.get("accuracy/rate-0.0001"),
        epochs,
        100 * findings.get("accuracy/rate-0.1"),
        100 * best,
        bestRate,
        Double.isNaN(high)
            ? "its loss grew beyond all numbers"
            : String.format(Locale.ROOT, "it gets %.1f %%", 100 * high));
  }

  /** Plain gradient descent in batches of 32; no epochs where the loss grows beyond all numbers. */
  private static History train(Setup setup, DataSplit data, double rate, int epochs) {
    try {
      return History.of(
          Trainer.builder(
                  new Sequential(
                      new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10)))
              .data(data)
              .optimizer(new Sgd(rate))
              .batch(32)
              .epochs(epochs)
              .seed(setup.seed())
              .device(setup.device())
              .build()
              .run());
    } catch (NonFiniteException e) {
      setup.tell("  stopped: " + e.getMessage());
      return new History(List.of());
    }
  }

  private static String plain(double rate) {
    return Numbers.significant(rate, 3);
  }
}
