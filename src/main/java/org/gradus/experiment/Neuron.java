package org.gradus.experiment;

import java.util.List;
import java.util.Locale;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.op.DType;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;

/** One neuron by hand, and what one neuron can learn: AND and OR, but not XOR. */
final class Neuron implements Experiment {
  private static final double[] INPUTS = {1, 2, 3};
  private static final double[] WEIGHTS = {0.2, 0.8, -0.5};
  private static final double BIAS = 0.1;
  private static final double RATE = 1;
  private static final double SURE = 1; // this logit is a probability of 0.73

  /** A question of two inputs that are 0 or 1, and its answers for 00, 01, 10 and 11. */
  private record Task(String name, boolean bias, double... answers) {}

  /** The loss of each step, and how many of the four answers are right and sure at the end. */
  private record Learnt(double[] loss, double[] weights, double bias, int right) {}

  private static final List<Task> TASKS =
      List.of(
          new Task("and", true, 0, 0, 0, 1),
          new Task("or", true, 0, 1, 1, 1),
          new Task("xor", true, 0, 1, 1, 0),
          new Task("and, no bias", false, 0, 0, 0, 1));

  @Override
  public String name() {
    return "neuron";
  }

  @Override
  public int lesson() {
    return 4;
  }

  @Override
  public String question() {
    return "What does one neuron compute, and what can it learn?";
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    double output = byHand(setup, findings);
    int steps = setup.size(1000, 300);
    Plot plot =
        Plot.of("One neuron learns", Axis.linear("step"), Axis.log("loss (binary cross-entropy)"))
            .widely();
    Grid table =
        Grid.of(
            "After %d steps".formatted(steps), "task", "loss", "w1", "w2", "b", "sure and right");
    for (Task task : TASKS) {
      setup.tell("one neuron learns " + task.name);
      Learnt learnt = learn(setup, task, steps);
      String name = task.name.replace(", ", "-").replace(' ', '-');
      findings.number("loss/" + name, History.last(learnt.loss));
      findings.number("right/" + name, learnt.right);
      plot = plot.line(task.name, 0, learnt.loss);
      table =
          table.row(
              task.name,
              Numbers.fixed(History.last(learnt.loss), 4),
              rounded(learnt.weights[0]),
              rounded(learnt.weights[1]),
              task.bias ? rounded(learnt.bias) : "none",
              learnt.right + " of 4");
    }
    findings.show(plot).show(table);
    return findings.conclude(story(findings, output, steps));
  }

  private static String story(Findings findings, double output, int steps) {
    return String.format(
        Locale.ROOT,
        "1 × 0.2 + 2 × 0.8 + 3 × (-0.5) + 0.1 = %.1f. Trained for %d steps at rate %.0f, one neuron"
            + " is sure and right of %.0f of 4 answers for AND (loss %.3f) and of %.0f for OR"
            + " (%.3f). For XOR its loss stays at %.4f, that of guessing (ln 2 = 0.6931): no line"
            + " parts the answers. Without a bias AND stays at %.4f, too: the line must go through"
            + " the origin.",
        output,
        steps,
        RATE,
        findings.get("right/and"),
        findings.get("loss/and"),
        findings.get("right/or"),
        findings.get("loss/or"),
        findings.get("loss/xor"),
        findings.get("loss/and-no-bias"));
  }

  /** The lesson's neuron: inputs times weights, their sum, the bias, and activations of that. */
  private static double byHand(Setup setup, Findings findings) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 3);
    Tensor w = graph.input("w", DType.F32, 3);
    Tensor b = graph.input("b", DType.F32);
    Tensor products = x.multiply(w);
    Tensor sum = products.sum().add(b);
    graph.output("products", products);
    graph.output("sum", sum);
    List<String> activations = List.of("relu", "sigmoid", "tanh");
    activations.forEach(name -> graph.output(name, sum.unary(Activation.kind(name))));
    try (Calculation neuron = new Calculation(setup.device(), graph, setup.seed())) {
      neuron.set("x", INPUTS).set("w", WEIGHTS).set("b", BIAS).run();
      double[] parts = neuron.values("products");
      Grid table = Grid.of("One neuron", "value", "number").text("formula");
      for (int i = 0; i < parts.length; i++) {
        String formula = "%s × %s".formatted(INPUTS[i], WEIGHTS[i]);
        table =
            table.row("w%1$d x%1$d".formatted(i + 1), Numbers.significant(parts[i], 6), formula);
      }
      double output = findings.number("output", neuron.value("sum"));
      table = table.row("output", Numbers.significant(output, 6), "their sum and the bias 0.1");
      for (String name : activations) {
        double activated = findings.number("output/" + name, neuron.value(name));
        table = table.row(name, Numbers.significant(activated, 6), name + "(output)");
      }
      findings.show(table);
      return output;
    }
  }

  private static Learnt learn(Setup setup, Task task, int steps) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 4, 2);
    Tensor t = graph.input("t", DType.F32, 4);
    Variable w = Descent.variable(graph, "w", Initializers.normal(0, 0.5), 2);
    Variable b = Descent.variable(graph, "b", Initial.ZEROS);
    Tensor logits = x.multiply(graph.read(w)).sum(-1).add(graph.read(b)); // (4)
    Tensor loss = Loss.binaryCrossEntropy().of(logits, t);
    if (task.bias) {
      Descent.step(loss, RATE, w, b);
    } else {
      Descent.step(loss, RATE, w);
    }
    graph.output("loss", loss);
    graph.output("logits", logits);
    double[] losses = new double[steps];
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      step.set("x", 0, 0, 0, 1, 1, 0, 1, 1).set("t", task.answers);
      for (int i = 0; i < steps; i++) {
        losses[i] = step.run().value("loss");
      }
      int right = 0;
      double[] last = step.values("logits");
      for (int i = 0; i < last.length; i++) {
        right += (task.answers[i] > 0 ? last[i] : -last[i]) > SURE ? 1 : 0;
      }
      return new Learnt(losses, step.values(w), step.values(b)[0], right);
    }
  }

  private static String rounded(double value) {
    return Numbers.fixed(Math.round(100 * value) / 100.0, 2); // never -0.00
  }
}
