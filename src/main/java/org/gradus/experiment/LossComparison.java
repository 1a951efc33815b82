package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import org.gradus.data.DataSplit;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.nn.Softmax;
import org.gradus.op.DType;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** Mean squared error of given predictions, and beside cross-entropy where classes are learned. */
final class LossComparison implements Experiment {
  private static final double[] TARGETS = {2, 4, 6, 8};
  private static final double[] PREDICTIONS = {2.5, 3.5, 6, 9};
  private static final double[] RATES = {0.01, 0.1, 1};

  /** A network's end and the loss it learns by. */
  private enum Kind {
    CROSS_ENTROPY("cross-entropy of the softmax", "cross-entropy"),
    SOFTMAX_MSE("squared error of the softmax", "softmax-mse"),
    LINEAR_MSE("squared error of the outputs", "linear-mse");

    private final String title;
    private final String key;

    Kind(String title, String key) {
      this.title = title;
      this.key = key;
    }

    Layer network() {
      Layer hidden =
          new Sequential(new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10));
      return this == SOFTMAX_MSE ? new Sequential(hidden, new Softmax()) : hidden;
    }

    Loss loss() {
      return this == CROSS_ENTROPY ? Loss.crossEntropy() : Loss.meanSquaredError();
    }
  }

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public int lesson() {
    return 2;
  }

  @Override
  public String question() {
    return "What is the mean squared error, and why are classes learned by cross-entropy?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    return findings.conclude(
        byHand(setup, findings) + " " + slopes(setup, findings) + " " + onImages(setup, findings));
  }

  private static String byHand(Setup setup, Findings findings) {
    setup.tell("the error of four predictions");
    Graph graph = new Graph();
    Tensor predictions = graph.input("predictions", DType.F32, 4);
    Tensor targets = graph.input("targets", DType.F32, 4);
    graph.output("squares", predictions.subtract(targets).square());
    graph.output("loss", Loss.meanSquaredError().of(predictions, targets));
    try (Calculation errors = new Calculation(setup.device(), graph, setup.seed())) {
      errors.set("predictions", PREDICTIONS).set("targets", TARGETS).run();
      double[] squares = errors.values("squares");
      Grid table =
          Grid.ofNumbers("Mean squared error by hand", "prediction", "target", "error", "squared");
      for (int i = 0; i < squares.length; i++) {
        table =
            table.row(
                Said.plain(PREDICTIONS[i]),
                Said.plain(TARGETS[i]),
                Said.plain(PREDICTIONS[i] - TARGETS[i]),
                Said.plain(squares[i]));
      }
      findings.show(table);
      return Said.of(
          "The predictions 2.5, 3.5, 6 and 9 of 2, 4, 6 and 8 have the squared errors %s, %s, %s"
              + " and %s and so a mean squared error of %s.",
          Said.plain(squares[0]),
          Said.plain(squares[1]),
          Said.plain(squares[2]),
          Said.plain(squares[3]),
          Said.plain(findings.number("mse/given", errors.value("loss"))));
    }
  }

  /** How strongly each loss pulls at a logit whose answer should be yes. */
  private static String slopes(Setup setup, Findings findings) {
    setup.tell("gradients of a logit");
    double[] logits = Plot.range(-8, 8, 65);
    double[] squared = slope(setup, logits, false);
    double[] crossed = slope(setup, logits, true);
    int wrong = 8; // a logit of -6
    findings.show(
        Plot.of(
                "The pull on a logit whose answer is yes",
                Axis.linear("logit"),
                Axis.linear("gradient of the loss by the logit"))
            .saying("At the left the answer is wrong, and sure of itself.")
            .line("cross-entropy", logits, crossed)
            .line("squared error of the sigmoid", logits, squared));
    return Said.of(
        "Where a logit is %.0f and should be large, the gradient is %s by cross-entropy, and %s by"
            + " the squared error of its sigmoid.",
        logits[wrong],
        Said.plain(findings.number("gradient/cross-entropy/logit--6", crossed[wrong])),
        Said.plain(findings.number("gradient/mse/logit--6", squared[wrong])));
  }

  private static double[] slope(Setup setup, double[] logits, boolean crossEntropy) {
    Graph graph = new Graph();
    Tensor logit = graph.input("logit", DType.F32, logits.length);
    Tensor yes = graph.constant(1, DType.F32, logits.length);
    Tensor loss =
        crossEntropy
            ? Loss.binaryCrossEntropy().of(logit, yes)
            : Loss.meanSquaredError().of(logit.sigmoid(), yes);
    Tensor sum = loss.multiply(logits.length); // of each logit its own
    graph.output("slope", Gradients.of(sum, List.of(logit)).getFirst());
    try (Calculation slope = new Calculation(setup.device(), graph, setup.seed())) {
      return slope.set("logit", logits).run().values("slope");
    }
  }

  private static String onImages(Setup setup, Findings findings) {
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int epochs = setup.size(6, 3);
    Plot plot =
        Plot.of(
            "At rate 0.1", Axis.linear("epoch"), Axis.linear("test accuracy (%)").between(0, 100));
    Grid table =
        Grid.of(
            "Test accuracy after %d epochs".formatted(epochs),
            "loss",
            "rate 0.01",
            "rate 0.1",
            "rate 1");
    StringBuilder story =
        new StringBuilder(
            Said.of(
                "Of the test images of %s a network gets right after %d epochs at rate 0.1, and at"
                    + " the best of %d rates:",
                setup.imagesName(), epochs, RATES.length));
    for (Kind kind : Kind.values()) {
      String[] row = {kind.title, "", "", ""};
      Standing standing = new Standing();
      for (int i = 0; i < RATES.length; i++) {
        String rate = Said.plain(RATES[i]);
        setup.tell("%s at rate %s".formatted(kind.title, rate));
        Attempt attempt = train(setup, data, kind, RATES[i], epochs);
        standing.add(
            rate,
            findings.number("accuracy/%s/rate-%s".formatted(kind.key, rate), attempt.accuracy()));
        row[1 + i] = attempt.result();
        if (RATES[i] == 0.1) {
          double[] accuracies = attempt.history().testAccuracy();
          double[] percent = Arrays.stream(accuracies).map(share -> 100 * share).toArray();
          plot = plot.line(kind.title, 1, percent);
        }
      }
      table = table.row(row);
      story.append(
          Said.of(
              "%s %s and %s by %s",
              kind.ordinal() == 0 ? "" : ";",
              Said.percent(standing.of("0.1")),
              Said.percent(standing.highest().value()),
              kind.title));
    }
    findings.show(plot).show(table);
    return story.append('.').toString();
  }

  private static Attempt train(Setup setup, DataSplit data, Kind kind, double rate, int epochs) {
    return Attempt.of(
        Trainer.builder(kind.network())
            .data(data)
            .loss(kind.loss())
            .optimizer(new Sgd(rate))
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }
}
