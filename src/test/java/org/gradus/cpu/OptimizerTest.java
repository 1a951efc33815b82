package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Optimizer steps against PyTorch's, with the learning rate from a table. */
class OptimizerTest {
  private static final int RATES = 3;

  private final Device device = Cpus.fast(2);

  /** One optimizer over a vector of parameters "w" with slots "m" and "v". */
  private final class Run implements AutoCloseable {
    private final Variables variables = new Variables();
    private final VariableStore store;
    private final Executable executable;
    private final DType dtype;

    Run(Update update, DType dtype, int n) {
      this.dtype = dtype;
      TensorSpec spec = TensorSpec.of(dtype, n);
      for (String name : new String[] {"w", "m", "v"}) {
        variables.declare(name, spec, Role.SLOT, Initial.ZEROS);
      }
      Graph graph = new Graph(variables);
      graph.update(
          update,
          graph.input("gradient", spec),
          graph.input("rates", dtype, RATES),
          graph.input("step", DType.I32),
          graph.constant(1, dtype),
          graph.input("ok", DType.U8));
      store = device.allocate(variables);
      executable = device.load(Planner.plan(graph, MemoryModel.ARRAYS), store);
    }

    void step(double[] gradient, double rate, int step, boolean ok) {
      double[] rates = {Double.NaN, Double.NaN, Double.NaN};
      rates[step % RATES] = rate;
      executable.write("gradient", host(gradient));
      executable.write("rates", host(rates));
      executable.write("step", HostTensor.of(Shape.SCALAR, step));
      executable.write("ok", HostTensor.of(Shape.SCALAR, (byte) (ok ? 1 : 0)));
      executable.run();
    }

    HostTensor host(double[] values) {
      return HostTensor.allocate(TensorSpec.of(dtype, values.length)).fill(values);
    }

    void write(String name, double[] values) {
      store.write(variables.get(name), host(values));
    }

    double[] read(String name) {
      Variable variable = variables.get(name);
      return store.read(variable).toDoubles();
    }

    @Override
    public void close() {
      executable.close();
      store.close();
    }
  }

  private void check(Fixture fixture, Fixture one, Update update, DType dtype) {
    double[] initial = fixture.values("initial").data();
    double[] gradients = fixture.values("gradients").data();
    double[] after = one.values("parameters_after_each_step").data();
    int n = initial.length;
    try (Run run = new Run(update, dtype, n)) {
      run.write("w", initial);
      for (int step = 0; step * n < gradients.length; step++) {
        double[] gradient = Arrays.copyOfRange(gradients, step * n, (step + 1) * n);
        run.step(gradient, one.number("settings/lr"), step, true);
        double[] expected = Arrays.copyOfRange(after, step * n, (step + 1) * n);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        double tolerance = 64 * dtype.epsilon() * Math.max(1, largest);
        assertArrayEquals(expected, run.read("w"), tolerance, one.text("name") + " step " + step);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void adamAndAdamW(DType dtype) {
    Fixture fixture = Fixture.load("adam_" + dtype);
    for (Fixture one : fixture.objects("cases")) {
      double[] betas = one.numbers("settings/betas");
      Update adam =
          Update.Optimize.plain(
              "w",
              List.of("m", "v"),
              new UpdateRule.Adam(betas[0], betas[1], one.number("settings/eps"), false),
              one.text("optimizer").equals("AdamW"),
              one.number("settings/weight_decay"));
      check(fixture, one, adam, dtype);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void sgdAndMomentum(DType dtype) {
    Fixture fixture = Fixture.load("sgd_f64");
    for (Fixture one : fixture.objects("cases")) {
      double decay = number(one, "weight_decay");
      double momentum = number(one, "momentum");
      boolean nesterov = one.text("name").startsWith("nesterov");
      Update update =
          momentum == 0
              ? sgd(decay)
              : Update.Optimize.plain(
                  "w",
                  List.of("v"),
                  new UpdateRule.Momentum(momentum, nesterov ? Form.NESTEROV : Form.PLAIN),
                  false,
                  decay);
      check(fixture, one, update, dtype);
    }
  }

  private static Update sgd(double decay) {
    return Update.Optimize.plain("w", List.of(), new UpdateRule.Sgd(), false, decay);
  }

  private static Update adam(double beta2, double epsilon, boolean decoupled, double decay) {
    UpdateRule rule = new UpdateRule.Adam(0.9, beta2, epsilon, false);
    return Update.Optimize.plain("w", List.of("m", "v"), rule, decoupled, decay);
  }

  private static double number(Fixture one, String setting) {
    return one.object("settings").has(setting) ? one.number("settings/" + setting) : 0;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64", "BF16"})
  void nothingChangesWhereTheFlagIsZero(DType dtype) {
    Update adam = adam(0.99, 1e-8, true, 0.1);
    try (Run run = new Run(adam, dtype, 3)) {
      run.write("w", new double[] {1, 2, 3});
      run.write("m", new double[] {0.5, 0.25, 4});
      run.step(new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY}, 0.1, 0, false);
      assertArrayEquals(new double[] {1, 2, 3}, run.read("w"));
      assertArrayEquals(new double[] {0.5, 0.25, 4}, run.read("m"));
      assertArrayEquals(new double[3], run.read("v"));
    }
  }

  @Test
  void parametersOfSixteenBitsAreWidenedAndRoundedOnce() {
    try (Run run = new Run(sgd(0), DType.BF16, 2)) {
      run.write("w", new double[] {1, 256});
      run.step(new double[] {-1, -1}, 0.25, 0, true);
      assertArrayEquals(new double[] {1.25, 256}, run.read("w")); // 256.25 is no bfloat16
    }
  }

  @Test
  void biasCorrectionCountsFromTheStepGiven() {
    Update adam = adam(0.999, 0x1p-40, false, 0);
    try (Run run = new Run(adam, DType.F64, 1)) {
      run.step(new double[] {3}, 0.5, 7, true);
      double mean = 0.1 * 3 / (1 - Math.pow(0.9, 8));
      double square = 0.001 * 9 / (1 - Math.pow(0.999, 8));
      assertEquals(-0.5 * mean / Math.sqrt(square), run.read("w")[0], 1e-11);
    }
  }
}
