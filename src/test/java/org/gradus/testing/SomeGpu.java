package org.gradus.testing;

import org.gradus.cuda.CudaAsGpu;
import org.gradus.device.Device;
import org.gradus.opencl.AsGpu;
import org.junit.jupiter.api.Assumptions;

/** Whatever device is there to run the kernels of GPUs. */
public final class SomeGpu {
  private SomeGpu() {}

  /**
   * Opens it as if it had {@code units} multiprocessors: the first CUDA device, else the first of
   * OpenCL, which may be a processor. The test is skipped if there is neither.
   */
  public static Device open(int units) {
    return open(units, "");
  }

  /** As {@link #open(int)}, with matrix products by {@code tiles}, such as {@code matmul 64x64}. */
  public static Device open(int units, String tiles) {
    return CudaAsGpu.open(units, tiles)
        .or(() -> AsGpu.open(units, tiles))
        .orElseGet(() -> Assumptions.abort("there is no CUDA device and no OpenCL device"));
  }
}
