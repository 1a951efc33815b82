package org.gradus.cuda;

import org.gradus.device.Hardware;
import org.gradus.gpu.launch.Traits;

/**
 * A device that the driver lists.
 *
 * @param ordinal the driver's number of it
 * @param name its model
 * @param major the first number of its compute capability, 9 of 9.0
 * @param minor the second
 * @param memoryBytes its memory
 * @param cacheBytes its L2 cache
 * @param driver the CUDA version the driver supports, such as 13000 for 13.0
 * @param traits what the choice of kernels depends on
 */
record FoundDevice(
    int ordinal,
    String name,
    int major,
    int minor,
    long memoryBytes,
    long cacheBytes,
    int driver,
    Traits traits) {
  /** What the driver in {@code native/emulator} calls its devices. */
  private static final String EMULATOR = "Gradus CUDA emulator";

  /** Whether it is a processor on which the driver of {@code native/emulator} runs kernels. */
  boolean isEmulated() {
    return isEmulator(name);
  }

  /** Whether a device of that name is one of the emulator's. */
  static boolean isEmulator(String name) {
    return name.equals(EMULATOR);
  }

  /** What measurements have to name. */
  Hardware hardware() {
    return new Hardware(name, "CUDA " + Codes.version(driver), cacheBytes, isEmulated());
  }

  /** Model, compute capability, size and driver, for people. */
  String description() {
    return "%s, compute capability %s, %d multiprocessors, driver for CUDA %s"
        .formatted(name, capability(), traits.units(), Codes.version(driver));
  }

  private String capability() {
    return "%d.%d%s".formatted(major, minor, isTooOld() ? " (too old: Gradus needs 8.0)" : "");
  }

  /** Whether it is older than what kernels are made for. */
  boolean isTooOld() {
    return 10 * major + minor < Architectures.OLDEST;
  }

  /** What an image must fit. */
  String abilities() {
    return "the device has compute capability %s and a driver for CUDA %s"
        .formatted(capability(), Codes.version(driver));
  }

  /** Whether kernels that were compiled so run on it. */
  boolean runs(BuildFacts kernels) {
    return driver >= kernels.neededDriver() && kernels.architectures().suits(10 * major + minor);
  }
}
