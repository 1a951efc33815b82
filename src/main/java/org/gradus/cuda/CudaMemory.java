package org.gradus.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Resources;

/** A piece of device memory. */
final class CudaMemory implements DeviceMemory, Resources.Resource {
  private final CudaDriver driver;
  private final Address address;
  private final long bytes;

  /** Takes over memory that was allocated at {@code address}. */
  CudaMemory(CudaDriver driver, Address address, long bytes) {
    this.driver = driver;
    this.address = address;
    this.bytes = bytes;
  }

  Address address() {
    return address;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    driver.close(this);
  }

  @Override
  public void release() {
    int code = JCudaDriver.cuMemFree(address);
    assert code == CUresult.CUDA_SUCCESS || driver.hasFailed() : Codes.name(code);
  }
}
