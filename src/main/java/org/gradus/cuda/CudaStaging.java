package org.gradus.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;
import org.gradus.gpu.Resources;
import org.gradus.gpu.Staging;

/**
 * Page-locked host memory and, for uploads, as much memory on the device: a copy lands there while
 * kernels run, and only then takes its place among them.
 */
final class CudaStaging implements Staging, Resources.Resource {
  private final CudaDriver driver;
  private final Pointer pointer = new Pointer();
  private final Address landing = new Address();
  private final CUevent arrived = new CUevent();
  private final CUevent free = new CUevent();
  private final MemorySegment segment;
  private boolean busy;

  CudaStaging(CudaDriver driver, long bytes) {
    this.driver = driver;
    driver.check(
        JCudaDriver.cuMemAllocHost(pointer, bytes),
        "cuMemAllocHost of %,d bytes for copies".formatted(bytes));
    try {
      driver.allocateBeside(landing, bytes, "for copies to arrive in");
      int flags = CUevent_flags.CU_EVENT_DISABLE_TIMING;
      driver.check(JCudaDriver.cuEventCreate(arrived, flags), "cuEventCreate");
      driver.check(JCudaDriver.cuEventCreate(free, flags), "cuEventCreate");
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    segment = MemorySegment.ofBuffer(pointer.getByteBuffer(0, bytes));
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  Pointer pointer() {
    return pointer;
  }

  /** Where uploads arrive on the device. */
  Address landing() {
    return landing;
  }

  /** Recorded when an upload has arrived. */
  CUevent arrived() {
    return arrived;
  }

  /** Recorded when the last copy has left both memories. */
  CUevent free() {
    return free;
  }

  /** Says that a copy was queued, after which {@link #free} was recorded. */
  void use() {
    busy = true;
  }

  @Override
  public void await() {
    if (busy) {
      busy = false;
      driver.enter();
      driver.checkWait(JCudaDriver.cuEventSynchronize(free), "cuEventSynchronize");
    }
  }

  @Override
  public void close() {
    driver.close(this);
  }

  /** {@inheritDoc} What was never made is null to the driver, which then does nothing. */
  @Override
  public void release() {
    int _ = JCudaDriver.cuEventDestroy(arrived);
    int _ = JCudaDriver.cuEventDestroy(free);
    int _ = JCudaDriver.cuMemFree(landing);
    int _ = JCudaDriver.cuMemFreeHost(pointer);
  }
}
