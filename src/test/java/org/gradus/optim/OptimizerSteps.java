package org.gradus.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.check.Tolerance;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Planner;

/** The steps of every optimizer that PyTorch's numbers are known of, on some device. */
public final class OptimizerSteps {
  private static final int RATES = 3;
  private static final int HALF = 10; // steps at the first rate; then it is a quarter of it

  private final Device device;
  private final DType dtype;
  private final Fixture fixture = Fixture.load("optimizers_f64");

  private OptimizerSteps(Device device, DType dtype) {
    this.device = device;
    this.dtype = dtype;
  }

  /** Prints what is wrong on the device named, in F32, and then how many cases there are. */
  public static void main(String[] names) {
    try (Device device = Devices.open(names[0])) {
      List<String> faults = faults(device, DType.F32);
      faults.forEach(System.out::println);
      System.out.println(Fixture.load("optimizers_f64").objects("cases").size() + " cases");
    }
  }

  /** What is wrong on a device, a line for each case whose numbers are too far from PyTorch's. */
  static List<String> faults(Device device, DType dtype) {
    OptimizerSteps steps = new OptimizerSteps(device, dtype);
    List<String> faults = new ArrayList<>();
    for (Fixture one : steps.fixture.objects("cases")) {
      steps.fault(one, faults);
    }
    return faults;
  }

  /** The optimizer that a case is about. */
  static Optimizer optimizer(Fixture one) {
    double lr = one.number("settings/lr");
    double decay = number(one, "weight_decay", 0);
    double momentum = number(one, "momentum", 0);
    double epsilon = number(one, "eps", 0);
    double beta1 = one.object("settings").has("betas") ? one.numbers("settings/betas")[0] : 0;
    double beta2 = one.object("settings").has("betas") ? one.numbers("settings/betas")[1] : 0;
    boolean centred = one.object("settings").has("centered");
    return switch (one.text("name")) {
      case "sgd" -> new Sgd(lr, decay);
      case "sgd_decoupled" -> new Sgd(lr, decay).decoupled();
      case "momentum" -> new Momentum(lr, momentum, false, decay);
      case "nesterov" -> new Momentum(lr, momentum, true, decay);
      case "classical_momentum", "classical_momentum_decay" ->
          new ClassicalMomentum(lr, momentum, decay);
      case "normalised" -> new NormalisedGradient(lr, decay);
      case "adagrad", "adagrad_decay" -> new Adagrad(lr, epsilon, decay);
      case "adadelta", "adadelta_decay" ->
          new Adadelta(lr, one.number("settings/rho"), epsilon, decay);
      case "rmsprop", "rmsprop_momentum", "rmsprop_centred", "rmsprop_centred_momentum" ->
          new RmsProp(lr, one.number("settings/alpha"), epsilon, momentum, centred, decay);
      case "adam" -> new Adam(lr, beta1, beta2, epsilon, decay);
      case "amsgrad" -> new AmsGrad(lr, beta1, beta2, epsilon, decay);
      case "adamw" -> new AdamW(lr, beta1, beta2, epsilon, decay);
      case "nadam", "nadam_decay" ->
          new NAdam(lr, beta1, beta2, epsilon, one.number("settings/momentum_decay"), decay);
      case "lion" -> new Lion(lr, beta1, beta2, decay);
      case "adam_clip_norm" -> new Adam(lr, beta1, beta2, epsilon, decay).clip(Clipping.norm(2));
      case "sgd_clip_norm" -> new Sgd(lr, decay).clip(Clipping.norm(2));
      case "sgd_clip_by_norm" -> new Sgd(lr, decay).clip(Clipping.byNorm(3.5));
      case "sgd_clip_value" -> new Sgd(lr, decay).clip(Clipping.value(0.5));
      case "momentum_clip_both" ->
          new Momentum(lr, momentum, false, decay).clip(Clipping.norm(3).andValue(0.5));
      case "adamw_no_decay_on_vectors" ->
          new AdamW(lr, beta1, beta2, epsilon, decay)
              .groups(ParameterGroup.vectors().withoutDecay());
      case "momentum_groups" ->
          new Momentum(lr, momentum, false, decay)
              .groups(ParameterGroup.named("0.w*").withRate(0.5).withDecay(2));
      default -> throw new AssertionError("no optimizer for " + one.text("name"));
    };
  }

  private static double number(Fixture one, String setting, double otherwise) {
    return one.object("settings").has(setting) ? one.number("settings/" + setting) : otherwise;
  }

  private void fault(Fixture one, List<String> faults) {
    Optimizer optimizer = optimizer(one);
    double[] gradients = fixture.values("gradients").data();
    double[] after = one.values("parameters_after_each_step").data();
    try (Run run = new Run(optimizer, fixture.values("initial").data())) {
      for (int step = 0; step * Run.SIZE < gradients.length; step++) {
        int at = step * Run.SIZE;
        double rate = step < HALF ? optimizer.lr() : optimizer.lr() / 4;
        run.step(Arrays.copyOfRange(gradients, at, at + Run.SIZE), rate, step);
        double[] expected = Arrays.copyOfRange(after, at, at + Run.SIZE);
        double[] actual = run.parameters();
        double bound = bound(expected, step + 1);
        for (int i = 0; i < Run.SIZE; i++) {
          double error = Math.abs(expected[i] - actual[i]);
          if (!(error <= bound)) {
            faults.add(
                "%s in %s on %s: step %d, parameter %d is %s, not %s (off by %.3g, bound %.3g)"
                    .formatted(
                        one.text("name"),
                        dtype,
                        device.info(),
                        step,
                        i,
                        actual[i],
                        expected[i],
                        error,
                        bound));
            return;
          }
        }
      }
    }
  }

  /** What the catalogue allows an optimizer's step, once for each step done. */
  private double bound(double[] expected, int steps) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    return steps * Tolerance.ROUNDINGS * dtype.epsilon() * Math.max(1, largest);
  }

  /** One optimizer over the fixture's three parameters. */
  private final class Run implements AutoCloseable {
    static final int SIZE = 12;

    private static final int[] SIZES = {8, 2, 2};

    private final Variables variables = new Variables();
    private final List<Variable> parameters;
    private final int length;
    private final VariableStore store;
    private final Executable executable;

    Run(Optimizer optimizer, double[] initial) {
      parameters = List.of(declare("0.weight", 2, 4), declare("0.bias", 2), declare("1.weight", 2));
      length = variables.pack().spec().shape().intSize();
      Graph graph = new Graph(variables);
      Tensor gradient = graph.input("gradient", dtype, length);
      GuardedGradient guarded = optimizer.guard(gradient);
      optimizer.write(
          graph,
          guarded,
          graph.input("rates", dtype, RATES),
          graph.input("step", DType.I32),
          guarded.finite());
      store = device.allocate(variables);
      executable = device.load(Planner.plan(graph, device.capabilities().memory()), store);
      int at = 0;
      for (Variable parameter : parameters) {
        int size = parameter.spec().shape().intSize();
        HostTensor values = HostTensor.allocate(parameter.spec());
        store.write(parameter, values.fill(Arrays.copyOfRange(initial, at, at + size)));
        at += size;
      }
    }

    private Variable declare(String name, int... dims) {
      return variables.declare(name, TensorSpec.of(dtype, dims), Role.PARAMETER, Initial.ZEROS);
    }

    void step(double[] gradient, double rate, int step) {
      double[] flat = new double[length];
      int at = 0;
      for (int i = 0; i < SIZES.length; i++) {
        System.arraycopy(gradient, at, flat, i * Variables.ALIGNMENT, SIZES[i]);
        at += SIZES[i];
      }
      double[] rates = new double[RATES];
      Arrays.fill(rates, Double.NaN);
      rates[step % RATES] = rate;
      executable.write("gradient", host(flat));
      executable.write("rates", host(rates));
      executable.write("step", HostTensor.of(Shape.SCALAR, step));
      executable.run();
    }

    private HostTensor host(double[] values) {
      return HostTensor.allocate(TensorSpec.of(dtype, values.length)).fill(values);
    }

    double[] parameters() {
      double[] all = new double[SIZE];
      int at = 0;
      for (Variable parameter : parameters) {
        double[] values = store.read(parameter).toDoubles();
        System.arraycopy(values, 0, all, at, values.length);
        at += values.length;
      }
      return all;
    }

    @Override
    public void close() {
      executable.close();
      store.close();
    }
  }
}
