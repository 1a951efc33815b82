package org.gradus.opencl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceRank;
import org.gradus.device.Hardware;
import org.gradus.device.Particular;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.TunedFile;
import org.gradus.gpu.launch.KernelSources;

/** The devices that OpenCL drivers offer. */
public final class OpenClBackend implements Backend {
  private final Listing listing;
  private final BinaryCache cache;
  private List<DeviceInfo> listed = List.of();

  /** For {@link java.util.ServiceLoader}. */
  public OpenClBackend() {
    this(new Installed(), new BinaryCache(BinaryCache.folder("opencl", System.getenv())));
  }

  /** Offers what {@code listing} says is there, with kernels kept in {@code cache}. */
  OpenClBackend(Listing listing, BinaryCache cache) {
    this.listing = listing;
    this.cache = cache;
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
    listed = List.copyOf(infos);
    return infos;
  }

  @Override
  public String remedy() {
    return listing.remedy();
  }

  @Override
  public List<Particular> particulars() {
    Set<Particular> particulars = new LinkedHashSet<>();
    for (FoundDevice device : listing.devices()) {
      String method = PoclMethod.describe(device.platformVersion());
      if (!method.isEmpty()) {
        particulars.add(new Particular(PoclMethod.VARIABLE, method, ""));
      }
    }
    particulars.add(new Particular("kernel cache", cache.describe(), cache.remedy()));
    List<FoundDevice> found = listing.devices();
    for (int index = 0; index < found.size(); index++) {
      if (!found.get(index).traits().cpu()) { // on a processor there is but one way to multiply
        particulars.add(TunedFile.describe(info(found.get(index), index), System.getenv()));
      }
    }
    return List.copyOf(particulars);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Devices are listed again. One that is gone since {@link #devices} told of it, or has another
   * in its place, is an error.
   */
  @Override
  public Device open(int index) {
    List<DeviceInfo> before = listed;
    List<FoundDevice> found = listing.devices();
    String id = "opencl:" + index;
    if (index >= found.size()) {
      throw new DeviceException(
          "device '%s' is not there%s: %s"
              .formatted(id, index < before.size() ? " any more" : "", present(found)));
    }
    FoundDevice device = found.get(index);
    DeviceInfo info = info(device, index);
    if (index < before.size() && !before.get(index).equals(info)) {
      throw new DeviceException(
          "device '%s' is not the one that was listed: it was %s, and is %s"
              .formatted(id, before.get(index).description(), info.description()));
    }
    return open(device, info);
  }

  private String present(List<FoundDevice> found) {
    return switch (found.size()) {
      case 0 -> listing.remedy();
      case 1 -> "OpenCL has 1 device";
      default -> "OpenCL has %d devices".formatted(found.size());
    };
  }

  private Device open(FoundDevice device, DeviceInfo info) {
    OpenClDriver driver = new OpenClDriver(device, info, KernelSources::text, cache);
    try {
      return new GpuDevice(driver);
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  private static DeviceInfo info(FoundDevice device, int index) {
    return new DeviceInfo(
        "opencl:" + index,
        device.description(),
        device.memoryBytes(),
        device.gpu() ? DeviceRank.GPU : DeviceRank.PROCESSOR_BY_DRIVER,
        new Hardware(device.name(), device.driver(), 0, false));
  }
}
