package org.gradus.check;

import java.util.Arrays;
import java.util.Optional;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.random.RandomStream;

/** Holds a device's noise against the CPU's, bit for bit. */
final class NoiseBits {
  private static final int[] SIZES = {1, 2, 3, 5, 8, 31, 1021, 1025, 4099, 50_003};
  private static final long[] SEEDS = {0, -1, 0x1234_5678_9ABC_DEF0L};
  private static final int[] STREAMS = {0, 17, -5};
  private static final int[] STEPS = {0, 1, 2_000_000_000, -1};
  private static final double[] SIGMAS = {0.1, 1, 1e-3, 7};

  private NoiseBits() {}

  /** Exits with 1 if the device named differs. */
  public static void main(String[] arguments) {
    try (Device device = Devices.open(arguments[0])) {
      Optional<String> difference = difference(device);
      IO.println(difference.orElse("the same bits"));
      System.exit(difference.isPresent() ? 1 : 0);
    }
  }

  /** The first tensor that has other bits than on the CPU. */
  static Optional<String> difference(Device device) {
    int turn = 0;
    try (Device cpu = Devices.plain("cpu")) {
      for (DType dtype : new DType[] {DType.F32, DType.BF16, DType.F16}) {
        for (int size : SIZES) {
          for (long seed : SEEDS) {
            turn++;
            Noise noise = new Noise(SIGMAS[turn % 4], seed, STREAMS[turn / 2 % 3], turn % 5 == 0);
            HostTensor x = HostTensor.allocate(TensorSpec.of(dtype, size));
            Domain.normal().fill(new RandomStream(seed, turn), x);
            int step = STEPS[turn / 3 % 4];
            if (!Arrays.equals(run(cpu, noise, x, step), run(device, noise, x, step))) {
              return Optional.of("%s of %s, step %d".formatted(noise, x.spec(), step));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Of the elements from the second on where {@code slice} is set: no vector begins there. */
  private record Noise(double sigma, long seed, int stream, boolean slice) {}

  private static double[] run(Device device, Noise noise, HostTensor x, int step) {
    Graph graph = new Graph();
    Tensor input = graph.input("x", x.spec().dtype(), x.spec().shape().intSize());
    Tensor counter = graph.input("step", TensorSpec.of(DType.I32));
    Tensor from = noise.slice && x.size() > 1 ? input.slice(0, 1, x.size()) : input;
    graph.output("y", from.gaussianNoise(noise.sigma, noise.seed, noise.stream, counter));
    HostTensor steps = HostTensor.allocate(TensorSpec.of(DType.I32));
    steps.set(0, step);
    try (var store = device.allocate(graph.variables());
        var executable = device.compile(graph, store)) {
      executable.write("x", x);
      executable.write("step", steps);
      executable.run();
      return executable.read("y").toDoubles();
    }
  }
}
