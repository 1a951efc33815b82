package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dropout on OpenCL devices keeps the elements that the CPU keeps, for every seed and step. */
class DropoutMaskTest {
  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 31, 1021, 1024, 1025, 4099, 100_003};
  private static final long[] SEEDS = {0, 1, -1, 0x1234_5678_9ABC_DEF0L};
  private static final int[] STREAMS = {0, 17, -5};
  private static final int[] STEPS = {0, 1, 2_000_000_000, -1};
  private static final double[] RATES = {0, 0.1, 0.5, 0.999};

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16", "F16"})
  void keepsWhatTheCpuKeeps(DType dtype) {
    OpenCls.device();
    try (Device device = Devices.open("opencl:0")) {
      compare(device, dtype);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16", "F16"})
  void keepsTheSameWithTheKernelsOfGpus(DType dtype) {
    Optional<Device> opened = AsGpu.open(4);
    assumeTrue(opened.isPresent(), "no OpenCL device is installed");
    try (Device device = opened.orElseThrow()) {
      compare(device, dtype);
    }
  }

  @Test
  void dropsNotANumberToo() {
    OpenCls.device();
    try (Device device = Devices.open("opencl:0")) {
      HostTensor x = HostTensor.allocate(TensorSpec.of(DType.F32, 4096));
      for (int i = 0; i < x.size(); i++) {
        x.set(i, Double.NaN);
      }
      double[] kept = run(device, new Mask(0.5, 1, 2), x, 3);
      double[] expected = new double[kept.length];
      int dropped = 0;
      for (int i = 0; i < kept.length; i++) {
        expected[i] = kept[i] == 0 ? 0 : Double.NaN;
        dropped += kept[i] == 0 ? 1 : 0;
      }
      assertArrayEquals(expected, kept);
      assertEquals(2048, dropped, 150); // four and a half standard deviations
    }
  }

  private record Mask(double rate, long seed, int stream) {}

  private static void compare(Device device, DType dtype) {
    int turn = 0;
    try (Device cpu = Devices.open("cpu")) {
      for (int size : SIZES) {
        for (long seed : SEEDS) {
          turn++;
          Mask mask = new Mask(RATES[turn % RATES.length], seed, STREAMS[turn % STREAMS.length]);
          HostTensor x = HostTensor.allocate(TensorSpec.of(dtype, size));
          for (int i = 0; i < size; i++) {
            x.set(i, 1 + i % 5);
          }
          int step = STEPS[turn / 3 % STEPS.length];
          assertArrayEquals(
              run(cpu, mask, x, step),
              run(device, mask, x, step),
              () -> "%s of %d, step %d".formatted(mask, size, step));
        }
      }
    }
  }

  private static double[] run(Device device, Mask mask, HostTensor x, int step) {
    Graph graph = new Graph();
    Tensor input = graph.input("x", x.spec().dtype(), x.spec().shape().intSize());
    Tensor counter = graph.input("step", TensorSpec.of(DType.I32));
    graph.output("y", input.dropout(mask.rate(), mask.seed(), mask.stream(), counter));
    HostTensor steps = HostTensor.allocate(TensorSpec.of(DType.I32));
    steps.set(0, step);
    try (VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      executable.write("x", x);
      executable.write("step", steps);
      executable.run();
      return executable.read("y").toDoubles();
    }
  }
}
