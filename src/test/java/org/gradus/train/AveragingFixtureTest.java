package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.pass.Precision;
import org.gradus.schedule.Schedule;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Averages of given weights, and statistics of given samples, beside PyTorch's. */
final class AveragingFixtureTest {
  private static final Fixture PYTORCH = Fixture.load("averages_f32");
  private static final int STEPS = 12;
  private static final int SIZE = 20;
  private static final int FEATURES = 3;

  /** A few roundings of values of about 1, one for each step. */
  private static final double ROUNDINGS = STEPS * 0x1p-23;

  static Stream<String> devices() {
    if (!OpenClDevice.isThere()) {
      System.out.println("SKIPPED AveragingFixtureTest on opencl: " + OpenClDevice.remedy());
      return Stream.of("cpu");
    }
    return Stream.of("cpu", "opencl");
  }

  @ParameterizedTest
  @MethodSource("devices")
  void averagesAreThoseOfPyTorch(String device) {
    Ema ema = Averaging.ema(PYTORCH.number("decay")).uncorrected();
    check(device, "ema", ema.rates(STEPS));
    check(device, "swa", step -> 1.0 / (step + 1));
  }

  private static void check(String name, String rule, Schedule rates) {
    float[] weights = PYTORCH.values("weights").floats();
    double[] expected = PYTORCH.values(rule).data();
    Variables variables = new Variables();
    Variable weight =
        variables.declare("w", TensorSpec.of(DType.F32, SIZE), Role.PARAMETER, Initial.ZEROS);
    Variable average = ParameterAverage.declare(variables);
    try (Device device = Devices.open(name);
        VariableStore store = device.allocate(variables);
        Executable move = device.compile(ParameterAverage.once(variables), store)) {
      store.initialize(1);
      for (int step = 0; step < STEPS; step++) {
        float[] now = new float[SIZE];
        System.arraycopy(weights, step * SIZE, now, 0, SIZE);
        store.write(weight, HostTensor.of(Shape.of(SIZE), now));
        move.write("rate", HostTensor.of(Shape.of(1), (float) rates.rate(step)));
        move.run();
        HostTensor found = store.read(average);
        for (int i = 0; i < SIZE; i++) {
          String where = "%s on %s, step %d, element %d".formatted(rule, name, step, i);
          assertEquals(expected[step * SIZE + i], found.get(i), ROUNDINGS, where);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void statisticsAreThoseOfPyTorch(String name) {
    float[] samples = PYTORCH.values("samples").floats();
    Dataset data =
        Dataset.ofFloats("samples", samples, Shape.of(FEATURES), new int[SIZE], List.of("one"));
    Scaling raw = Scaling.fit(Scaling.Kind.RAW, data);
    Model model = new Model(new BatchNorm(), Shape.of(FEATURES), 1);
    StatisticsPass pass =
        new StatisticsPass(model, Batches.evaluation(data, raw, 5), Intake.SCALED, Precision.F32);
    try (Device device = Devices.open(name);
        VariableStore store = device.allocate(model.variables())) {
      store.initialize(1);
      for (int time = 0; time < 2; time++) { // what was there before does not matter
        pass.run(device, store);
        for (String statistic : List.of("running_mean", "running_var")) {
          HostTensor found = store.read(model.variables().get(statistic));
          double[] expected = PYTORCH.values(statistic).data();
          for (int i = 0; i < FEATURES; i++) {
            assertEquals(expected[i], found.get(i), 1e-6 * Math.abs(expected[i]), statistic);
          }
        }
      }
    }
  }
}
