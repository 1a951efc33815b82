package org.gradus.gpu;

import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.plan.Step;

/**
 * One launch of a kernel.
 *
 * @param kernel what runs
 * @param grid over how many groups
 * @param arguments with what
 * @param step the step of the plan it belongs to
 * @param work what it has to do at the least
 */
public record Launch(KernelName kernel, Grid grid, List<Argument> arguments, Step step, Work work) {
  /** Keeps an unmodifiable copy. */
  public Launch {
    arguments = List.copyOf(arguments);
  }

  /** The error of a driver that cannot get the kernel; {@code cause} says why. */
  public DeviceException withoutKernel(DeviceException cause) {
    return new DeviceException("%s cannot be had: %s".formatted(this, cause.getMessage()), cause);
  }

  /** The kernel, its grid and its step: what an error of this launch is told with. */
  @Override
  public String toString() {
    return "%s (%s groups), step %s".formatted(kernel, grid, step);
  }
}
