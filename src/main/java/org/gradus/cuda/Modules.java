package org.gradus.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;
import org.gradus.gpu.KernelName;

/** The kernels of this build on a device: each image is loaded when it is first asked for. */
final class Modules implements AutoCloseable {
  private final FoundDevice device;
  private final KernelImages images = new KernelImages();
  private final Map<String, CUmodule> loaded = new HashMap<>();

  Modules(FoundDevice device) {
    this.device = device;
  }

  /**
   * A kernel of this build.
   *
   * @throws DeviceException if the build has no image of it for the device
   */
  CUfunction function(KernelName kernel) {
    CUfunction function = new CUfunction();
    CUmodule module = loaded.computeIfAbsent(images.imageOf(kernel.program()), this::load);
    Codes.check(
        JCudaDriver.cuModuleGetFunction(function, module, kernel.function()),
        "cuModuleGetFunction of " + kernel + " from " + kernel.program());
    return function;
  }

  private CUmodule load(String image) {
    CUmodule module = new CUmodule();
    int code = JCudaDriver.cuModuleLoadData(module, KernelImages.bytes(image));
    if (code != CUresult.CUDA_SUCCESS) {
      throw new DeviceException(
          "CUDA: cuModuleLoadData of %s failed: %s; %s; kernels: %s"
              .formatted(image, Codes.name(code), device.abilities(), KernelImages.facts()));
    }
    return module;
  }

  @Override
  public void close() {
    for (CUmodule module : loaded.values()) {
      int _ = JCudaDriver.cuModuleUnload(module);
    }
    loaded.clear();
  }
}
