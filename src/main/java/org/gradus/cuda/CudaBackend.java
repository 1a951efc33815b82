package org.gradus.cuda;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceOptions;
import org.gradus.device.DeviceRank;
import org.gradus.device.Particular;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.TunedFile;

/** NVIDIA's GPUs. */
public final class CudaBackend implements Backend {
  /** Set to 0, each kernel is launched by itself instead of as part of a recorded graph. */
  private static final String GRAPHS = "GRADUS_CUDA_GRAPHS";

  private final Installed installed = new Installed();

  /** For {@link java.util.ServiceLoader}. */
  public CudaBackend() {}

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public DeviceRank highestRank() {
    return CudaLibrary.isThere() ? DeviceRank.GPU_BY_VENDOR : DeviceRank.PROCESSOR_BY_DRIVER;
  }

  @Override
  public List<DeviceInfo> devices() {
    List<DeviceInfo> infos = new ArrayList<>();
    installed.devices().forEach(device -> infos.add(info(device)));
    return infos;
  }

  @Override
  public String remedy() {
    return installed.remedy();
  }

  @Override
  public String reservation() {
    if (!CudaLibrary.isThere()) {
      return "NVIDIA's driver is not here";
    }
    List<FoundDevice> found = installed.devices();
    if (found.isEmpty()) {
      return installed.remedy();
    }
    FoundDevice first = found.getFirst();
    if (first.isTooOld()) {
      return first.abilities();
    }
    return first.isEmulated()
        ? "it is the emulator, which is only taken when asked for: --device cuda"
        : "kernels: %s; %s".formatted(KernelImages.facts(), first.abilities());
  }

  @Override
  public List<Particular> particulars() {
    List<Particular> particulars = new ArrayList<>();
    if (CudaLibrary.isThere()) {
      String problem = CudaLibrary.problem();
      particulars.add(
          problem.isEmpty()
              ? new Particular("JCuda", "its library loads", "")
              : new Particular("JCuda", problem, "train on another device: --device cpu"));
      if (problem.isEmpty()) {
        particulars.add(cublas(CublasLibrary.loaded()));
      }
    }
    boolean emulated = installed.devices().stream().anyMatch(FoundDevice::isEmulated);
    String own = emulated ? "the emulator has its own and needs no others; for GPUs: " : "";
    particulars.add(new Particular("kernels", own + KernelImages.facts(), ""));
    devices().forEach(each -> particulars.add(TunedFile.describe(each, System.getenv())));
    return particulars;
  }

  private static Particular cublas(CublasLibrary library) {
    if (library.problem().isEmpty()) {
      String use = "--gemm cublas multiplies by it; auto does not, as nothing was measured yet";
      return new Particular("cuBLAS", "%s; %s".formatted(library, use), "");
    }
    return library.origin().isEmpty()
        ? new Particular(
            "cuBLAS", "none, and only --gemm cublas wants it: " + library.problem(), "")
        : new Particular("cuBLAS", library.problem(), "name another by " + CublasSearch.VARIABLE);
  }

  @Override
  public Device open(int index) {
    return open(index, DeviceOptions.USUAL);
  }

  /** {@inheritDoc} Without measurements to choose by, {@code auto} is its own kernels. */
  @Override
  public Device open(int index, DeviceOptions options) {
    List<FoundDevice> found = installed.devices();
    if (index >= found.size()) {
      throw new DeviceException(
          "device 'cuda:%d' is not there any more: %s"
              .formatted(
                  index,
                  found.isEmpty() ? installed.remedy() : "the driver lists " + found.size()));
    }
    FoundDevice device = found.get(index);
    if (device.isTooOld()) {
      throw new DeviceException(
          "device 'cuda:%d' cannot be used: %s".formatted(index, device.abilities()));
    }
    boolean graphs = !"0".equals(System.getenv(GRAPHS));
    CudaDriver driver =
        switch (options.gemm()) {
          case AUTO, OWN -> new CudaDriver(device, info(device), graphs, false);
          case CUBLAS -> new CudaDriver(device, withCublas(info(device)), graphs, true);
        };
    try {
      return new GpuDevice(driver);
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  private static DeviceInfo withCublas(DeviceInfo info) {
    CublasLibrary library = CublasLibrary.loaded();
    if (!library.problem().isEmpty()) {
      throw new DeviceException(
          "device '%s' cannot multiply by cuBLAS: %s".formatted(info.id(), library.problem()));
    }
    return new DeviceInfo(
        info.id(),
        "%s, products by cuBLAS %s".formatted(info.description(), library.version()),
        info.memoryBytes(),
        info.rank(),
        info.hardware());
  }

  private static DeviceInfo info(FoundDevice device) {
    return new DeviceInfo(
        "cuda:" + device.ordinal(),
        device.description(),
        device.memoryBytes(),
        device.runs(KernelImages.facts()) && !device.isEmulated()
            ? DeviceRank.GPU_BY_VENDOR
            : DeviceRank.PROCESSOR_BY_DRIVER,
        device.hardware());
  }
}
