package org.gradus.gpu;

import org.gradus.device.DeviceException;
import org.gradus.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What kernels say about indices that are out of range: four integers in device memory, which the
 * first that meets one claims. Kernels cannot stop a run, so they go on with NaN, which keeps an
 * optimizer from changing anything; the host asks when it reads results.
 */
final class Faults {
  /** Integers: claimed (0 or 1), index of the step, the bad index, the end of its range. */
  static final int LENGTH = 4;

  private Faults() {}

  /** The error to throw for what was read, or null if all is well. */
  static @Nullable DeviceException of(String device, Plan plan, int[] flags) {
    if (flags[0] == 0) {
      return null;
    }
    return new DeviceException(
        "%s: index %d is out of range [0, %d), in step %s"
            .formatted(device, flags[2], flags[3], plan.steps().get(flags[1])));
  }
}
