package org.gradus.gpu;

/** A piece of device memory; closing it frees it. */
public interface DeviceMemory extends AutoCloseable {
  /** Its size. */
  long bytes();

  @Override
  void close();
}
