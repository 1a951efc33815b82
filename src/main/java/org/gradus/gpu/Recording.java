package org.gradus.gpu;

/** Launches that are ready to run, again and again; closing it frees what they hold. */
public interface Recording extends AutoCloseable {
  /**
   * Queues all launches, in order, after everything queued before. Allocates nothing.
   *
   * @throws org.gradus.device.DeviceException if one cannot be launched; the message names the
   *     call, its code, the kernel and the step
   */
  void run();

  /**
   * As {@link #run}, so many times, one after another.
   *
   * @throws org.gradus.device.DeviceException as {@link #run}
   */
  default void run(int times) {
    for (int i = 0; i < times; i++) {
      run();
    }
  }

  /**
   * Runs all launches and waits for them.
   *
   * @param nanoseconds is filled with the device's time of each launch
   */
  void time(long[] nanoseconds);

  /**
   * As {@link #time}, with everything queued before anything is waited for, and the device busy
   * with untimed runs until then: no launch waits for the host.
   *
   * @param nanoseconds is filled with the device's time of each launch
   */
  default void timeQueued(long[] nanoseconds) {
    time(nanoseconds);
  }

  @Override
  void close();
}
