package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import org.gradus.device.DeviceException;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.LibraryProduct;
import org.jspecify.annotations.Nullable;

/** Launches that were captured once as a CUDA graph, or are queued one by one where that is off. */
final class CudaRecording implements Recording, Resources.Resource {
  /** Launches that one graph holds at most, unless a single run has more. */
  private static final int LAUNCHES = 512;

  /** Runs that one graph holds at most. */
  private static final int MOST_TOGETHER = 16;

  /** Untimed runs ahead of timed ones: an event and a launch take the host longer than a node. */
  private static final int HEAD_START = 2;

  private final CudaDriver driver;
  private final List<BoundLaunch> launches = new ArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final @Nullable CapturedGraph graph;
  private @Nullable CapturedGraph several; // runs in a row, captured when first asked for
  private final String text;

  CudaRecording(
      CudaDriver driver,
      List<Launch> unbound,
      Bindings bindings,
      Modules modules,
      boolean capture) {
    this.driver = driver;
    text = describe(unbound);
    try {
      for (Launch launch : unbound) {
        launches.add(bind(launch, bindings, modules));
      }
      graph = capture && !launches.isEmpty() ? new CapturedGraph(driver, launches, 1, text) : null;
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private BoundLaunch bind(Launch launch, Bindings bindings, Modules modules) {
    return switch (launch) {
      case KernelLaunch kernel -> bind(kernel, function(kernel, modules), bindings);
      case LibraryProduct product -> BoundProduct.of(product, bindings);
    };
  }

  private BoundLaunch bind(KernelLaunch kernel, FunctionHandle function, Bindings bindings) {
    MemorySegment parameters = Parameters.of(kernel.arguments(), bindings, arena);
    return kernel.cluster() == 1
        ? new BoundKernel(kernel, function, Pointer.to(parameters.asByteBuffer()))
        : BoundCluster.of(kernel, function, driver.stream(), parameters, arena);
  }

  private static FunctionHandle function(KernelLaunch launch, Modules modules) {
    try {
      return modules.function(launch.kernel(), launch.localBytes());
    } catch (DeviceException e) {
      throw launch.withoutKernel(e);
    }
  }

  private static String describe(List<Launch> launches) {
    return switch (launches.size()) {
      case 0 -> "nothing";
      case 1 -> launches.getFirst().toString();
      default ->
          "%d launches, the first %s, the last %s (GRADUS_DEBUG=2 tells which one fails)"
              .formatted(launches.size(), launches.getFirst(), launches.getLast());
    };
  }

  @Override
  public void run() {
    driver.enter();
    if (graph != null) {
      graph.launch();
      return;
    }
    driver.running(text);
    for (BoundLaunch launch : launches) {
      launch.enqueue(driver);
    }
  }

  /** {@inheritDoc} As many runs as make a graph of some hundred launches are queued as one. */
  @Override
  public void run(int times) {
    int left = times;
    int together = Math.clamp(LAUNCHES / Math.max(1, launches.size()), 1, MOST_TOGETHER);
    if (graph != null && together > 1 && times >= together) {
      driver.enter();
      CapturedGraph several = several(together);
      for (; left >= together; left -= together) {
        several.launch();
      }
    }
    Recording.super.run(left);
  }

  private CapturedGraph several(int times) {
    CapturedGraph made = several;
    if (made == null) {
      made = new CapturedGraph(driver, launches, times, text);
      several = made;
    }
    return made;
  }

  /** {@inheritDoc} Each kernel is waited for, so that one that fails is named. */
  @Override
  public void time(long[] nanoseconds) {
    driver.enter();
    long[] one = new long[1];
    try (LaunchTimes times = new LaunchTimes(driver, 1)) {
      for (int i = 0; i < launches.size(); i++) {
        driver.running(launches.get(i).launch().toString());
        times.measure(List.of(launches.get(i)), one);
        nanoseconds[i] = one[0];
      }
    }
  }

  /**
   * {@inheritDoc} A recorded graph is replayed first: one call, during which the host queues the
   * launches that are timed.
   */
  @Override
  public void timeQueued(long[] nanoseconds) {
    driver.enter();
    try (LaunchTimes times = new LaunchTimes(driver, launches.size())) {
      driver.running(text);
      for (int i = 0; graph != null && i < HEAD_START; i++) {
        graph.launch();
      }
      times.measure(launches, nanoseconds);
    }
  }

  @Override
  public void close() {
    driver.close(this);
  }

  @Override
  public void release() {
    for (CapturedGraph captured : new CapturedGraph[] {several, graph}) {
      if (captured != null) {
        captured.destroy();
      }
    }
    arena.close();
  }
}
