package org.gradus.opencl;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** This machine's memory, which a device that is a processor takes its own from. */
final class HostMemory {
  /** Stands for a size that the system does not tell. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private static final Path TOLD = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

  private HostMemory() {}

  /** All of it, or what a container may have of it. */
  static long total() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : UNKNOWN;
  }

  /** What programs can still be given without swapping, as Linux tells. */
  static long available() {
    try {
      return available(Files.readString(TOLD));
    } catch (IOException e) {
      return UNKNOWN; // another system
    }
  }

  /** The same by the text of {@code /proc/meminfo}. */
  static long available(String told) {
    Matcher line = AVAILABLE.matcher(told);
    return line.find() ? Long.parseLong(line.group(1)) << 10 : UNKNOWN;
  }
}
