package org.gradus.experiment;

import java.util.ArrayList;
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
    List<String> layers = IntStream.rangeClosed(1, DEPTH).mapToObj(String::valueOf).toList();
    Plot mean =
        Plot.of(
                "One weight more by 0.1",
                Axis.linear("layer of the weight"),
                Axis.log("mean change of the output"))
            .widely();
    Grid table =
        Grid.of("Mean change of the output", "layer", ACTIVATIONS.toArray(String[]::new))
            .saying(
                "One weight after another is raised by 0.1 and put back, for the same input: %s of each layer."
                    .formatted(setup.quick() ? "32" : "all"));
    double[][] changes = new double[ACTIVATIONS.size()][];
    List<Plot> curves = new ArrayList<>();
    for (int i = 0; i < changes.length; i++) {
      String activation = ACTIVATIONS.get(i);
      setup.tell(activation);
      changes[i] = changes(setup, activation, curves);
      mean = mean.line(activation, 1, changes[i]);
      for (int layer = 0; layer < DEPTH; layer++) {
        findings.number("change/%s/layer-%d".formatted(activation, layer + 1), changes[i][layer]);
      }
    }
    for (int layer = 0; layer < DEPTH; layer++) {
      table =
          table.row(
              layers.get(layer),
              Numbers.significant(changes[0][layer], 3),
              Numbers.significant(changes[1][layer], 3),
              Numbers.significant(changes[2][layer], 3));
    }
    findings.show(mean).show(table);
    curves.forEach(findings::show);
    return findings.conclude(
        String.format(
            Locale.ROOT,
            "In a network of %d layers, raising one weight of the last layer by 0.1 changes the"
                + " output by %.2g with sigmoid, %.2g with tanh and %.2g with ReLU on average. The"
                + " same in the first layer changes it by %.2g, %.2g and %.2g: %.2g, %.2g and %.2g"
                + " times as much. A sigmoid's slope is at most a quarter, so each one in"
                + " between dampens a change.",
            DEPTH,
            changes[0][DEPTH - 1],
            changes[1][DEPTH - 1],
            changes[2][DEPTH - 1],
            changes[0][0],
            changes[1][0],
            changes[2][0],
            changes[0][0] / changes[0][DEPTH - 1],
            changes[1][0] / changes[1][DEPTH - 1],
            changes[2][0] / changes[2][DEPTH - 1]));
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
      double before = network.set(Model.INPUT, input).run().value("y");
      for (int layer = 0; layer < DEPTH; layer++) {
        Variable weight = model.variables().get(2 * layer + ".weight");
        double[] values = network.values(weight);
        int count = setup.size(values.length, 32);
        int strongest = 0;
        double most = 0;
        for (int i = 0; i < count; i++) {
          int element = i * PRIME % values.length; // not all of one row or column
          double change = Math.abs(output(network, weight, values, element, CHANGE) - before);
          means[layer] += change / count;
          if (change > most) {
            most = change;
            strongest = element;
          }
        }
        if (layer == 0 || layer == DEPTH / 2 || layer == DEPTH - 1) {
          double[] curve = new double[CHANGES.length];
          for (int i = 0; i < curve.length; i++) {
            curve[i] = output(network, weight, values, strongest, CHANGES[i]) - before;
          }
          plot = plot.line("layer " + (layer + 1), CHANGES, curve);
        }
        network.set(weight, values);
      }
    }
    curves.add(plot);
    return means;
  }

  private static double output(
      Calculation network, Variable weight, double[] values, int element, double change) {
    double[] changed = values.clone();
    changed[element] += change;
    return network.set(weight, changed).run().value("y");
  }
}
