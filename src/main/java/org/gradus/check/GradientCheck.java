package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * Gradients against central differences in F64, of a random projection of a case's results.
 *
 * <p>For each operand, a direction of random signs and some elements one by one: with D(h) = (f(x +
 * h v) - f(x - h v)) / 2 h the derivative is taken as (4 D(h) - D(2 h)) / 3 (Richardson). Its error
 * is at most |D(h) - D(2 h)| / 3, which the extrapolation took off, and the rounding of f over h.
 */
final class GradientCheck {
  /**
   * A power of two, so that a step from a number of few bits is exact. At 2^-12 rounding (2^-53 /
   * h) and truncation (h^2) of functions of size one both stay near 10^-8.
   */
  static final double STEP = 0x1p-12;

  /** Where truncation is more than this part of the gradient, differences say nothing. */
  private static final double SETTLED = 0x1p-10;

  private final Device reference;
  private final int samples;

  /**
   * A check that computes on {@code reference}.
   *
   * @param samples how many single elements of each operand are looked at
   */
  GradientCheck(Device reference, int samples) {
    this.reference = reference;
    this.samples = samples;
  }

  /**
   * Checks the gradients of {@code one}.
   *
   * @param order 1 for gradients, 2 for gradients of gradients
   */
  Verdict check(OpCase one, long seed, int order) {
    Projection whole = new Projection(one, seed);
    Graph graph = retyped(one, whole.graph(order, true));
    Map<String, HostTensor> values = widened(one, whole.values());
    Map<String, HostTensor> at =
        Runs.run(reference, graph, reference.capabilities().memory(), values);
    Projection loss = new Projection(one, seed);
    Plan plan =
        Runs.plan(
            reference, retyped(one, loss.graph(order, false)), reference.capabilities().memory());
    try (VariableStore store = reference.allocate(plan.variables());
        Executable executable = reference.load(plan, store)) {
      Runs.write(executable, store, values);
      return new Run(one, seed, executable, store, values, at).check(whole.operandNames());
    }
  }

  private static Graph retyped(OpCase one, Graph graph) {
    DType to = Projection.retyped(one, DType.F64);
    return to == DType.F32 ? graph : Retype.apply(graph, DType.F32, to);
  }

  private static Map<String, HostTensor> widened(OpCase one, Map<String, HostTensor> values) {
    return Values.retyped(values, DType.F32, Projection.retyped(one, DType.F64));
  }

  private final class Run {
    private final OpCase one;
    private final long seed;
    private final Executable executable;
    private final VariableStore store;
    private final Map<String, HostTensor> values;
    private final Map<String, HostTensor> at;
    private final Verdict.Worst worst = new Verdict.Worst();

    Run(
        OpCase one,
        long seed,
        Executable executable,
        VariableStore store,
        Map<String, HostTensor> values,
        Map<String, HostTensor> at) {
      this.one = one;
      this.seed = seed;
      this.executable = executable;
      this.store = store;
      this.values = values;
      this.at = at;
    }

    Verdict check(List<String> operands) {
      for (int i = 0; i < operands.size(); i++) {
        String name = operands.get(i);
        double[] gradient = Runs.get(at, Projection.gradient(i)).toDoubles();
        if (gradient.length > 0) {
          operand(name, gradient);
        }
      }
      return worst.verdict();
    }

    private void operand(String name, double[] gradient) {
      RandomStream random = new RandomStream(seed, Streams.of("check/directions/" + one.name()));
      double[] direction = new double[gradient.length];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = random.nextInt(2) == 0 ? 1 : -1;
      }
      along(name + " along random signs", name, direction, gradient);
      for (int sample = 0; sample < Math.min(samples, gradient.length); sample++) {
        int element = random.nextInt(gradient.length);
        double[] unit = new double[gradient.length];
        unit[element] = 1;
        along(name + "[" + element + "]", name, unit, gradient);
      }
    }

    private void along(String what, String name, double[] direction, double[] gradient) {
      double analytic = 0;
      double size = 0;
      for (int i = 0; i < direction.length; i++) {
        analytic += direction[i] * gradient[i];
        size += Math.abs(direction[i] * gradient[i]);
      }
      double near = difference(name, direction, STEP);
      double far = difference(name, direction, 2 * STEP);
      double numeric = (4 * near - far) / 3;
      double truncation = Math.abs(near - far) / 3;
      Tolerance tolerance = Tolerance.of(DType.F64, one.reduction());
      double terms = Runs.get(at, Projection.SIZE).get(0);
      double bound = truncation + tolerance.bound(terms / STEP + size, 0);
      double rounding = bound - truncation;
      String found =
          "%s: the gradient of %s is %s, central differences say %s (bound %.3g), seed %d"
              .formatted(one.name(), what, analytic, numeric, bound, seed);
      worst.see(Math.abs(analytic - numeric), bound, () -> found);
      double limit = SETTLED * Math.max(1, Math.max(size, Math.abs(numeric)));
      if (!(truncation <= limit + rounding)) {
        worst.see(truncation, limit, () -> found + ": too near a kink to tell");
      }
    }

    private double difference(String name, double[] direction, double step) {
      return (loss(name, direction, step) - loss(name, direction, -step)) / (2 * step);
    }

    private double loss(String name, double[] direction, double step) {
      HostTensor center = Runs.get(values, name);
      HostTensor moved = HostTensor.allocate(center.spec());
      for (int i = 0; i < direction.length; i++) {
        moved.set(i, center.get(i) + step * direction[i]);
      }
      Map<String, HostTensor> one = new LinkedHashMap<>(Map.of(name, moved));
      Runs.write(executable, store, one);
      executable.run();
      Runs.write(executable, store, Map.of(name, center));
      return executable.read(Projection.LOSS).get(0);
    }
  }
}
