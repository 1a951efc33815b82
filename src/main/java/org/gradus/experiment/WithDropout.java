package org.gradus.experiment;

import org.gradus.data.DataSplit;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** A large network on few images, with more and less of it dropped, epoch by epoch. */
final class WithDropout implements Experiment {
  private static final double[] RATES = {0, 0.1, 0.3, 0.5};

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "What does dropout of 10 to 50 % change in the accuracy after each epoch?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(1000, 500), setup.size(2000, 500));
    int epochs = setup.size(30, 8);
    Plot accuracies =
        Plot.of("Accuracy", Axis.linear("epoch"), Axis.linear("accuracy (%)"))
            .saying("On the test images; dashed, on the images it learns from, nothing dropped.");
    Plot losses =
        Plot.of("Loss", Axis.linear("epoch"), Axis.log("loss (cross-entropy)"))
            .saying("On the test images; dashed, on the images it learns from, nothing dropped.");
    Grid table =
        Grid.of(
            "After %d epochs".formatted(epochs),
            "dropout",
            "training accuracy",
            "test accuracy",
            "gap (points)",
            "training loss",
            "test loss");
    Standing tests = new Standing();
    for (double rate : RATES) {
      String name = "%.0f %%".formatted(100 * rate);
      setup.tell("dropout of " + name);
      History history = train(setup, data, rate, epochs);
      double learned = History.last(history.validationAccuracy());
      double tested = History.last(history.testAccuracy());
      String key = "rate-" + Said.plain(rate);
      tests.add(name, findings.number("accuracy/test/" + key, tested));
      findings.number("accuracy/train/" + key, learned);
      findings.number("loss/test/" + key, History.last(history.testLoss()));
      findings.number("loss/train/" + key, History.last(history.validationLoss()));
      accuracies =
          accuracies
              .line(name, 1, inPercent(history.testAccuracy()))
              .dashed(name + ", training", 1, inPercent(history.validationAccuracy()));
      losses =
          losses
              .line(name, 1, history.testLoss())
              .dashed(name + ", training", 1, history.validationLoss());
      table =
          table.row(
              name,
              Said.percent(learned),
              Said.percent(tested),
              Numbers.fixed(100 * (learned - tested), 1),
              Numbers.significant(History.last(history.validationLoss()), 3),
              Numbers.significant(History.last(history.testLoss()), 3));
    }
    findings.show(accuracies).show(losses).show(table);
    return findings.conclude(story(setup, data, findings.conclude(""), tests, epochs));
  }

  private static String story(
      Setup setup, DataSplit data, Outcome outcome, Standing tests, int epochs) {
    return Said.of(
        "784-256-256-10 learns %,d images of %s for %d epochs. Without dropout it ends with %s of"
            + " them right and %s of %,d test images, a gap of %.1f points; with half of the"
            + " hidden units dropped with %s and %s, a gap of %.1f points. Most test images, %s,"
            + " are right with %s dropped; the test loss is %.3f without and %.3f with half.",
        data.train().size(),
        setup.imagesName(),
        epochs,
        Said.percent(outcome.number("accuracy/train/rate-0")),
        Said.percent(outcome.number("accuracy/test/rate-0")),
        data.test().size(),
        gap(outcome, "rate-0"),
        Said.percent(outcome.number("accuracy/train/rate-0.5")),
        Said.percent(outcome.number("accuracy/test/rate-0.5")),
        gap(outcome, "rate-0.5"),
        Said.percent(tests.highest().value()),
        tests.highest().name(),
        outcome.number("loss/test/rate-0"),
        outcome.number("loss/test/rate-0.5"));
  }

  private static double gap(Outcome outcome, String key) {
    return 100 * (outcome.number("accuracy/train/" + key) - outcome.number("accuracy/test/" + key));
  }

  private static double[] inPercent(double[] shares) {
    double[] percent = shares.clone();
    for (int i = 0; i < percent.length; i++) {
      percent[i] *= 100;
    }
    return percent;
  }

  private static History train(Setup setup, DataSplit data, double rate, int epochs) {
    Layer network =
        new Sequential(
            new Flatten(),
            new Dense(256),
            Activation.named("relu"),
            new Dropout(rate),
            new Dense(256),
            Activation.named("relu"),
            new Dropout(rate),
            new Dense(10));
    return History.of(
        Trainer.builder(network)
            .data(data)
            .validation(data.train()) // judged with nothing dropped
            .optimizer(new Adam(0.001))
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device())
            .build()
            .run());
  }
}
