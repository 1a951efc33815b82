package org.gradus.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.data.DataSplit;
import org.gradus.data.Scaling;
import org.gradus.init.Initializers;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.LayerNorm;
import org.gradus.nn.Sequential;
import org.gradus.nn.WeightNorm;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;
import org.gradus.watch.LayerStatistics;

/** A deep sigmoid network without a norm, and with each norm in its place. */
final class WithBatchNorm implements Experiment {
  private static final int DEPTH = 6;
  private static final int UNITS = 64;
  private static final double SHOWN = 0.1;

  /** What stands around a hidden layer's weights. */
  private enum Norm {
    NONE("no norm", "none"),
    BATCH("batch norm before the sigmoid", "batch"),
    BATCH_AFTER("batch norm after it", "batch-after"),
    LAYER("layer norm before it", "layer"),
    WEIGHT("weight norm", "weight");

    private final String title;
    private final String key;

    Norm(String title, String key) {
      this.title = title;
      this.key = key;
    }

    List<Layer> hidden() {
      Dense dense = new Dense(UNITS, Initializers.xavierNormal());
      Layer sigmoid = Activation.named("sigmoid");
      return switch (this) {
        case NONE -> List.of(dense, sigmoid);
        case BATCH -> List.of(dense, new BatchNorm(), sigmoid);
        case BATCH_AFTER -> List.of(dense, sigmoid, new BatchNorm());
        case LAYER -> List.of(dense, new LayerNorm(), sigmoid);
        case WEIGHT -> List.of(new WeightNorm(dense), sigmoid);
      };
    }

    Layer network() {
      List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
      for (int i = 0; i < DEPTH; i++) {
        layers.addAll(hidden());
      }
      layers.add(new Dense(10, Initializers.xavierNormal()));
      return new Sequential(layers);
    }
  }

  @Override
  public String name() {
    return "batch-norm";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "What does batch normalisation do for a deep network, and where does it belong?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int epochs = setup.size(6, 3);
    double[] rates = setup.quick() ? new double[] {SHOWN} : new double[] {0.01, SHOWN, 1};
    showGradients(setup, data, findings);
    Plot losses =
        Plot.of("At rate 0.1", Axis.linear("epoch"), Axis.linear("test loss (cross-entropy)"));
    Grid table =
        Grid.of(
                "Test accuracy after %d epochs".formatted(epochs),
                "norm",
                Arrays.stream(rates)
                    .mapToObj(rate -> "rate " + Said.plain(rate))
                    .toArray(String[]::new))
            .saying("Plain gradient descent in batches of 32, from the same seed.");
    for (Norm norm : Norm.values()) {
      String[] row = new String[1 + rates.length];
      row[0] = norm.title;
      for (int i = 0; i < rates.length; i++) {
        String rate = Said.plain(rates[i]);
        setup.tell("%s at rate %s".formatted(norm.title, rate));
        Attempt attempt = train(setup, data, norm, rates[i], epochs);
        String at = "/" + norm.key + "/rate-" + rate;
        findings.number("accuracy" + at, attempt.accuracy());
        findings.number("loss" + at, attempt.loss());
        row[1 + i] = attempt.result();
        if (rates[i] == SHOWN) {
          losses = losses.line(norm.title, 1, attempt.history().testLoss());
        }
      }
      table = table.row(row);
    }
    findings.show(losses).show(table);
    return findings.conclude(story(setup, findings.conclude(""), epochs));
  }

  /** The gradients in each layer's way back before any training. */
  private static void showGradients(Setup setup, DataSplit data, Findings findings) {
    Plot plot =
        Plot.of(
                "Gradients before training",
                Axis.linear("hidden layer"),
                Axis.log("standard deviation of the gradient"))
            .saying("Of the loss by what the layer's weights yield; layer 1 is nearest the image.");
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, data.train());
    for (Norm norm : new Norm[] {Norm.NONE, Norm.BATCH, Norm.LAYER}) {
      double[] sizes =
          LayerStatistics.of(
                  norm.network(),
                  data.train(),
                  scaling,
                  Loss.crossEntropy(),
                  setup.seed(),
                  setup.device())
              .weighted()
              .stream()
              .filter(layer -> layer.layer().equals("Dense(%d)".formatted(UNITS)))
              .mapToDouble(layer -> layer.gradients().std())
              .toArray();
      findings.number("gradient/" + norm.key + "/first-layer", sizes[0]);
      findings.number("gradient/" + norm.key + "/last-layer", sizes[DEPTH - 1]);
      plot = plot.line(norm.title, 1, sizes);
    }
    findings.show(plot);
  }

  private static Attempt train(Setup setup, DataSplit data, Norm norm, double rate, int epochs) {
    return Attempt.of(
        Trainer.builder(norm.network())
            .data(data)
            .optimizer(new Sgd(rate))
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }

  private static String story(Setup setup, Outcome outcome, int epochs) {
    double none = falls(outcome, Norm.NONE);
    double batch = falls(outcome, Norm.BATCH);
    return Said.of(
        "A network of %d hidden sigmoid layers on %s gets %s of the test images right after %d"
            + " epochs at rate 0.1, and %s with batch normalisation between the weights and the"
            + " sigmoid (%s with it after the sigmoid, %s with layer norm, %s with weight norm)."
            + " Before training, the gradient in the first hidden layer is %s times that in the"
            + " last without a norm, and %s times with batch normalisation.",
        DEPTH,
        setup.imagesName(),
        accuracy(outcome, Norm.NONE),
        epochs,
        accuracy(outcome, Norm.BATCH),
        accuracy(outcome, Norm.BATCH_AFTER),
        accuracy(outcome, Norm.LAYER),
        accuracy(outcome, Norm.WEIGHT),
        Said.plain(none),
        Said.plain(batch));
  }

  private static double falls(Outcome outcome, Norm norm) {
    return outcome.number("gradient/" + norm.key + "/first-layer")
        / outcome.number("gradient/" + norm.key + "/last-layer");
  }

  private static String accuracy(Outcome outcome, Norm norm) {
    return Said.percent(outcome.number("accuracy/" + norm.key + "/rate-0.1"));
  }
}
