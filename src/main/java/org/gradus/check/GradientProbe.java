package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/** A model in F64, ready to be asked for derivatives by differences. */
final class GradientProbe implements AutoCloseable {
  /** From 2^-12 down: a smaller step passes by more kinks and costs digits. */
  private static final double[] STEPS = {0x1p-12, 0x1p-16, 0x1p-20, 0x1p-24};

  /** Where truncation is more than this part of the gradient, differences say nothing. */
  private static final double SETTLED = 0x1p-10;

  private final LossGraph model;
  private final long seed;
  private final VariableStore store;
  private final Executable forward;
  private final Map<String, HostTensor> gradients;
  private final Map<String, HostTensor> inputs;
  private final double rounding; // of the scalar

  GradientProbe(Device cpu, LossGraph model, Domain samples, long seed) {
    this.model = model;
    this.seed = seed;
    Graph plain = model.graph(false);
    Graph both = model.graph(true);
    Variables wide = model.model().variables().retyped(DType.F32, DType.F64);
    Plan plan = plan(cpu, plain, wide);
    inputs = Values.retyped(model.values(samples, seed), DType.F32, DType.F64);
    store = cpu.allocate(wide);
    initialize();
    forward = cpu.load(plan, store);
    Runs.write(forward, store, inputs);
    try (Executable backward = cpu.load(plan(cpu, both, wide), store)) {
      gradients = Runs.run(backward, store, inputs);
    }
    int longest =
        plan.steps().stream().mapToInt(step -> StepBound.of(step).length()).max().orElse(1);
    double terms = Runs.get(gradients, LossGraph.SIZE).get(0);
    rounding = Tolerance.of(DType.F64, longest).times(plan.steps().size()).bound(terms, 0);
  }

  private static Plan plan(Device cpu, Graph graph, Variables wide) {
    Graph typed = Retype.apply(graph, wide, DType.F32, DType.F64);
    return Runs.plan(cpu, typed, cpu.capabilities().memory());
  }

  /** First values, moved so that none of those that begin at 0 is at a kink. */
  private void initialize() {
    store.initialize(seed);
    RandomStream random = new RandomStream(seed, Streams.of("check/model/moved"));
    for (Variable parameter : store.variables().role(Role.PARAMETER)) {
      HostTensor values = store.read(parameter);
      HostTensor moves = HostTensor.allocate(parameter.spec());
      Domain.magnitudes(0.01, 0.1).fill(random, moves);
      for (int i = 0; i < values.size(); i++) {
        values.set(i, (float) (values.get(i) + moves.get(i))); // of few bits: steps are exact
      }
      store.write(parameter, values);
    }
  }

  /** All tensors' derivatives, along random signs and of so many elements. */
  List<GradCheckReport.Row> rows(int elements) {
    List<GradCheckReport.Row> rows = new ArrayList<>();
    for (String name : model.names()) {
      double[] gradient = Runs.get(gradients, LossGraph.gradient(name)).toDoubles();
      Comparisons all = new Comparisons(name, gradient);
      RandomStream random = new RandomStream(seed, Streams.of("check/model/signs/" + name));
      double[] signs = new double[gradient.length];
      for (int i = 0; i < signs.length; i++) {
        signs[i] = random.nextInt(2) == 0 ? 1 : -1;
      }
      all.compare("along random signs", signs);
      int[] order = random.permutation(gradient.length);
      for (int i = 0; i < Math.min(elements, order.length); i++) {
        double[] unit = new double[gradient.length];
        unit[order[i]] = 1;
        all.compare("element " + order[i], unit);
      }
      rows.add(all.row());
    }
    return rows;
  }

  private double loss(String name, double[] direction, double step) {
    HostTensor center = name.equals(Model.INPUT) ? Runs.get(inputs, name) : parameter(name);
    HostTensor moved = HostTensor.allocate(center.spec());
    for (int i = 0; i < direction.length; i++) {
      moved.set(i, center.get(i) + step * direction[i]);
    }
    Runs.write(forward, store, Map.of(name, moved));
    forward.run();
    Runs.write(forward, store, Map.of(name, center));
    return forward.read(LossGraph.LOSS).get(0);
  }

  private HostTensor parameter(String name) {
    return store.read(store.variables().get(name));
  }

  @Override
  public void close() {
    forward.close();
    store.close();
  }

  /** The derivatives of one tensor as they are compared. */
  private final class Comparisons {
    private final String name;
    private final double[] gradient;
    private int compared;
    private int undecided;
    private double relative;
    private @Nullable Derivative worst;

    Comparisons(String name, double[] gradient) {
      this.name = name;
      this.gradient = gradient;
    }

    void compare(String what, double[] direction) {
      double graph = 0;
      double size = 0;
      for (int i = 0; i < direction.length; i++) {
        graph += direction[i] * gradient[i];
        size += Math.abs(direction[i] * gradient[i]);
      }
      Derivative wrong = null;
      for (double step : STEPS) {
        Derivative one = derivative(what, graph, size, direction, step);
        if (step < STEPS[0] && !one.tells()) {
          break;
        }
        if (one.settled() && one.ratio() <= 1) {
          see(one);
          return;
        }
        // A kink next to the element leaves a smaller step in peace, a wrong gradient stays wrong.
        wrong = wrong == null && one.settled() ? one : wrong;
      }
      if (wrong == null) {
        undecided++;
      } else {
        see(wrong);
      }
    }

    private Derivative derivative(
        String what, double graph, double size, double[] direction, double step) {
      double near = difference(direction, step);
      double far = difference(direction, 2 * step);
      double numeric = (4 * near - far) / 3;
      double rounded = rounding / step + Tolerance.of(DType.F64, 1).bound(size, 0);
      return new Derivative(what, graph, numeric, Math.abs(near - far) / 3, rounded);
    }

    private void see(Derivative one) {
      compared++;
      relative = Math.max(relative, one.relative());
      if (worst == null || one.ratio() > worst.ratio()) {
        worst = one;
      }
    }

    private double difference(double[] direction, double step) {
      return (loss(name, direction, step) - loss(name, direction, -step)) / (2 * step);
    }

    GradCheckReport.Row row() {
      Derivative one = worst == null ? Derivative.NONE : worst;
      boolean passed = gradient.length == 0 || (compared > 0 && one.ratio() <= 1);
      return new GradCheckReport.Row(
          name,
          Runs.get(gradients, LossGraph.gradient(name)).spec().shape(),
          compared,
          undecided,
          relative,
          one.what(),
          one.analytic(),
          one.numeric(),
          one.bound(),
          passed);
    }
  }

  /**
   * A derivative as the graph and as differences have it.
   *
   * @param truncation what the extrapolation took off
   * @param rounding of the differences
   */
  private record Derivative(
      String what, double analytic, double numeric, double truncation, double rounding) {
    static final Derivative NONE = new Derivative("none", 0, 0, 0, 0);

    double bound() {
      return truncation + rounding;
    }

    private double larger() {
      return Math.max(Math.abs(analytic), Math.abs(numeric));
    }

    /** Whether differences of this and of twice the step agree; NaN is wrong at any step. */
    boolean settled() {
      return !(truncation > SETTLED * Math.abs(numeric) + rounding);
    }

    /** Whether rounding leaves enough digits to tell right from wrong. */
    boolean tells() {
      return rounding <= SETTLED * larger();
    }

    double relative() {
      double error = Math.abs(analytic - numeric);
      return larger() <= bound() ? 0 : error / larger();
    }

    /** The error over its bound; infinite for NaN. */
    double ratio() {
      double error = Math.abs(analytic - numeric);
      if (Double.isNaN(error)) {
        return Double.POSITIVE_INFINITY;
      }
      return error == 0 ? 0 : error / bound();
    }
  }
}
