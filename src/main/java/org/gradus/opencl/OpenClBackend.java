package org.gradus.opencl;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceRank;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.KernelSources;

/** The devices that OpenCL drivers offer. */
public final class OpenClBackend implements Backend {
  private final Listing listing;

  /** For {@link java.util.ServiceLoader}. */
  public OpenClBackend() {
    this(new Installed());
  }

  /** Offers what {@code listing} says is there. */
  OpenClBackend(Listing listing) {
    this.listing = listing;
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public DeviceRank highestRank() {
    return listing.mayHaveGpu() ? DeviceRank.GPU : DeviceRank.PROCESSOR_BY_DRIVER;
  }

  @Override
  public List<DeviceInfo> devices() {
    List<FoundDevice> found = listing.devices();
    List<DeviceInfo> infos = new ArrayList<>();
    for (int index = 0; index < found.size(); index++) {
      infos.add(info(found.get(index), index));
    }
    return infos;
  }

  @Override
  public String remedy() {
    return listing.remedy();
  }

  @Override
  public Device open(int index) {
    List<FoundDevice> found = listing.devices();
    if (index >= found.size()) {
      throw new DeviceException(
          "device 'opencl:%d' is not there any more: %s"
              .formatted(
                  index, found.isEmpty() ? listing.remedy() : "OpenCL now lists " + found.size()));
    }
    FoundDevice device = found.get(index);
    BinaryCache cache = new BinaryCache(BinaryCache.folder(System.getenv()));
    return new GpuDevice(new OpenClDriver(device, info(device, index), KernelSources::text, cache));
  }

  private static DeviceInfo info(FoundDevice device, int index) {
    return new DeviceInfo(
        "opencl:" + index,
        device.description(),
        device.memoryBytes(),
        device.gpu() ? DeviceRank.GPU : DeviceRank.PROCESSOR_BY_DRIVER);
  }
}
