package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.pass.Retype;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors of functions on an OpenCL device in units in the last place, over ranges wider than the
 * catalogue's; what docs/kernels/elementwise.md says of them.
 */
class FunctionAccuracyTest {
  private static final int COUNT = 1 << 18;

  /** Where the range is all positive floats, by their exponents. */
  private static final String ALL = "all";

  @ParameterizedTest
  @CsvSource({
    "EXP, -104, 89, 1.1",
    "LOG, all, all, 1.0",
    "TANH, -20, 20, 2.5",
    "SIGMOID, -20, 20, 2.5",
    "ERF, -20, 20, 2.5",
    "SOFTPLUS, -20, 20, 2",
    "ELU, -20, 20, 2",
    "SILU, -20, 20, 3.2",
    "SIN, -3, 3, 2",
    "SIN, all, all, 3",
    "COS, all, all, 3",
    "RSQRT, all, all, 2"
  })
  void errorStaysBelow(UnaryKind kind, String low, String high, double most) {
    try (Device device = open();
        Device cpu = Devices.open("cpu")) {
      Graph graph = new Graph();
      TensorSpec spec = TensorSpec.of(DType.F32, COUNT);
      graph.output("y", graph.input("x", spec).unary(kind, 1));
      Map<String, HostTensor> x = Map.of("x", arguments(spec, low, high));
      HostTensor actual = Runs.get(Runs.run(device, graph, x), "y");
      Graph wide = Retype.apply(graph, DType.F32, DType.F64);
      HostTensor exact = Runs.get(Runs.run(cpu, wide, Values.widened(x)), "y");
      double worst = 0;
      for (int i = 0; i < COUNT; i++) {
        worst = Math.max(worst, error(actual.get(i), exact.get(i)));
      }
      assertTrue(worst <= most, kind + " is off by " + worst + " ulp");
    }
  }

  private static Device open() {
    try {
      return Devices.open("opencl");
    } catch (DeviceException e) {
      return abort("no OpenCL device: " + e.getMessage());
    }
  }

  private static HostTensor arguments(TensorSpec spec, String low, String high) {
    RandomStream random = new RandomStream(CheckOptions.SEED, Streams.of("test/arguments"));
    HostTensor x = HostTensor.allocate(spec);
    for (int i = 0; i < COUNT; i++) {
      double between = random.nextDouble();
      x.set(
          i,
          low.equals(ALL)
              ? Math.pow(2, -140 + 267 * between)
              : Double.parseDouble(low)
                  + (Double.parseDouble(high) - Double.parseDouble(low)) * between);
    }
    return x;
  }

  /**
   * In units in the last place of the nearest float; 0 if that is infinite and so is the result.
   */
  private static double error(double actual, double exact) {
    float nearest = (float) exact;
    if (Float.isInfinite(nearest)) {
      return actual == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(actual - exact) / Math.ulp(nearest);
  }
}
