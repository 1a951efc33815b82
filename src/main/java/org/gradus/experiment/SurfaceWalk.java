package org.gradus.experiment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.op.DType;
import org.gradus.optim.Optimizer;
import org.gradus.report.Contours;

/**
 * The way an optimizer takes down a surface from its start.
 *
 * @param rate the learning rate
 * @param x where it is before each step, and in the end
 * @param y the same
 * @param heights of these places
 */
record SurfaceWalk(double rate, List<Double> x, List<Double> y, List<Double> heights) {
  private static final String HEIGHT = "height";

  /**
   * Takes so many steps at each rate; returns the walk that ends lowest, the first of equal ones. A
   * step whose gradient is not finite is not taken.
   */
  static SurfaceWalk best(
      Setup setup, Surface surface, Optimizer optimizer, int steps, double[] rates) {
    Graph graph = new Graph();
    Variable place = Steps.declare(graph, "place", Initial.ZEROS, 2);
    graph.variables().pack();
    Tensor position = graph.read(place);
    Tensor height = surface.height(position.slice(0, 0, 1), position.slice(0, 1, 2)).sum();
    Variable rate = Steps.write(graph, Gradients.of(height, List.of(position)), optimizer);
    graph.output(HEIGHT, height);
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      return Arrays.stream(rates)
          .mapToObj(
              each -> {
                step.restart(setup.seed()).set(place, surface.start()).set(rate, each);
                return walk(step, place, each, steps);
              })
          .min(Comparator.comparingDouble(SurfaceWalk::end))
          .orElseThrow();
    }
  }

  private static SurfaceWalk walk(Calculation step, Variable place, double rate, int steps) {
    double[] x = new double[steps + 1];
    double[] y = new double[steps + 1];
    double[] heights = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      double[] at = step.values(place);
      x[i] = at[0];
      y[i] = at[1];
      heights[i] = step.run().value(HEIGHT);
    }
    return new SurfaceWalk(rate, boxed(x), boxed(y), boxed(heights));
  }

  /** The lines of equal height of a surface's shown part. */
  static Contours contours(Setup setup, Surface surface) {
    Graph graph = new Graph();
    int count = Contours.NODES * Contours.NODES;
    Tensor points = graph.input("points", DType.F32, count, 2);
    graph.output(HEIGHT, surface.height(points.slice(1, 0, 1), points.slice(1, 1, 2)));
    double[] levels = Contours.levels(surface.highest() / 5000, surface.highest(), 10);
    try (Calculation heights = new Calculation(setup.device(), graph, setup.seed())) {
      heights.set("points", Contours.points(surface.x(), surface.y()));
      return Contours.of(heights.run().values(HEIGHT), surface.x(), surface.y(), levels);
    }
  }

  /** The height in the end; infinite where it is no number. */
  double end() {
    double last = heights.getLast();
    return Double.isNaN(last) ? Double.POSITIVE_INFINITY : last;
  }

  /** The steps until the height was at most {@code limit}; -1 if it never was. */
  int stepsTo(double limit) {
    for (int i = 0; i < heights.size(); i++) {
      if (heights.get(i) <= limit) {
        return i;
      }
    }
    return -1;
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
