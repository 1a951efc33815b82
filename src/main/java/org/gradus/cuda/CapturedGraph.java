package org.gradus.cuda;

import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * Launches as one CUDA graph, each after the one before, which the device goes through by itself.
 */
final class CapturedGraph {
  private final CudaDriver driver;
  private final CUgraphExec executable = new CUgraphExec();
  private final String text;
  private final String call;

  /**
   * Captures {@code launches}, so many times over.
   *
   * @param text what they are, for errors
   * @throws org.gradus.device.DeviceException if the driver refuses
   */
  CapturedGraph(CudaDriver driver, List<BoundLaunch> launches, int times, String text) {
    this.driver = driver;
    this.text = times == 1 ? text : times + " times " + text;
    call = "cuGraphLaunch of " + this.text;
    CUstream stream = driver.stream();
    int mode = mode(launches);
    driver.check(JCudaDriver.cuStreamBeginCapture(stream, mode), "cuStreamBeginCapture");
    CUgraph recorded = new CUgraph();
    try {
      for (int i = 0; i < times; i++) {
        launches.forEach(launch -> launch.enqueue(driver));
      }
      driver.check(
          JCudaDriver.cuStreamEndCapture(stream, recorded), "cuStreamEndCapture of " + this.text);
    } catch (RuntimeException e) {
      int _ = JCudaDriver.cuStreamEndCapture(stream, recorded);
      int _ = JCudaDriver.cuGraphDestroy(recorded);
      throw e;
    }
    int code = JCudaDriver.cuGraphInstantiate(executable, recorded, 0);
    int _ = JCudaDriver.cuGraphDestroy(recorded);
    driver.check(code, "cuGraphInstantiate of " + this.text);
  }

  /** cuBLAS may load its kernels while they are captured, which other modes may forbid. */
  private static int mode(List<BoundLaunch> launches) {
    return launches.stream().anyMatch(BoundProduct.class::isInstance)
        ? CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED
        : CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
  }

  /** Queues all launches. */
  void launch() {
    driver.running(text);
    driver.check(JCudaDriver.cuGraphLaunch(executable, driver.stream()), call);
  }

  void destroy() {
    int _ = JCudaDriver.cuGraphExecDestroy(executable);
  }
}
