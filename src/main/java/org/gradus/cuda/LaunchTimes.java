package org.gradus.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** Times between events that stand before, between and behind launches in the driver's stream. */
final class LaunchTimes implements AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;

  private final CudaDriver driver;
  private final List<CUevent> events = new ArrayList<>();

  /** Creates the events for {@code launches} launches in a row. */
  LaunchTimes(CudaDriver driver, int launches) {
    this.driver = driver;
    try {
      while (events.size() <= launches) {
        CUevent event = new CUevent();
        int flags = CUevent_flags.CU_EVENT_DEFAULT;
        driver.check(JCudaDriver.cuEventCreate(event, flags), "cuEventCreate");
        events.add(event);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Queues the launches with events around them, waits for the last, and asks for the times. */
  void measure(List<BoundLaunch> launches, long[] nanoseconds) {
    for (int i = 0; i < launches.size(); i++) {
      record(i);
      launches.get(i).enqueue(driver);
    }
    record(launches.size());
    CUevent last = events.get(launches.size());
    driver.checkWait(JCudaDriver.cuEventSynchronize(last), "cuEventSynchronize");
    for (int i = 0; i < launches.size(); i++) {
      nanoseconds[i] = between(events.get(i), events.get(i + 1));
    }
  }

  private void record(int i) {
    driver.check(JCudaDriver.cuEventRecord(events.get(i), driver.stream()), "cuEventRecord");
  }

  private long between(CUevent before, CUevent after) {
    float[] milliseconds = new float[1];
    driver.check(JCudaDriver.cuEventElapsedTime(milliseconds, before, after), "cuEventElapsedTime");
    return (long) (milliseconds[0] * NANOS_PER_MILLI);
  }

  @Override
  public void close() {
    for (CUevent event : events) {
      int _ = JCudaDriver.cuEventDestroy(event);
    }
  }
}
