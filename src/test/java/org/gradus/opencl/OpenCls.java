package org.gradus.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.TreeMap;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.Staging;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Work;
import org.gradus.graph.Origin;
import org.gradus.op.Elementwise;
import org.gradus.op.UnaryKind;
import org.gradus.plan.Step;

/** Drivers, launches and copies for tests. */
final class OpenCls {
  static final BinaryCache NO_CACHE = new BinaryCache(null);

  /** Adds a number to each of n floats, in place. */
  static final String ADD =
      """
      __kernel void add(__global float *x_base, const long x_at, const long n, const float a) {
        const long i = get_global_id(0);
        if (i < n) x_base[x_at + i] += a;
      }
      """;

  private static final Step STEP =
      new Step(
          7,
          new Elementwise.Unary(UnaryKind.RELU),
          List.of(),
          List.of(),
          new Origin("Mnist.java", 41));

  private OpenCls() {}

  /** The first device there is; without one the test is skipped. */
  static FoundDevice device() {
    Installed installed = new Installed();
    List<FoundDevice> devices = installed.devices();
    assumeTrue(!devices.isEmpty(), "there is no OpenCL device: " + installed.remedy());
    return devices.getFirst();
  }

  /** A driver on the first device, for kernels of this text. */
  static OpenClDriver driver(String source) {
    return driver(source, NO_CACHE);
  }

  static OpenClDriver driver(String source, BinaryCache cache) {
    return driver(device(), source, cache);
  }

  static OpenClDriver driver(FoundDevice device, String source, BinaryCache cache) {
    DeviceInfo info = new DeviceInfo("opencl:0", device.description(), device.memoryBytes());
    return new OpenClDriver(device, info, file -> source, cache);
  }

  /** {@code real} as it would be with so much memory. */
  static FoundDevice withMemory(FoundDevice real, long bytes) {
    return new FoundDevice(
        real.platform(),
        real.device(),
        real.platformName(),
        real.platformVersion(),
        real.name(),
        real.version(),
        real.driver(),
        real.gpu(),
        bytes,
        real.traits(),
        real.roundsCorrectly());
  }

  /** A launch of {@link #ADD} over {@code n} floats from element {@code from} of scratch memory. */
  static Launch add(int from, long n, float number) {
    return launch(
        "add",
        Grid.covering(n, 64),
        new Argument.Pointer(new Place(new Region.Scratch(), 4L * from), 4),
        new Argument.Int64(n),
        new Argument.Float32(number));
  }

  static Launch launch(String function, Grid grid, Argument... arguments) {
    Program program = new Program("test", "", new TreeMap<>());
    return new KernelLaunch(
        program.kernel(function), grid, 0, 1, List.of(arguments), STEP, new Work(0, 0));
  }

  static DeviceMemory memory(OpenClDriver driver, long bytes) {
    try {
      return driver.allocate(bytes);
    } catch (OutOfDeviceMemory e) {
      throw new AssertionError(e);
    }
  }

  static float[] read(OpenClDriver driver, DeviceMemory memory, int count) {
    try (Staging staging = driver.stage(4L * count)) {
      driver.download(memory, 0, staging, 4L * count);
      staging.await();
      return staging.segment().toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
