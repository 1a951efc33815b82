package org.gradus.experiment;

import org.gradus.data.DataSplit;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Optimizers;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** One network on images by several optimizers, and by SGD and Adam at several rates. */
final class OptimizerRace {
  private static final double[] RATES = {0.0001, 0.001, 0.01, 0.1, 1};

  private OptimizerRace() {}

  static String run(Setup setup, Findings findings) {
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    return race(setup, data, findings) + " " + duel(setup, data, findings);
  }

  private static String race(Setup setup, DataSplit data, Findings findings) {
    int epochs = setup.size(8, 3);
    Plot plot =
        Plot.of(
            "A network on " + setup.imagesName(),
            Axis.linear("epoch"),
            Axis.log("training loss (cross-entropy)"));
    Grid table =
        Grid.of(
            "After %d epochs".formatted(epochs),
            "optimizer",
            "rate",
            "training loss",
            "test accuracy");
    Standing losses = new Standing();
    for (String name : OptimizerPaths.NAMES) {
      setup.tell("a network with " + name);
      Optimizer optimizer = Optimizers.named(name, null, null);
      Attempt attempt = train(setup, data, optimizer, epochs);
      double loss = lastLoss(attempt);
      losses.add(name, findings.number("loss/images/" + name, loss));
      findings.number("accuracy/images/" + name, attempt.accuracy());
      plot = plot.line(name, 1, attempt.history().trainLoss());
      table =
          table.row(
              name, Said.plain(optimizer.lr()), Numbers.significant(loss, 4), attempt.result());
    }
    findings.show(plot).show(table);
    return Said.of(
        "On %,d images of %s, each at its usual rate, the training loss is lowest after %d epochs"
            + " with %s (%s) and highest with %s (%s).",
        data.train().size(),
        setup.imagesName(),
        epochs,
        losses.lowest().name(),
        Said.plain(losses.lowest().value()),
        losses.highest().name(),
        Said.plain(losses.highest().value()));
  }

  private static String duel(Setup setup, DataSplit data, Findings findings) {
    int epochs = setup.size(4, 2);
    Plot plot =
        Plot.of(
                "SGD against Adam",
                Axis.log("learning rate"),
                Axis.linear("test accuracy (%)").between(0, 100))
            .saying("The same network after %d epochs at each rate.".formatted(epochs));
    StringBuilder story = new StringBuilder();
    for (String name : new String[] {"sgd", "adam"}) {
      Standing standing = new Standing();
      double[] accuracies = new double[RATES.length];
      for (int i = 0; i < RATES.length; i++) {
        setup.tell("%s at rate %s".formatted(name, Said.plain(RATES[i])));
        Attempt attempt = train(setup, data, Optimizers.named(name, RATES[i], null), epochs);
        String rate = Said.plain(RATES[i]);
        double accuracy = findings.number("accuracy/" + name + "/rate-" + rate, attempt.accuracy());
        standing.add(rate, accuracy);
        accuracies[i] = 100 * accuracy;
      }
      plot = plot.line(name, RATES, accuracies);
      Standing.Place best = standing.highest();
      story.append(
          Said.of(
              "%s best at rate %s (%s of the test images right after %d epochs)",
              name.equals("sgd") ? "Of the rates tried, SGD does" : ", and Adam",
              best.name(),
              Said.percent(best.value()),
              epochs));
    }
    findings.show(plot);
    return story.append('.').toString();
  }

  private static Attempt train(Setup setup, DataSplit data, Optimizer optimizer, int epochs) {
    return Attempt.of(
        Trainer.builder(
                new Sequential(
                    new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10)))
            .data(data)
            .optimizer(optimizer)
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }

  private static double lastLoss(Attempt attempt) {
    return attempt.failed() > 0
        ? Double.POSITIVE_INFINITY
        : History.last(attempt.history().trainLoss());
  }
}
