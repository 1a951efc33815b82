package org.gradus.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Program;

/** The kernels on a device, Gradus's and users': an image is loaded when it is first asked for. */
final class Modules implements AutoCloseable {
  /** Bytes of shared memory that every launch may have. */
  private static final int WITHOUT_ASKING = 48 << 10;

  private final FoundDevice device;
  private final KernelImages images = new KernelImages();
  private final CustomImages custom;
  private final Map<String, CUmodule> loaded = new HashMap<>();
  private final Map<Program, CUmodule> compiled = new HashMap<>();

  Modules(FoundDevice device) {
    this.device = device;
    custom = new CustomImages(device, System.getenv());
  }

  /**
   * A kernel of this build, or one that a user's op brings.
   *
   * @param localBytes how much memory its groups share besides what it declares
   * @throws DeviceException if there is no image of it for the device
   */
  FunctionHandle function(KernelName kernel, int localBytes) {
    FunctionHandle function = new FunctionHandle();
    Program program = kernel.program();
    CUmodule module =
        program.text().isEmpty()
            ? loaded.computeIfAbsent(images.imageOf(program), image -> load(image, program))
            : compiled.computeIfAbsent(program, this::compile);
    Codes.check(
        JCudaDriver.cuModuleGetFunction(function, module, kernel.function()),
        "cuModuleGetFunction of " + kernel + " from " + kernel.program());
    if (localBytes > WITHOUT_ASKING) {
      Codes.check(
          JCudaDriver.cuFuncSetAttribute(
              function,
              CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
              localBytes),
          "cuFuncSetAttribute of %s for %d bytes of shared memory".formatted(kernel, localBytes));
    }
    return function;
  }

  /** Why users' own kernels cannot be compiled, and what to do; empty if they can. */
  String compilerMissing() {
    return custom.missing();
  }

  private CUmodule load(String image, Program program) {
    return load(
        "%s (%s)".formatted(program.line(), program.path()),
        KernelImages.bytes(image),
        "%s; kernels: %s".formatted(device.abilities(), KernelImages.facts()));
  }

  private CUmodule compile(Program program) {
    return load(program.line(), custom.image(program), custom.advice());
  }

  private static CUmodule load(String name, byte[] image, String advice) {
    CUmodule module = new CUmodule();
    int code = JCudaDriver.cuModuleLoadData(module, image);
    if (code != CUresult.CUDA_SUCCESS) {
      throw new DeviceException(
          "CUDA: cuModuleLoadData of %s failed: %s; %s".formatted(name, Codes.name(code), advice));
    }
    return module;
  }

  @Override
  public void close() {
    loaded.values().forEach(JCudaDriver::cuModuleUnload);
    compiled.values().forEach(JCudaDriver::cuModuleUnload);
    loaded.clear();
    compiled.clear();
  }
}
