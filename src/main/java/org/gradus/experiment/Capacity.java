package org.gradus.experiment;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** Small and large networks on few and many images, each for as many steps. */
final class Capacity implements Experiment {
  private static final int[] UNITS = {2, 8, 32, 128, 512};
  private static final int BATCH = 50;

  @Override
  public String name() {
    return "capacity";
  }

  @Override
  public int lesson() {
    return 3;
  }

  @Override
  public String question() {
    return "How large should a network be, and how much data does it want?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    int[] sizes = setup.quick() ? new int[] {100, 1000} : new int[] {100, 500, 2000, 8000};
    int steps = setup.size(800, 200);
    DataSplit all = setup.images(sizes[sizes.length - 1], 1000);
    Plot plot =
        Plot.of("Size against data", Axis.log("hidden units"), Axis.linear("accuracy (%)"))
            .saying("On the test images; dashed, on the images it learned.")
            .widely();
    Grid table = grid(steps);
    Standing best = new Standing();
    for (int size : sizes) {
      DataSplit data = new DataSplit(all.train().limit(size), all.test());
      double[] tested = new double[UNITS.length];
      double[] learned = new double[UNITS.length];
      for (int i = 0; i < UNITS.length; i++) {
        setup.tell("%d units, %d images".formatted(UNITS[i], data.train().size()));
        History history = train(setup, data, UNITS[i], steps);
        String key = "units-%d/images-%d".formatted(UNITS[i], size);
        double right =
            findings.number("accuracy/test/" + key, History.last(history.testAccuracy()));
        double known =
            findings.number("accuracy/train/" + key, History.last(history.validationAccuracy()));
        best.add("%d units and %,d images".formatted(UNITS[i], size), right);
        tested[i] = 100 * right;
        learned[i] = 100 * known;
        table = row(table, size, UNITS[i], known, right);
      }
      double[] units = Arrays.stream(UNITS).asDoubleStream().toArray();
      String name = "%,d images".formatted(size);
      plot = plot.line(name, units, tested).dashed(name + ", learned", units, learned);
    }
    findings.show(plot).show(table);
    return findings.conclude(story(setup, findings.conclude(""), sizes, best, steps));
  }

  private static Grid grid(int steps) {
    return Grid.ofNumbers(
        "After %d steps of %d images".formatted(steps, BATCH),
        "images",
        "hidden units",
        "numbers to learn",
        "training accuracy",
        "test accuracy",
        "gap (points)");
  }

  private static Grid row(Grid table, int size, int units, double known, double right) {
    return table.row(
        Numbers.grouped(size),
        String.valueOf(units),
        Numbers.grouped((784L + 1) * units + (units + 1) * 10L),
        Said.percent(known),
        Said.percent(right),
        Numbers.fixed(100 * (known - right), 1));
  }

  private static History train(Setup setup, DataSplit data, int units, int steps) {
    Dataset learned = repeated(data.train(), setup.size(2000, 1000));
    return History.of(
        Trainer.builder(
                new Sequential(
                    new Flatten(), new Dense(units), Activation.named("relu"), new Dense(10)))
            .train(learned)
            .test(data.test())
            .validation(data.train())
            .optimizer(new Adam(0.001))
            .batch(BATCH)
            .epochs(steps * BATCH / learned.size())
            .seed(setup.seed())
            .device(setup.device())
            .build()
            .run());
  }

  /** A small set several times over, so that it is not judged after every few steps. */
  private static Dataset repeated(Dataset data, int least) {
    int times = Math.max(1, least / data.size());
    return data.subset(IntStream.range(0, times * data.size()).map(i -> i % data.size()).toArray());
  }

  private static String story(Setup setup, Outcome outcome, int[] sizes, Standing best, int steps) {
    int few = sizes[0];
    int many = sizes[sizes.length - 1];
    return Said.of(
        "After %d steps on %s, %d hidden units have learned %s of %d images and get %s of the test"
            + " images right; on %,d images they have learned %s and get %s right. %d units have"
            + " learned %s of the %d images (test %s) and %s of the %,d (test %s). Most test"
            + " images, %s, are right with %s.",
        steps,
        setup.imagesName(),
        512,
        known(outcome, 512, few),
        few,
        right(outcome, 512, few),
        many,
        known(outcome, 512, many),
        right(outcome, 512, many),
        2,
        known(outcome, 2, few),
        few,
        right(outcome, 2, few),
        known(outcome, 2, many),
        many,
        right(outcome, 2, many),
        Said.percent(best.highest().value()),
        best.highest().name());
  }

  private static String known(Outcome outcome, int units, int images) {
    String key = "accuracy/train/units-%d/images-%d".formatted(units, images);
    return Said.percent(outcome.number(key));
  }

  private static String right(Outcome outcome, int units, int images) {
    String key = "accuracy/test/units-%d/images-%d".formatted(units, images);
    return Said.percent(outcome.number(key));
  }
}
