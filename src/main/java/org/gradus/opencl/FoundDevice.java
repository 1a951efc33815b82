package org.gradus.opencl;

import org.gradus.gpu.Bytes;
import org.gradus.gpu.launch.Traits;

/**
 * A device as its driver describes it.
 *
 * @param platform handle of its platform
 * @param device its own handle
 * @param platformName such as {@code Portable Computing Language}
 * @param platformVersion such as {@code OpenCL 3.0 PoCL 3.1}
 * @param name its model
 * @param version the version of OpenCL it implements
 * @param driver the version of its driver
 * @param gpu whether it is a GPU or another accelerator, not a processor
 * @param memoryBytes all its memory
 * @param traits what the choice of kernels depends on
 * @param roundsCorrectly whether it can round quotients and square roots correctly
 */
record FoundDevice(
    long platform,
    long device,
    String platformName,
    String platformVersion,
    String name,
    String version,
    String driver,
    boolean gpu,
    long memoryBytes,
    Traits traits,
    boolean roundsCorrectly) {
  /** Model, platform, versions and size, for people. */
  String description() {
    return "%s, %s, %s, driver %s, %d compute units, %s"
        .formatted(
            name,
            platformName.equals("Portable Computing Language") ? "PoCL" : platformName,
            version.replaceFirst("^(OpenCL [0-9.]+) .*", "$1"),
            driver,
            traits.units(),
            Bytes.describe(memoryBytes));
  }
}
