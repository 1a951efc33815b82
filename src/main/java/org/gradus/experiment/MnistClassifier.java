package org.gradus.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.data.DataSplit;
import org.gradus.graph.Initial;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Epoch;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;

/** A classifier of handwritten digits: its loss followed, from two initializations. */
final class MnistClassifier implements Experiment {
  private static final int BATCH = 128;
  private static final int STRIDE = 10;

  /** Where the weights begin. */
  private enum Start {
    HE("He", "he"),
    SMALL("0.01 N(0, 1)", "small-normal");

    private final String title;
    private final String key;

    Start(String title, String key) {
      this.title = title;
      this.key = key;
    }

    Initial weight() {
      return this == HE ? Initializers.heNormal() : Initializers.smallNormal();
    }
  }

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public int lesson() {
    return 3;
  }

  @Override
  public String question() {
    return "How does the loss of a classifier of handwritten digits fall, and when is it enough?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    setup.tell("reading " + setup.imagesName());
    DataSplit all = setup.images(setup.size(60_000, 2000), setup.size(10_000, 1000));
    DataSplit parts = all.train().split(0.1, setup.seed());
    int epochs = setup.size(6, 4);
    Plot steps =
        Plot.of("Steps", Axis.linear("step"), Axis.log("loss (cross-entropy)"))
            .saying("The mean of each %d steps.".formatted(STRIDE));
    Plot losses =
        Plot.of("Epochs", Axis.linear("epoch"), Axis.log("loss (cross-entropy)"))
            .saying("In the epoch's steps; dashed, on the validation images after it.");
    List<Grid> tables = new ArrayList<>();
    for (Start start : Start.values()) {
      setup.tell("784-256-10, weights from " + start.title);
      Attempt attempt = Attempt.of(training(setup, parts, all, start, epochs));
      History history = attempt.history();
      findings.number("accuracy/" + start.key, attempt.accuracy());
      findings.number("loss/train/" + start.key, History.last(history.trainLoss()));
      findings.number("loss/validation/" + start.key, History.last(history.validationLoss()));
      findings.number("loss/first-step/" + start.key, attempt.curve().losses()[0]);
      double[] validation = history.validationLoss();
      findings.number("epoch/best/" + start.key, best(validation));
      double[] means = attempt.means(STRIDE);
      steps = steps.line(start.title, Attempt.middles(means.length, STRIDE), means);
      losses =
          losses
              .line(start.title, 1, history.trainLoss())
              .dashed(start.title + ", validation", 1, validation);
      tables.add(table(start, history));
    }
    findings.show(steps).show(losses);
    tables.forEach(findings::show);
    return findings.conclude(story(setup, parts, all, findings.conclude(""), epochs));
  }

  private static Grid table(Start start, History history) {
    Grid table =
        Grid.ofNumbers(
            "Weights from " + start.title,
            "epoch",
            "training loss",
            "validation loss",
            "test accuracy");
    double[] validation = history.validationLoss();
    double[] tested = history.testAccuracy();
    for (Epoch epoch : history.epochs()) {
      int i = epoch.epoch() - 1;
      table =
          table.row(
              String.valueOf(epoch.epoch()),
              Numbers.significant(epoch.trainLoss(), 3),
              Numbers.significant(validation[i], 3),
              Numbers.percent(tested[i], 2));
    }
    return table;
  }

  private static TrainerBuilder training(
      Setup setup, DataSplit parts, DataSplit all, Start start, int epochs) {
    return Trainer.builder(
            new Sequential(
                new Flatten(),
                new Dense(256, start.weight()),
                Activation.named("relu"),
                new Dense(10, start.weight())))
        .train(parts.train())
        .validation(parts.test())
        .test(all.test())
        .optimizer(new Adam(0.001))
        .batch(BATCH)
        .epochs(epochs)
        .seed(setup.seed())
        .device(setup.device());
  }

  /** The epoch of the lowest loss, from 1. */
  private static int best(double[] losses) {
    double least = Arrays.stream(losses).min().orElseThrow();
    int epoch = 0;
    while (losses[epoch] != least) {
      epoch++;
    }
    return epoch + 1;
  }

  private static String story(
      Setup setup, DataSplit parts, DataSplit all, Outcome outcome, int epochs) {
    return Said.of(
        "784-256-10 learns %,d images of %s, with %,d kept for validation. From He's weights its"
            + " loss begins at %.2f and is %.4f after %d epochs; on the validation images it is"
            + " lowest in epoch %.0f and ends at %.4f; %s of %,d test images are right. From"
            + " 0.01 N(0, 1) the loss begins at %.2f and ends at %.4f, with %s right.",
        parts.train().size(),
        setup.imagesName(),
        parts.test().size(),
        outcome.number("loss/first-step/he"),
        outcome.number("loss/train/he"),
        epochs,
        outcome.number("epoch/best/he"),
        outcome.number("loss/validation/he"),
        Numbers.percent(outcome.number("accuracy/he"), 2),
        all.test().size(),
        outcome.number("loss/first-step/small-normal"),
        outcome.number("loss/train/small-normal"),
        Numbers.percent(outcome.number("accuracy/small-normal"), 2));
  }
}
