package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.KernelLaunch;
import org.gradus.gpu.Launch;
import org.gradus.gpu.LibraryProduct;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.jspecify.annotations.Nullable;

/** Launches that were captured once as a CUDA graph, or are queued one by one where that is off. */
final class CudaRecording implements Recording, Resources.Resource {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Launches that one graph holds at most, unless a single run has more. */
  private static final int LAUNCHES = 512;

  /** Runs that one graph holds at most. */
  private static final int MOST_TOGETHER = 16;

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
      case KernelLaunch kernel ->
          new BoundKernel(
              kernel,
              function(kernel, modules),
              Parameters.of(kernel.arguments(), bindings, arena));
      case LibraryProduct product -> BoundProduct.of(product, bindings);
    };
  }

  private static CUfunction function(KernelLaunch launch, Modules modules) {
    try {
      return modules.function(launch.kernel());
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
    CUevent before = new CUevent();
    CUevent after = new CUevent();
    try {
      int flags = CUevent_flags.CU_EVENT_DEFAULT;
      driver.check(JCudaDriver.cuEventCreate(before, flags), "cuEventCreate");
      driver.check(JCudaDriver.cuEventCreate(after, flags), "cuEventCreate");
      for (int i = 0; i < launches.size(); i++) {
        driver.running(launches.get(i).launch().toString());
        nanoseconds[i] = time(launches.get(i), before, after);
      }
    } finally {
      int _ = JCudaDriver.cuEventDestroy(before);
      int _ = JCudaDriver.cuEventDestroy(after);
    }
  }

  private long time(BoundLaunch launch, CUevent before, CUevent after) {
    CUstream stream = driver.stream();
    driver.check(JCudaDriver.cuEventRecord(before, stream), "cuEventRecord");
    launch.enqueue(driver);
    driver.check(JCudaDriver.cuEventRecord(after, stream), "cuEventRecord");
    driver.checkWait(JCudaDriver.cuEventSynchronize(after), "cuEventSynchronize");
    float[] milliseconds = new float[1];
    driver.check(JCudaDriver.cuEventElapsedTime(milliseconds, before, after), "cuEventElapsedTime");
    return (long) (milliseconds[0] * NANOS_PER_MILLI);
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
