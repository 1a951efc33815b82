package org.gradus.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.PlainKernels;
import org.gradus.cpu.math.Workers;
import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceRank;
import org.gradus.device.Hardware;

/** The CPU: one device that is always there, the reference for all others. */
public final class CpuBackend implements Backend {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** For {@link java.util.ServiceLoader}. */
  public CpuBackend() {}

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public DeviceRank highestRank() {
    return DeviceRank.PROCESSOR;
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(info(Workers.defaultThreads(), FloatKernels.best()));
  }

  @Override
  public String remedy() {
    return "";
  }

  /** Opens the CPU with as many threads as {@code GRADUS_THREADS} says, else as it has cores. */
  @Override
  public Device open(int index) {
    if (index != 0) {
      throw new IllegalArgumentException("cpu: there is device 0 only, not " + index);
    }
    int threads = Workers.defaultThreads();
    FloatKernels kernels = FloatKernels.best();
    return new CpuDevice(info(threads, kernels), new Workers(threads), kernels, false);
  }

  private static DeviceInfo info(int threads, FloatKernels kernels) {
    String loops =
        kernels instanceof PlainKernels
            ? "plain (start with --add-modules jdk.incubator.vector)"
            : kernels.name();
    String description =
        "%s, %d thread%s, %s".formatted(model(), threads, threads == 1 ? "" : "s", loops);
    Hardware hardware = new Hardware(model(), "", 0, false);
    return new DeviceInfo("cpu", description, 0, DeviceRank.PROCESSOR, hardware);
  }

  /** The processor's model as Linux names it, else its architecture. */
  private static String model() {
    String architecture = System.getProperty("os.arch", "unknown processor");
    if (!Files.isReadable(CPU_INFO)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // the name is a courtesy
    }
  }
}
