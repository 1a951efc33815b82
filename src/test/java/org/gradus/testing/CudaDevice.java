package org.gradus.testing;

import org.gradus.device.Backend;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.junit.jupiter.api.Assumptions;

/**
 * The CUDA device of this very process: a GPU, or the emulator if the tests were started on it.
 *
 * <p>Most machines have none; there, tests of CUDA start processes that have {@link CudaEmulator}.
 */
public final class CudaDevice {
  private CudaDevice() {}

  /** What is known of the first device; the test is skipped if there is none. */
  public static DeviceInfo require() {
    Backend cuda =
        Devices.backends().stream()
            .filter(backend -> backend.name().equals("cuda"))
            .findFirst()
            .orElseThrow();
    return cuda.devices().stream()
        .findFirst()
        .orElseGet(() -> Assumptions.abort("no CUDA device in this process: " + cuda.remedy()));
  }
}
