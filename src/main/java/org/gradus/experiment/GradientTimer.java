package org.gradus.experiment;

import java.util.ArrayList;
import java.util.List;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.init.Initializers;
import org.gradus.op.DType;

/** Both ways to all derivatives of one network, timed round by round. */
final class GradientTimer implements AutoCloseable {
  private static final int INPUTS = 8;

  private final Calculation both; // forward and back
  private final Calculation only; // forward
  private final Variable nudged;
  private final double[] values;
  private final List<Double> backs = new ArrayList<>();
  private final List<Double> alls = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  /** A network with so many hidden units on the setup's device. */
  GradientTimer(Setup setup, int hidden) {
    int parameters = (INPUTS + 1) * hidden + hidden + 1;
    Graph back = new Graph();
    Variable learnt = weights(back, parameters);
    Tensor loss = loss(back, learnt, hidden);
    back.output("gradient", Gradients.of(loss, List.of(back.read(learnt))).getFirst());
    Graph forward = new Graph();
    nudged = weights(forward, parameters);
    forward.output("loss", loss(forward, nudged, hidden));
    both = new Calculation(setup.device(), back, setup.seed());
    only = new Calculation(setup.device(), forward, setup.seed());
    values = only.values(nudged);
  }

  /** Spends so many milliseconds on each way, which are not counted. */
  void warmUp(double enough) {
    milliseconds(this::backpropagation, enough);
    milliseconds(this::differences, enough);
  }

  /** Times one way after the other, so many milliseconds each or more. */
  void round(double enough) {
    backs.add(milliseconds(this::backpropagation, enough));
    alls.add(milliseconds(this::differences, enough));
    ratios.add(alls.getLast() / backs.getLast());
  }

  /** What the rounds so far tell. */
  GradientCost cost() {
    return new GradientCost(
        values.length, 2 * values.length, Spread.of(backs), Spread.of(alls), Spread.of(ratios));
  }

  /** The mean of as many runs as it takes to spend so many milliseconds. */
  private static double milliseconds(Runnable work, double enough) {
    long start = System.nanoTime();
    double spent;
    int runs = 0;
    do {
      work.run();
      runs++;
      spent = (System.nanoTime() - start) * 1e-6;
    } while (spent < enough);
    return spent / runs;
  }

  private static Variable weights(Graph graph, int parameters) {
    return Descent.variable(graph, "weights", Initializers.normal(0, 0.5), parameters);
  }

  /** The loss of a network with sigmoid units whose weights all lie in one variable. */
  private static Tensor loss(Graph graph, Variable weights, int hidden) {
    Tensor all = graph.read(weights);
    int end = INPUTS * hidden;
    Tensor x = graph.constant(0.5, DType.F32, 1, INPUTS);
    Tensor z1 = x.matmul(all.slice(0, 0, end).reshape(INPUTS, hidden));
    Tensor a1 = z1.add(all.slice(0, end, end + hidden)).sigmoid(); // (1, hidden)
    Tensor w2 = all.slice(0, end + hidden, end + 2 * hidden).reshape(hidden, 1);
    Tensor b2 = all.slice(0, end + 2 * hidden, end + 2 * hidden + 1);
    return a1.matmul(w2).add(b2).sigmoid().subtract(1).square().sum();
  }

  private double[] backpropagation() {
    return both.run().values("gradient");
  }

  /** All derivatives by central differences: two ways forward each. */
  private double[] differences() {
    double step = 0x1p-7; // F32 would lose a smaller one
    double[] derivatives = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double at = values[i];
      values[i] = at + step;
      double above = only.set(nudged, values).run().value("loss");
      values[i] = at - step;
      double below = only.set(nudged, values).run().value("loss");
      values[i] = at;
      derivatives[i] = (above - below) / (2 * step);
    }
    return derivatives;
  }

  @Override
  public void close() {
    both.close();
    only.close();
  }
}
