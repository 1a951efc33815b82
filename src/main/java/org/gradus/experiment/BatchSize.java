package org.gradus.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gradus.data.DataSplit;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;
import org.gradus.train.TrainingResult;

/** The same passes over the data in batches of several sizes. */
final class BatchSize implements Experiment {
  private static final int[] SIZES = {8, 32, 128, 512};

  @Override
  public String name() {
    return "batch-size";
  }

  @Override
  public int lesson() {
    return 2;
  }

  @Override
  public String question() {
    return "What do small and large batches change, at one learning rate and with as many passes?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(8192, 1024), 1000);
    int epochs = setup.size(6, 3);
    Plot passes =
        Plot.of(
            "Passes over the data", Axis.linear("epoch"), Axis.log("test loss (cross-entropy)"));
    Plot steps =
        Plot.of("Steps", Axis.log("step"), Axis.log("loss of a batch (cross-entropy)"))
            .saying(
                "A small batch's loss jumps about: its gradient is a rough guess, but a cheap"
                    + " one.");
    Grid table =
        Grid.of(
            "After %d epochs".formatted(epochs),
            "batch",
            "steps",
            "test loss",
            "test accuracy",
            "spread of losses",
            "samples a second");
    for (int size : SIZES) {
      setup.tell("batches of " + size);
      LossCurve curve = new LossCurve();
      TrainingResult result = train(setup, data, size, epochs, curve);
      History history = History.of(result);
      double spread = spread(curve.losses(), data.train().size() / size);
      String name = String.valueOf(size);
      findings.number("loss/batch-" + size, History.last(history.testLoss()));
      findings.number("accuracy/batch-" + size, History.last(history.testAccuracy()));
      findings.number("steps/batch-" + size, curve.losses().length);
      findings.number("spread/batch-" + size, spread);
      passes = passes.line("batches of " + name, 1, history.testLoss());
      steps = thinned(steps, "batches of " + name, curve.losses());
      table =
          table.row(
              name,
              String.valueOf(curve.losses().length),
              Numbers.fixed(History.last(history.testLoss()), 4),
              Numbers.percent(History.last(history.testAccuracy()), 1),
              Numbers.percent(spread, 0),
              Numbers.grouped(Math.round(result.last().samplesPerSecond())));
    }
    findings.show(passes).show(steps).show(table);
    return findings.conclude(story(setup, findings, epochs));
  }

  private static String story(Setup setup, Findings findings, int epochs) {
    return String.format(
        Locale.ROOT,
        "After %d passes over the same %s at rate 0.1, batches of 8 have made %,.0f steps and end"
            + " at a test loss of %.3f (%.1f %% right); batches of 512 have made %,.0f and end at"
            + " %.3f (%.1f %%). In the last pass a step's loss"
            + " spreads by %.0f %% of its mean with 8 samples and by %.0f %% with 512.",
        epochs,
        setup.imagesName(),
        findings.get("steps/batch-8"),
        findings.get("loss/batch-8"),
        100 * findings.get("accuracy/batch-8"),
        findings.get("steps/batch-512"),
        findings.get("loss/batch-512"),
        100 * findings.get("accuracy/batch-512"),
        100 * findings.get("spread/batch-8"),
        100 * findings.get("spread/batch-512"));
  }

  private static TrainingResult train(
      Setup setup, DataSplit data, int size, int epochs, LossCurve curve) {
    return Trainer.builder(
            new Sequential(new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10)))
        .data(data)
        .optimizer(new Sgd(0.1))
        .batch(size)
        .epochs(epochs)
        .seed(setup.seed())
        .device(setup.device())
        .callback(curve)
        .build()
        .run();
  }

  /** The standard deviation of the last epoch's losses, as a share of their mean. */
  private static double spread(double[] losses, int steps) {
    double[] last = Arrays.copyOfRange(losses, losses.length - steps, losses.length);
    double mean = Arrays.stream(last).average().orElseThrow();
    double variance = Arrays.stream(last).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    return Math.sqrt(variance) / mean;
  }

  /**
   * At most some hundred points of a curve, ever further apart, as a logarithmic axis shows them.
   */
  private static Plot thinned(Plot plot, String label, double[] losses) {
    double[] at =
        IntStream.range(0, 300)
            .map(i -> (int) Math.round(Math.pow(losses.length, i / 299.0)))
            .distinct()
            .asDoubleStream()
            .toArray();
    double[] values = Arrays.stream(at).map(step -> losses[(int) step - 1]).toArray();
    return plot.line(label, at, values);
  }
}
