package org.gradus.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.data.Scaling;
import org.gradus.graph.Initial;
import org.gradus.init.Initializers;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;
import org.gradus.watch.Convergence;
import org.gradus.watch.Convergence.Kind;
import org.gradus.watch.LayerSnapshot;
import org.gradus.watch.LayerStatistics;

/**
 * Four ways to begin deep networks with three activations: what reaches each layer, and learning.
 */
final class InitCompare implements Experiment {
  private static final int DEPTH = 20;
  private static final int WIDTH = 64;
  private static final double RATE = 0.05;
  private static final List<String> ACTIVATIONS = List.of("sigmoid", "tanh", "relu");
  private static final Grid VERDICTS =
      Grid.of("How each training stands", "activation")
          .text("first weights")
          .text("it is")
          .text("because")
          .saying("By the rules of the convergence watcher.");
  private static final List<String> INITS = List.of("zeros", "small_normal", "xavier_normal", "he");

  @Override
  public String name() {
    return "init-compare";
  }

  @Override
  public int lesson() {
    return 1;
  }

  @Override
  public String question() {
    return "How do first weights decide whether a deep network learns?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    for (String activation : ACTIVATIONS) {
      setup.tell("variances of " + activation + " networks at their first weights");
      showVariances(setup, data, activation, findings);
    }
    int epochs = setup.size(10, 4);
    Grid verdicts = VERDICTS;
    for (String activation : ACTIVATIONS) {
      verdicts = showTraining(setup, data, activation, epochs, verdicts, findings);
    }
    Grid table =
        Grid.of(
            "Test accuracy after %d epochs".formatted(epochs),
            "first weights",
            ACTIVATIONS.toArray(String[]::new));
    for (String init : INITS) {
      List<String> cells = new ArrayList<>(List.of(init));
      for (String activation : ACTIVATIONS) {
        cells.add(Numbers.percent(findings.get("accuracy/%s/%s".formatted(activation, init)), 1));
      }
      table = table.row(cells.toArray(String[]::new));
    }
    findings.show(table).show(verdicts);
    return findings.conclude(story(setup, findings, epochs));
  }

  private static String story(Setup setup, Findings findings, int epochs) {
    double sigmoid =
        INITS.stream()
            .mapToDouble(init -> findings.get("accuracy/sigmoid/" + init))
            .max()
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "In a ReLU network of %d layers the variance of what the last hidden layer yields is %.1e"
            + " times that of the first with Xavier's weights and %.2f times with He's; zeros pass"
            + " on nothing. After %d epochs on %s the ReLU network that began with zeros stands at"
            + " a loss of %.3f (guessing: 2.303), with small normal numbers at %.3f, with Xavier's"
            + " weights at %.3f (%.1f %% of the test images right) and with He's at %.3f (%.1f %%)."
            + " With tanh Xavier's weights come to %.1f %%; with sigmoid the best of the four comes"
            + " to %.1f %%.",
        DEPTH,
        findings.get("passed-on/relu/xavier_normal"),
        findings.get("passed-on/relu/he"),
        epochs,
        setup.imagesName(),
        findings.get("loss/relu/zeros"),
        findings.get("loss/relu/small_normal"),
        findings.get("loss/relu/xavier_normal"),
        100 * findings.get("accuracy/relu/xavier_normal"),
        findings.get("loss/relu/he"),
        100 * findings.get("accuracy/relu/he"),
        100 * findings.get("accuracy/tanh/xavier_normal"),
        100 * sigmoid);
  }

  private static Layer network(String activation, String init) {
    Initial first = Initializers.named(init);
    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
    for (int i = 1; i < DEPTH; i++) {
      layers.add(new Dense(WIDTH, first));
      layers.add(Activation.named(activation));
    }
    layers.add(new Dense(10, first));
    return new Sequential(layers);
  }

  /** What each layer yields, and what reaches it of the gradient, before any step. */
  private static void showVariances(
      Setup setup, DataSplit data, String activation, Findings findings) {
    Axis depth = Axis.linear("layer");
    Plot forward =
        Plot.of(activation + ", forward", depth, Axis.log("variance of the outputs"))
            .saying("Before the activation. From zeros all is 0, which no logarithm shows.");
    Plot backward =
        Plot.of(activation + ", backward", depth, Axis.log("variance of the gradients"))
            .saying("Of the loss, with respect to those outputs; it comes from the right.");
    Scaling scaling = Scaling.fit(Scaling.Kind.STANDARDISED, data.train());
    for (String init : INITS) {
      LayerSnapshot start =
          LayerStatistics.of(
              network(activation, init),
              data.train(),
              scaling,
              Loss.crossEntropy(),
              setup.seed(),
              setup.device());
      double[] outputs =
          start.weighted().stream().mapToDouble(layer -> layer.activations().variance()).toArray();
      double[] gradients =
          start.weighted().stream().mapToDouble(layer -> layer.gradients().variance()).toArray();
      String name = activation + "/" + init;
      findings.number("variance/%s/first".formatted(name), outputs[0]);
      findings.number("variance/%s/last-hidden".formatted(name), outputs[DEPTH - 2]);
      findings.number("passed-on/" + name, outputs[DEPTH - 2] / outputs[0]);
      findings.number("gradient/%s/first".formatted(name), gradients[0]);
      forward = forward.line(init, 1, outputs);
      backward = backward.line(init, 1, gradients);
    }
    findings.show(forward).show(backward);
  }

  /** Shows the losses; returns the table with what is to be said of each training. */
  private static Grid showTraining(
      Setup setup,
      DataSplit data,
      String activation,
      int epochs,
      Grid verdicts,
      Findings findings) {
    Grid grown = verdicts;
    Axis loss = Axis.linear("training loss (cross-entropy)");
    Plot plot = Plot.of("Training, " + activation, Axis.linear("epoch"), loss);
    for (String init : INITS) {
      setup.tell("training %s from %s".formatted(activation, init));
      History history = train(setup, network(activation, init), data, epochs);
      String name = activation + "/" + init;
      findings.number("accuracy/" + name, History.last(history.testAccuracy()));
      findings.number("loss/" + name, History.last(history.trainLoss()));
      Convergence verdict = Convergence.of(history.epochs(), data.train().classCount());
      findings.number("stalled/" + name, verdict.kind() == Kind.STALLED ? 1 : 0);
      grown = grown.row(activation, init, verdict.kind().toString(), verdict.evidence());
      plot = plot.line(init, 1, history.trainLoss());
    }
    findings.show(plot);
    return grown;
  }

  private static History train(Setup setup, Layer layer, DataSplit data, int epochs) {
    return History.of(
        Trainer.builder(layer)
            .data(data)
            .scaling(Scaling.Kind.STANDARDISED)
            .optimizer(new Sgd(RATE))
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device())
            .build()
            .run());
  }
}
