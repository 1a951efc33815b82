package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.driver.CUresult;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;

/**
 * A launch in clusters, with its kernel loaded and what {@code cuLaunchKernelEx} takes in native
 * memory.
 */
record BoundCluster(
    KernelLaunch launch,
    MemorySegment configuration,
    MemorySegment function,
    MemorySegment parameters)
    implements BoundLaunch {
  // CUlaunchConfig: groups and items along three axes, bytes of shared memory and four of padding,
  // the stream, the attributes and their number.
  private static final long CONFIGURATION_BYTES = 56;
  private static final long STREAM = 32;
  private static final long ATTRIBUTES = 40;
  private static final long ATTRIBUTE_COUNT = 48;

  // CUlaunchAttribute: its number, four bytes of padding, and 64 bytes of value.
  private static final long ATTRIBUTE_BYTES = 72;
  private static final long ATTRIBUTE_VALUE = 8;
  private static final int CLUSTER_DIMENSION = 4;

  /** The launch on the driver's stream; lives as long as {@code arena}. */
  static BoundCluster of(
      KernelLaunch launch,
      FunctionHandle function,
      StreamHandle stream,
      MemorySegment parameters,
      Arena arena) {
    MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
    attribute.set(ValueLayout.JAVA_INT, 0, CLUSTER_DIMENSION);
    put(attribute.asSlice(ATTRIBUTE_VALUE), launch.cluster(), 1, 1);
    Grid grid = launch.grid();
    MemorySegment configuration = arena.allocate(CONFIGURATION_BYTES, Long.BYTES);
    put(
        configuration,
        Math.toIntExact(grid.groupsX()),
        grid.groupsY(),
        grid.groupsZ(),
        grid.itemsX(),
        grid.itemsY(),
        grid.itemsZ(),
        launch.localBytes());
    configuration.set(ValueLayout.JAVA_LONG, STREAM, stream.number());
    configuration.set(ValueLayout.ADDRESS, ATTRIBUTES, attribute);
    configuration.set(ValueLayout.JAVA_INT, ATTRIBUTE_COUNT, 1);
    return new BoundCluster(
        launch, configuration, MemorySegment.ofAddress(function.number()), parameters);
  }

  private static void put(MemorySegment to, int... numbers) {
    MemorySegment.copy(numbers, 0, to, ValueLayout.JAVA_INT, 0, numbers.length);
  }

  @Override
  public void enqueue(CudaDriver driver) {
    int code = NativeDriver.launchKernel(configuration, function, parameters);
    if (code != CUresult.CUDA_SUCCESS) { // only then is its text of use
      driver.check(
          code, "cuLaunchKernelEx in clusters of %d of %s".formatted(launch.cluster(), launch));
    }
  }
}
