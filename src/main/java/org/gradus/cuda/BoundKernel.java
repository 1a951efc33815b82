package org.gradus.cuda;

import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.jspecify.annotations.Nullable;

/** A launch with its kernel loaded and its parameters in native memory. */
record BoundKernel(KernelLaunch launch, CUfunction function, Pointer parameters)
    implements BoundLaunch {
  private static final @Nullable Pointer NO_EXTRA = null;

  @Override
  public void enqueue(CudaDriver driver) {
    Grid grid = launch.grid();
    int code =
        JCudaDriver.cuLaunchKernel(
            function,
            Math.toIntExact(grid.groupsX()),
            grid.groupsY(),
            grid.groupsZ(),
            grid.itemsX(),
            grid.itemsY(),
            grid.itemsZ(),
            launch.localBytes(),
            driver.stream(),
            parameters,
            NO_EXTRA);
    if (code != CUresult.CUDA_SUCCESS) { // only then is its text of use
      driver.check(code, "cuLaunchKernel of " + launch);
    }
  }
}
