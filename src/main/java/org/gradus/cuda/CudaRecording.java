package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.Launch;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.jspecify.annotations.Nullable;

/** Launches that were captured once as a CUDA graph, or are queued one by one where that is off. */
final class CudaRecording implements Recording, Resources.Resource {
  private static final double NANOS_PER_MILLI = 1e6;

  private final CudaDriver driver;
  private final List<BoundLaunch> launches = new ArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final @Nullable CUgraphExec graph;
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
        launches.add(
            new BoundLaunch(
                launch,
                modules.function(launch.kernel()),
                Parameters.of(launch.arguments(), bindings, arena)));
      }
      graph = capture && !launches.isEmpty() ? capture() : null;
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static String describe(List<Launch> launches) {
    return switch (launches.size()) {
      case 0 -> "nothing";
      case 1 -> launches.getFirst().toString();
      default ->
          "%d launches, the first %s, the last %s"
              .formatted(launches.size(), launches.getFirst(), launches.getLast());
    };
  }

  private CUgraphExec capture() {
    CUstream stream = driver.stream();
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    Codes.check(JCudaDriver.cuStreamBeginCapture(stream, mode), "cuStreamBeginCapture");
    CUgraph recorded = new CUgraph();
    try {
      launches.forEach(launch -> launch.enqueue(stream));
    } catch (RuntimeException e) {
      int _ = JCudaDriver.cuStreamEndCapture(stream, recorded);
      throw e;
    }
    Codes.check(JCudaDriver.cuStreamEndCapture(stream, recorded), "cuStreamEndCapture of " + text);
    CUgraphExec executable = new CUgraphExec();
    int code = JCudaDriver.cuGraphInstantiate(executable, recorded, 0);
    int _ = JCudaDriver.cuGraphDestroy(recorded);
    Codes.check(code, "cuGraphInstantiate of " + text);
    return executable;
  }

  @Override
  public void run() {
    driver.enter();
    driver.running(text);
    if (graph != null) {
      Codes.check(
          driver.noticed(JCudaDriver.cuGraphLaunch(graph, driver.stream())),
          "cuGraphLaunch of " + text);
      return;
    }
    for (BoundLaunch launch : launches) {
      launch.enqueue(driver.stream());
    }
  }

  /** {@inheritDoc} Each kernel is waited for, so that one that fails is named. */
  @Override
  public void time(long[] nanoseconds) {
    driver.enter();
    CUevent before = event();
    CUevent after = event();
    try {
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
    Codes.check(JCudaDriver.cuEventRecord(before, stream), "cuEventRecord");
    launch.enqueue(stream);
    Codes.check(JCudaDriver.cuEventRecord(after, stream), "cuEventRecord");
    Codes.check(driver.noticed(JCudaDriver.cuEventSynchronize(after)), driver.waiting());
    float[] milliseconds = new float[1];
    Codes.check(JCudaDriver.cuEventElapsedTime(milliseconds, before, after), "cuEventElapsedTime");
    return (long) (milliseconds[0] * NANOS_PER_MILLI);
  }

  private static CUevent event() {
    CUevent event = new CUevent();
    Codes.check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT), "cuEventCreate");
    return event;
  }

  @Override
  public void close() {
    driver.close(this);
  }

  @Override
  public void release() {
    if (graph != null) {
      int _ = JCudaDriver.cuGraphExecDestroy(graph);
    }
    arena.close();
  }
}
