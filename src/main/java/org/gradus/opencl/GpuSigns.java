package org.gradus.opencl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether a GPU could be on this machine, seen from its files alone, which takes microseconds. */
final class GpuSigns {
  /** What Linux shows of GPUs: NVIDIA's, AMD's, Windows' below WSL, ARM's, and any that draws. */
  private static final List<String> DEVICES =
      List.of("/dev/nvidiactl", "/dev/kfd", "/dev/dxg", "/dev/mali0", "/dev/dri/renderD128");

  private GpuSigns() {}

  /** Whether the machine shows a GPU; always true where the system does not show them as files. */
  static boolean seen() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return !linux || DEVICES.stream().anyMatch(file -> Files.exists(Path.of(file)));
  }
}
