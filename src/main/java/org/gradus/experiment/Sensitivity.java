package org.gradus.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gradus.graph.Graph;
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
import org.gradus.random.RandomStream;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** How a change of one weight in one layer changes what a deep network yields. */
final class Sensitivity implements Experiment {
  private static final int DEPTH = 8;
  private static final int WIDTH = 32;
  private static final int PRIME = 37;
  private static final double CHANGE = 0.1;
  private static final double[] CHANGES = Plot.range(-3, 3, 31);
  private static final List<String> ACTIVATIONS = List.of("sigmoid", "tanh", "relu");

  @Override
  public String name() {
    return "sensitivity";
  }

  @Override
  public int lesson() {
    return 4;
  }

  @Override
  public String question() {
    return "How does a change of one weight in one layer change the output of a deep network?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    List<Plot> curves = new ArrayList<>();
    Axis change = Axis.log("mean change of the output");
    Plot mean =
        Plot.of("One weight more by 0.1", Axis.linear("layer of the weight"), change).widely();
    for (String activation : ACTIVATIONS) {
      setup.tell(activation);
      double[] changes = changes(setup, activation, curves);
      mean = mean.line(activation, 1, changes);
      for (int layer = 1; layer <= DEPTH; layer++) {
        findings.number(name(activation, layer), changes[layer - 1]);
      }
    }
    findings.show(mean).show(table(setup, findings));
    curves.forEach(findings::show);
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "In a network of %d layers, raising one weight of the last layer by 0.1 changes the"
                + " output by %.2g with sigmoid, %.2g with tanh and %.2g with ReLU on average. The"
                + " same in the first layer changes it by %.2g, %.2g and %.2g. A sigmoid's slope is"
                + " at most a quarter, so each one in between dampens a change.",
            DEPTH,
            findings.get(name("sigmoid", DEPTH)),
            findings.get(name("tanh", DEPTH)),
            findings.get(name("relu", DEPTH)),
            findings.get(name("sigmoid", 1)),
            findings.get(name("tanh", 1)),
            findings.get(name("relu", 1))));
  }

  private static String name(String activation, int layer) {
    return "change/%s/layer-%d".formatted(activation, layer);
  }

  private static Grid table(Setup setup, Findings findings) {
    String which = setup.quick() ? "32" : "all";
    Grid table =
        Grid.of("Mean change of the output", "layer", ACTIVATIONS.toArray(String[]::new))
            .saying(
                "One weight after another is raised by 0.1 and put back, for the same input: "
                    + which
                    + " of each layer.");
    for (int layer = 1; layer <= DEPTH; layer++) {
      List<String> cells = new ArrayList<>(List.of(String.valueOf(layer)));
      for (String activation : ACTIVATIONS) {
        cells.add(Numbers.significant(findings.get(name(activation, layer)), 3));
      }
      table = table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  /** 32 inputs, layers of 32 units with that activation, and one output. */
  private static Model network(String activation, long seed) {
    boolean relu = activation.equals("relu");
    Initial first = relu ? Initializers.heNormal() : Initializers.xavierNormal();
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < DEPTH; i++) {
      layers.add(new Dense(WIDTH, first));
      layers.add(Activation.named(activation));
    }
    layers.add(new Dense(1, first));
    return new Model(new Sequential(layers), Shape.of(WIDTH), seed);
  }

  /** The mean change for each layer; adds a plot of how the output follows one weight of each. */
  private static double[] changes(Setup setup, String activation, List<Plot> curves) {
    Model model = network(activation, setup.seed());
    Scope scope = model.scope(Mode.EVAL);
    Graph graph = scope.graph();
    graph.output("y", model.forward(scope, 1));
    RandomStream random = new RandomStream(setup.seed(), 4);
    double[] input = IntStream.range(0, WIDTH).mapToDouble(_ -> random.nextNormal()).toArray();
    Plot plot =
        Plot.of(
                activation,
                Axis.linear("change of one weight"),
                Axis.linear("change of the output"))
            .saying("Of each layer the weight that moves the output most.");
    double[] means = new double[DEPTH];
    try (Calculation network = new Calculation(setup.device(), graph, setup.seed())) {
      network.set(Model.INPUT, input);
      for (int layer = 0; layer < DEPTH; layer++) {
        Variable weight = model.variables().get(2 * layer + ".weight");
        double[] values = network.values(weight);
        double[] changes = changes(network, weight, values, setup.size(values.length, 32));
        means[layer] = Arrays.stream(changes).average().orElseThrow();
        if (layer == 0 || layer == DEPTH / 2 || layer == DEPTH - 1) {
          double[] curve = curve(network, weight, values, strongest(changes));
          plot = plot.line("layer " + (layer + 1), CHANGES, curve);
        }
        network.set(weight, values);
      }
    }
    curves.add(plot);
    return means;
  }

  /** How far the output moves when one weight after another is raised. */
  private static double[] changes(
      Calculation network, Variable weight, double[] values, int count) {
    double before = network.run().value("y");
    double[] changes = new double[count];
    for (int i = 0; i < count; i++) {
      changes[i] = Math.abs(output(network, weight, values, element(i, values), CHANGE) - before);
    }
    return changes;
  }

  /** The place of the i-th weight that is looked at: not all of one row or column. */
  private static int element(int i, double[] values) {
    return i * PRIME % values.length;
  }

  private static int strongest(double[] changes) {
    int strongest = 0;
    for (int i = 1; i < changes.length; i++) {
      strongest = changes[i] > changes[strongest] ? i : strongest;
    }
    return strongest;
  }

  private static double[] curve(Calculation network, Variable weight, double[] values, int which) {
    double before = network.set(weight, values).run().value("y");
    double[] curve = new double[CHANGES.length];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = output(network, weight, values, element(which, values), CHANGES[i]) - before;
    }
    return curve;
  }

  private static double output(
      Calculation network, Variable weight, double[] values, int element, double change) {
    double[] changed = values.clone();
    changed[element] += change;
    return network.set(weight, changed).run().value("y");
  }
}
