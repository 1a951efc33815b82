package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import org.gradus.data.DataSplit;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Clipping;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** Gradients that are clipped by norm, in both forms, and by value; and a network that needs it. */
final class GradientClipping implements Experiment {
  private static final int FIRST = 30;
  private static final int STRIDE = 25;
  private static final List<Way> WAYS =
      List.of(
          new Way("as it is", "none", Clipping.NONE),
          new Way("norm 10, scaled to the limit", "norm-10", Clipping.norm(10)),
          new Way("norm 10, divided by the norm", "by-norm-10", Clipping.byNorm(10)),
          new Way("norm 1", "norm-1", Clipping.norm(1)),
          new Way("value 0.1", "value-0.1", Clipping.value(0.1)));

  /** A way to clip. */
  private record Way(String title, String key, Clipping clipping) {}

  @Override
  public String name() {
    return "clipping";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "What does clipping make of a gradient, and can it rescue a network that explodes?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    String rule = onVectors(setup, findings);
    return findings.conclude(rule + " " + onImages(setup, findings));
  }

  private static String onVectors(Setup setup, Findings findings) {
    setup.tell("two gradients");
    double[][] gradients = {{6, 8}, {30, 40}};
    Way[] ways = {WAYS.get(1), WAYS.get(2), new Way("value 10", "value-10", Clipping.value(10))};
    Grid table =
        Grid.of("What becomes of a gradient", "clipped", "(6, 8), norm 10", "(30, 40), norm 50");
    for (Way way : ways) {
      String[] row = {way.title, "", ""};
      for (int i = 0; i < gradients.length; i++) {
        double[] clipped = clip(setup, gradients[i], way.clipping);
        String key = "vector/%s/norm-%d".formatted(way.key, i == 0 ? 10 : 50);
        findings.number(key + "/x", clipped[0]);
        findings.number(key + "/y", clipped[1]);
        row[1 + i] = "(%s, %s)".formatted(Said.plain(clipped[0]), Said.plain(clipped[1]));
      }
      table = table.row(row);
    }
    findings.show(table);
    return "With a limit of 10 for the norm, the gradient (6, 8) stays, and (30, 40) becomes "
        + table.rows().get(0).get(2)
        + " if it is scaled to the limit, "
        + table.rows().get(1).get(2)
        + " if it is divided by its norm; a limit of 10 for each value makes it "
        + table.rows().get(2).get(2)
        + ".";
  }

  /** What a step of SGD at rate 1 takes away: the clipped gradient. */
  private static double[] clip(Setup setup, double[] gradient, Clipping clipping) {
    Graph graph = new Graph();
    Variable place = Steps.declare(graph, "place", Initial.ZEROS, 2);
    graph.variables().pack();
    Tensor at = graph.read(place);
    Tensor weights = graph.input("weights", place.spec());
    Tensor loss = at.multiply(weights).sum(); // its gradient is the weights
    Optimizer optimizer = new Sgd(1).clip(clipping);
    Variable rate = Steps.write(graph, Gradients.of(loss, List.of(at)), optimizer);
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      double[] moved = step.set(rate, 1).set("weights", gradient).run().values(place);
      return new double[] {-moved[0], -moved[1]};
    }
  }

  private static String onImages(Setup setup, Findings findings) {
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int epochs = setup.size(6, 3);
    Axis loss = Axis.log("loss (cross-entropy)");
    Plot first =
        Plot.of("The first steps", Axis.linear("step"), loss)
            .saying("A line that ends has left the range of numbers.");
    Plot plot =
        Plot.of("All steps", Axis.linear("step"), loss)
            .saying("The mean of each %d steps.".formatted(STRIDE));
    Grid table =
        Grid.of(
            "After %d epochs".formatted(epochs),
            "gradient",
            "first loss",
            "highest loss",
            "last loss",
            "test accuracy");
    Standing accuracies = new Standing();
    String without = "";
    for (Way way : WAYS) {
      setup.tell("a network, gradients " + way.title);
      Attempt attempt = train(setup, data, way.clipping, epochs);
      double[] losses = attempt.curve().losses();
      double[] means = attempt.means(STRIDE);
      findings.number("accuracy/" + way.key, attempt.accuracy());
      findings.number("failed/" + way.key, (double) attempt.failed());
      double highest = Arrays.stream(losses).max().orElse(Double.NaN);
      findings.number("loss/highest/" + way.key, highest);
      first = first.line(way.title, 1, Arrays.copyOf(losses, Math.min(FIRST, losses.length)));
      if (attempt.failed() == 0) {
        plot = plot.line(way.title, Attempt.middles(means.length, STRIDE), means);
      }
      table =
          table.row(
              way.title,
              Said.plain(losses.length == 0 ? Double.NaN : losses[0]),
              Said.plain(highest),
              Said.plain(History.last(losses)),
              attempt.result());
      if (way.clipping.equals(Clipping.NONE)) {
        without =
            Said.of(
                attempt.failed() > 0
                    ? "its loss reaches %s, and at step %d it or a gradient is not finite"
                    : "its loss reaches %s, and in the end %s of the test images are right",
                Said.plain(highest),
                attempt.failed() > 0 ? attempt.failed() : attempt.result());
      } else {
        accuracies.add(way.title, attempt.accuracy());
      }
    }
    findings.show(first).show(plot).show(table);
    Standing.Place best = accuracies.highest();
    return Said.of(
        "A network on %s whose weights begin three times as large as He's learns at rate 0.5: with"
            + " the gradient as it is, %s; of the ways of clipping tried, %s does best, with %s.",
        setup.imagesName(), without, best.name(), Said.percent(best.value()));
  }

  private static Attempt train(Setup setup, DataSplit data, Clipping clipping, int epochs) {
    Optimizer optimizer = new Sgd(0.5).clip(clipping);
    return Attempt.of(
        Trainer.builder(network())
            .data(data)
            .optimizer(optimizer)
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }

  private static Layer network() {
    double gain = 3 * Math.sqrt(2); // He's is the square root of 2
    return new Sequential(
        new Flatten(),
        new Dense(64, Initializers.heNormal(gain)),
        Activation.named("relu"),
        new Dense(64, Initializers.heNormal(gain)),
        Activation.named("relu"),
        new Dense(64, Initializers.heNormal(gain)),
        Activation.named("relu"),
        new Dense(10, Initializers.heNormal(gain)));
  }
}
