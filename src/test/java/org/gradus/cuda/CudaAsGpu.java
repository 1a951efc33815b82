package org.gradus.cuda;

import java.util.List;
import java.util.Optional;
import org.gradus.device.Device;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.TunedProducts;

/** The first CUDA device of this process, for which kernels are chosen as for another. */
public final class CudaAsGpu {
  private CudaAsGpu() {}

  /**
   * Opens it as if it had {@code units} multiprocessors and computed matrix products by {@code
   * tiles}, where that is not empty; empty if there is no device.
   */
  public static Optional<Device> open(int units, String tiles) {
    CudaBackend backend = new CudaBackend();
    List<FoundDevice> found = new Installed().devices();
    if (found.isEmpty() || found.getFirst().isTooOld()) {
      return Optional.empty();
    }
    CudaDriver driver =
        new CudaDriver(
            as(found.getFirst(), units, tiles), backend.devices().getFirst(), true, false);
    return Optional.of(new GpuDevice(driver));
  }

  private static FoundDevice as(FoundDevice device, int units, String tiles) {
    Traits real = device.traits();
    return new FoundDevice(
        device.ordinal(),
        device.name(),
        device.major(),
        device.minor(),
        device.memoryBytes(),
        device.cacheBytes(),
        device.driver(),
        new Traits(
                real.cpu(),
                units,
                real.maxGroup(),
                real.localBytes(),
                real.largestAllocation(),
                real.lanes())
            .withTuned(TunedProducts.always(tiles)));
  }
}
