package org.gradus.opencl;

import java.util.List;
import java.util.Optional;
import org.gradus.device.Device;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.TunedProducts;

/** The first OpenCL device that is there, whatever it is, given the kernels of a GPU. */
public record AsGpu(FoundDevice device, int units, String tiles) implements Listing {
  /**
   * Opens it as if it had {@code units} multiprocessors; empty if there is no device. Built kernels
   * are not kept: PoCL compiles all kernels of a program to tell its binary, and then again those
   * that are launched, which takes twice as long.
   */
  public static Optional<Device> open(int units) {
    return open(units, "");
  }

  /** As {@link #open(int)}, with matrix products by {@code tiles}, where that is not empty. */
  public static Optional<Device> open(int units, String tiles) {
    return new Installed()
        .devices().stream()
            .findFirst()
            .map(
                found ->
                    new OpenClBackend(new AsGpu(found, units, tiles), OpenCls.NO_CACHE).open(0));
  }

  @Override
  public boolean mayHaveGpu() {
    return true;
  }

  @Override
  public List<FoundDevice> devices() {
    Traits real = device.traits();
    Traits gpu =
        new Traits(false, units, real.maxGroup(), real.localBytes(), real.largestAllocation(), 1)
            .withTuned(TunedProducts.always(tiles));
    return List.of(
        new FoundDevice(
            device.platform(),
            device.device(),
            device.platformName(),
            device.platformVersion(),
            device.name(),
            device.version(),
            device.driver(),
            true,
            device.memoryBytes(),
            gpu,
            device.roundsCorrectly()));
  }

  @Override
  public String remedy() {
    return "";
  }
}
