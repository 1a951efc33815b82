package org.gradus.experiment;

import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.data.Scaling;
import org.gradus.data.Scaling.Kind;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** The same images as they are, in [0, 1], in [-1, 1] and standardised, at several rates. */
final class InputScaling implements Experiment {
  private static final double[] RATES = {0.00001, 0.0001, 0.001, 0.01, 0.1, 1};
  private static final double SHOWN = 0.1;

  @Override
  public String name() {
    return "input-scaling";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "Why are inputs scaled, and which learning rates go with which scale?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int epochs = setup.size(4, 2);
    Plot rates =
        Plot.of(
                "Every rate",
                Axis.log("learning rate"),
                Axis.linear("test accuracy (%)").between(0, 100))
            .saying(
                "After %d epochs; where a point is missing the loss left the range of numbers."
                    .formatted(epochs));
    Plot losses =
        Plot.of(
            "At rate " + Said.plain(SHOWN), Axis.linear("step"), Axis.log("loss (cross-entropy)"));
    Grid table =
        Grid.of(
            "Scales",
            "inputs",
            "from",
            "to",
            "accuracy at rate 0.1",
            "best rate",
            "accuracy there");
    StringBuilder story = new StringBuilder();
    for (Kind kind : Kind.values()) {
      Standing standing = new Standing();
      double[] accuracies = new double[RATES.length];
      String shown = "";
      for (int i = 0; i < RATES.length; i++) {
        String rate = Said.plain(RATES[i]);
        setup.tell("%s at rate %s".formatted(title(kind), rate));
        Attempt attempt = train(setup, data, kind, RATES[i], epochs);
        String key = "accuracy/%s/rate-%s".formatted(key(kind), rate);
        standing.add(rate, findings.number(key, attempt.accuracy()));
        accuracies[i] = 100 * attempt.accuracy();
        if (RATES[i] == SHOWN) {
          double[] means = attempt.means(5);
          losses = losses.line(title(kind), Attempt.middles(means.length, 5), means);
          shown = attempt.result();
        }
      }
      rates = rates.line(title(kind), RATES, accuracies);
      double[] range = range(kind, data);
      Standing.Place best = standing.highest();
      table =
          table.row(
              title(kind),
              Said.plain(range[0]),
              Said.plain(range[1]),
              shown,
              best.name(),
              Said.percent(best.value()));
      story.append(
          Said.of(
              "%s %s: %s at rate 0.1, and at best %s, at rate %s.",
              story.isEmpty() ? "" : " Inputs",
              title(kind),
              shown,
              Said.percent(best.value()),
              best.name()));
    }
    findings.show(rates).show(losses).show(table);
    return findings.conclude(
        Said.of(
            "A network learns %,d images of %s for %d epochs, and is judged by the share of test"
                + " images it gets right. Inputs%s",
            data.train().size(), setup.imagesName(), epochs, story));
  }

  private static Attempt train(Setup setup, DataSplit data, Kind kind, double rate, int epochs) {
    return Attempt.of(
        Trainer.builder(
                new Sequential(
                    new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10)))
            .data(data)
            .scaling(kind)
            .optimizer(new Sgd(rate))
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }

  /** What black and white become. */
  private static double[] range(Kind kind, DataSplit data) {
    float[] ends = {0, 255};
    Scaling.fit(kind, data.train()).apply(ends, 0, ends, 0, 2);
    return new double[] {ends[0], ends[1]};
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case RAW -> "as they are";
      case UNIT -> "in [0, 1]";
      case SYMMETRIC -> "in [\u22121, 1]";
      case STANDARDISED -> "standardised";
    };
  }

  private static String key(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
