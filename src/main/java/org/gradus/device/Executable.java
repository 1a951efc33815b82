package org.gradus.device;

import java.util.List;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;

/** A plan loaded on a device. Neither {@link #run} nor the copies allocate. Not thread-safe. */
public interface Executable extends AutoCloseable {
  /** The plan. */
  Plan plan();

  /** Copies host values of the buffer's spec into a value of the plan, as a rule an input. */
  void write(Buffer buffer, HostTensor values);

  /**
   * Runs all steps.
   *
   * @throws DeviceException if a step fails; the message names it and the user's line
   */
  void run();

  /**
   * As {@link #run}, so many times, one after another. A device that works beside the host may
   * still be at it when this returns.
   *
   * @throws DeviceException if a step fails; the message names it and the user's line
   */
  default void run(int times) {
    for (int i = 0; i < times; i++) {
      run();
    }
  }

  /**
   * As {@link #run}, and waits for each launch's time by the device's own clock. Allocates.
   *
   * @return the launches in the order in which they ran, the same ones each time
   * @throws DeviceException if a step fails; the message names it and the user's line
   */
  List<KernelTime> time();

  /**
   * As {@link #time}, but no launch is waited for before the next is queued, and the device is kept
   * at work meanwhile: the times are what launches take in the midst of others, without the host's
   * part. To that end the plan may run several times. A launch that fails may not be named.
   *
   * @throws DeviceException if a step fails
   */
  default List<KernelTime> timeQueued() {
    return time();
  }

  /** What the plan takes of the device. */
  Footprint footprint();

  /**
   * Copies a value of the plan into {@code values}, of its spec. Outputs are intact until the next
   * run; other values only in a plan made without reuse.
   */
  void read(Buffer buffer, HostTensor values);

  /** Copies host values into the input of that name. */
  default void write(String input, HostTensor values) {
    write(plan().input(input), values);
  }

  /** Copies the output of that name into {@code values}. */
  default void read(String output, HostTensor values) {
    read(plan().output(output), values);
  }

  /** A new host copy of the output of that name. */
  default HostTensor read(String output) {
    Buffer buffer = plan().output(output);
    HostTensor values = HostTensor.allocate(buffer.spec());
    read(buffer, values);
    return values;
  }

  @Override
  void close();
}
