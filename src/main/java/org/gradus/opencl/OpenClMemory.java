package org.gradus.opencl;

import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Resources;
import org.lwjgl.opencl.CL10;

/** A buffer. */
final class OpenClMemory implements DeviceMemory, Resources.Resource {
  private final OpenClDriver driver;
  private final long buffer;
  private final long bytes;

  OpenClMemory(OpenClDriver driver, long buffer, long bytes) {
    this.driver = driver;
    this.buffer = buffer;
    this.bytes = bytes;
  }

  long buffer() {
    return buffer;
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
    int _ = CL10.clReleaseMemObject(buffer); // nothing can be done about a failure
    driver.freed(bytes);
  }
}
