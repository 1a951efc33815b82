package org.gradus.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.random.RandomStream;
import org.gradus.report.Axis;
import org.gradus.report.Contours;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;
import org.gradus.train.TrainingResult;

/** Layers without an activation between them are one layer: shown on a disc inside a ring. */
final class NoActivation implements Experiment {
  private static final Axis X = Axis.linear("x1").between(-3, 3);
  private static final Axis Y = Axis.linear("x2").between(-3, 3);
  private static final int GRID = Contours.NODES * Contours.NODES;

  @Override
  public String name() {
    return "no-activation";
  }

  @Override
  public int lesson() {
    return 4;
  }

  @Override
  public String question() {
    return "What is a deep network without activations worth?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = new DataSplit(rings(setup.seed(), 1000), rings(setup.seed() + 1, 1000));
    Plot border = points(data.train());
    Plot loss = Plot.of("Training", Axis.linear("epoch"), Axis.linear("test loss (cross-entropy)"));
    Grid table = Grid.of("A disc inside a ring", "network", "parameters", "test loss", "accuracy");
    for (Map.Entry<String, Layer> network : networks().entrySet()) {
      setup.tell(network.getKey());
      TrainingResult result = train(setup, network.getValue(), data);
      History history = History.of(result);
      Model model = new Model(network.getValue(), Shape.of(2), setup.seed());
      String key = network.getKey().replaceAll(" with | ", "-").toLowerCase(Locale.ROOT);
      double accuracy = History.last(history.testAccuracy());
      findings.number("accuracy/" + key, accuracy);
      findings.number("loss/" + key, History.last(history.testLoss()));
      loss = loss.line(network.getKey(), 1, history.testLoss());
      border = border(setup, border, network.getKey(), model, result);
      table =
          table.row(
              network.getKey(),
              String.valueOf(model.parameterCount()),
              Numbers.fixed(History.last(history.testLoss()), 4),
              Numbers.percent(accuracy, 1));
      if (network.getKey().equals("three layers")) {
        findings.number("collapsed/apart", collapsed(setup, model, result));
      }
    }
    findings.show(border).show(loss).show(table);
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "On a disc inside a ring one layer gets %.1f %% of the test points right, and three"
                + " layers without activations %.1f %%: W3 (W2 (W1 x + b1) + b2) + b3 is W x + b"
                + " again, whose outputs, multiplied out, differ from the network's by at most"
                + " %.1e. With ReLU between them the same three layers get %.1f %% right.",
            100 * findings.get("accuracy/one-layer"),
            100 * findings.get("accuracy/three-layers"),
            findings.get("collapsed/apart"),
            100 * findings.get("accuracy/three-layers-relu")));
  }

  private static Map<String, Layer> networks() {
    Initial plain = Initializers.lecunNormal();
    Map<String, Layer> networks = new LinkedHashMap<>();
    networks.put("one layer", new Sequential(new Dense(2, plain)));
    networks.put("three layers", new Sequential(dense(16), dense(16), new Dense(2, plain)));
    networks.put(
        "three layers with ReLU",
        new Sequential(dense(16), relu(), dense(16), relu(), new Dense(2, plain)));
    return networks;
  }

  private static Layer dense(int units) {
    return new Dense(units, Initializers.heNormal());
  }

  private static Layer relu() {
    return Activation.named("relu");
  }

  /** Class 0 fills a disc of radius 1; class 1 lies between radii 1.5 and 2.5. */
  private static Dataset rings(long seed, int count) {
    RandomStream random = new RandomStream(seed, 5);
    float[] points = new float[2 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      double radius = labels[i] == 0 ? Math.sqrt(random.nextDouble()) : 1.5 + random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      points[2 * i] = (float) (radius * Math.cos(angle));
      points[2 * i + 1] = (float) (radius * Math.sin(angle));
    }
    return Dataset.ofFloats("rings", points, Shape.of(2), labels, List.of("disc", "ring"));
  }

  private static TrainingResult train(Setup setup, Layer layer, DataSplit data) {
    return Trainer.builder(layer)
        .data(data)
        .scaling(Scaling.Kind.RAW)
        .optimizer(new Adam(0.01))
        .batch(50)
        .epochs(setup.size(30, 15))
        .seed(setup.seed())
        .device(setup.device())
        .build()
        .run();
  }

  private static Plot points(Dataset data) {
    Plot plot =
        Plot.of("Where the answer changes", X, Y)
            .saying("Each line is where a network thinks both classes equally likely.");
    for (int label = 0; label < 2; label++) {
      double[] xs = new double[150];
      double[] ys = new double[xs.length];
      for (int i = 0; i < xs.length; i++) {
        xs[i] = data.value(2 * i + label, 0);
        ys[i] = data.value(2 * i + label, 1);
      }
      plot = plot.points(data.classNames().get(label), xs, ys);
    }
    return plot;
  }

  private static Plot border(
      Setup setup, Plot plot, String name, Model model, TrainingResult result) {
    double[] logits = logits(setup, model, result, Contours.points(X, Y));
    double[] heights = new double[GRID];
    Arrays.setAll(heights, i -> logits[2 * i + 1] - logits[2 * i]);
    double[][] line = Contours.of(heights, X, Y, 0).curve(0);
    return plot.line(name, line[0], line[1]);
  }

  /** What the trained network yields for points x1, x2, row by row: two numbers each. */
  private static double[] logits(
      Setup setup, Model model, TrainingResult result, double... points) {
    Scope scope = model.scope(Mode.EVAL);
    scope.graph().output("logits", model.forward(scope, points.length / 2));
    try (Calculation network = new Calculation(setup.device(), scope.graph(), setup.seed())) {
      for (Variable variable : model.state()) {
        network.set(variable, tensor(result, variable.name()));
      }
      return network.set(Model.INPUT, points).run().values("logits");
    }
  }

  private static double[] tensor(TrainingResult result, String name) {
    HostTensor tensor = result.state().tensors().get(name);
    if (tensor == null) {
      throw new IllegalStateException("there is no tensor " + name);
    }
    return tensor.toDoubles();
  }

  /**
   * Multiplies the three linear layers out in double and compares: how far the one layer's outputs
   * are from the network's at most.
   */
  private static double collapsed(Setup setup, Model model, TrainingResult result) {
    double[] points = Contours.points(X, Y);
    double[] logits = logits(setup, model, result, points);
    double[][] columns = new double[3][]; // what x = 0, (1, 0) and (0, 1) become: b, and W with it
    for (int i = 0; i < columns.length; i++) {
      double[] x = {i == 1 ? 1 : 0, i == 2 ? 1 : 0};
      for (int layer = 0; layer < 3; layer++) {
        x = affine(tensor(result, layer + ".weight"), tensor(result, layer + ".bias"), x);
      }
      columns[i] = x;
    }
    double apart = 0;
    for (int i = 0; i < logits.length; i++) {
      int c = i % 2;
      double b = columns[0][c];
      double one =
          (columns[1][c] - b) * points[i - c] + (columns[2][c] - b) * points[i - c + 1] + b;
      apart = Math.max(apart, Math.abs(one - logits[i]));
    }
    return apart;
  }

  private static double[] affine(double[] weight, double[] bias, double[] x) {
    double[] y = bias.clone();
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += weight[i * x.length + j] * x[j];
      }
    }
    return y;
  }
}
