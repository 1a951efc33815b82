package org.gradus.gpu;

import java.lang.foreign.MemorySegment;

/** Host memory that a device copies from and to at full speed; closing it frees it. */
public interface Staging extends AutoCloseable {
  /** The memory. */
  MemorySegment segment();

  /**
   * Checks that a copy between this memory and a device's stays inside of both: one that does not
   * would end the process.
   *
   * @throws IllegalArgumentException if it does not
   */
  default void requireRoom(DeviceMemory memory, long offset, long bytes) {
    long room = segment().byteSize();
    if (bytes > room || offset < 0 || bytes > memory.bytes() - offset) {
      throw new IllegalArgumentException(
          "a copy of %d bytes at %d does not fit: %d bytes on the device, %d on the host"
              .formatted(bytes, offset, memory.bytes(), room));
    }
  }

  /** Waits until no copy uses the memory any more. */
  void await();

  @Override
  void close();
}
