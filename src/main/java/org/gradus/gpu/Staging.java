package org.gradus.gpu;

import java.lang.foreign.MemorySegment;

/** Host memory that a device copies from and to at full speed; closing it frees it. */
public interface Staging extends AutoCloseable {
  /** The memory. */
  MemorySegment segment();

  /** Waits until no copy uses the memory any more. */
  void await();

  @Override
  void close();
}
