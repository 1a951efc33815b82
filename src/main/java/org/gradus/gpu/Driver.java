package org.gradus.gpu;

import java.util.List;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Traits;

/**
 * What a device's own library does for the engine. All work goes through one queue, in order. Every
 * method may throw {@link org.gradus.device.DeviceException}, whose message holds the library's
 * call and the name of its code. Not thread-safe. Closing it frees the queue and all kernels.
 */
public interface Driver extends AutoCloseable {
  /** Which device this is. */
  DeviceInfo info();

  /** What the choice of kernels depends on. */
  Traits traits();

  /**
   * Refuses what could not be allocated, in however many pieces; asked before the first of them. It
   * is no promise: the pieces may still not be had.
   *
   * @throws OutOfDeviceMemory if there are not that many bytes
   */
  void requireFree(long bytes) throws OutOfDeviceMemory;

  /**
   * Allocates memory, filled with zeros.
   *
   * @throws OutOfDeviceMemory if it does not suffice
   */
  DeviceMemory allocate(long bytes) throws OutOfDeviceMemory;

  /** Allocates host memory for copies. */
  Staging stage(long bytes);

  /**
   * Queues a copy of the first {@code bytes} bytes of {@code from}, which must not be changed until
   * {@link Staging#await}.
   */
  void upload(Staging from, DeviceMemory to, long offset, long bytes);

  /** Queues a copy to the beginning of {@code to}, to be read after {@link Staging#await}. */
  void download(DeviceMemory from, long offset, Staging to, long bytes);

  /**
   * Builds the kernels of all launches, binds their arguments and makes them ready to run.
   *
   * @throws org.gradus.device.DeviceException if a kernel cannot be built; the message shows the
   *     line of the source
   */
  Recording record(List<Launch> launches, Bindings bindings);

  /** Why users' own kernels cannot be compiled, and what to do; empty if they can. */
  default String compilerMissing() {
    return "";
  }

  /** Waits until everything queued is done. */
  void finish();

  @Override
  void close();
}
