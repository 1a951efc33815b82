package org.gradus.gpu.launch;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.plan.Step;

/**
 * One launch of a kernel.
 *
 * @param kernel what runs
 * @param grid over how many groups
 * @param localBytes memory that a group shares besides what the kernel declares; for CUDA alone
 * @param cluster how many groups that are neighbours along the first axis run at the same time and
 *     reach into each other's shared memory; 1 unless a kernel for CUDA alone asks for more
 * @param arguments with what
 * @param step the step of the plan it belongs to
 * @param work what it has to do at the least
 */
public record KernelLaunch(
    KernelName kernel,
    Grid grid,
    int localBytes,
    int cluster,
    List<Argument> arguments,
    Step step,
    Work work)
    implements Launch {
  /** Checks that clusters are whole, and keeps an unmodifiable copy. */
  public KernelLaunch {
    if (cluster < 1 || grid.groupsX() % cluster != 0) {
      throw new IllegalArgumentException(
          "%s: %d groups along the first axis do not make clusters of %d"
              .formatted(kernel, grid.groupsX(), cluster));
    }
    arguments = List.copyOf(arguments);
  }

  /**
   * The launches, all of kernels, for a driver whose {@link Traits} ask for nothing else.
   *
   * @throws IllegalArgumentException if one is of no kernel
   */
  public static List<KernelLaunch> all(List<Launch> launches) {
    List<KernelLaunch> kernels = new ArrayList<>(launches.size());
    for (Launch launch : launches) {
      switch (launch) {
        case KernelLaunch kernel -> kernels.add(kernel);
        case LibraryProduct product ->
            throw new IllegalArgumentException("the driver has no library for " + product);
      }
    }
    return kernels;
  }

  /** The error of a driver that cannot get the kernel; {@code cause} says why. */
  public DeviceException withoutKernel(DeviceException cause) {
    return new DeviceException("%s cannot be had: %s".formatted(this, cause.getMessage()), cause);
  }

  @Override
  public String name() {
    return kernel.function();
  }

  @Override
  public String extent() {
    return grid.toString();
  }

  /** The kernel, its grid and its step: what an error of this launch is told with. */
  @Override
  public String toString() {
    return "%s (%s groups), step %s".formatted(kernel, grid, step);
  }
}
