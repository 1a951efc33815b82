package org.gradus.gpu;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** How long each launch of a plan took on the device, for {@code GRADUS_DEBUG=2}. */
final class LaunchTimes {
  private static final double NANOS_PER_MICRO = 1000;

  private final String device;
  private final List<Launch> launches;
  private final long[] last;
  private final long[] nanos;
  private long runs;

  LaunchTimes(String device, List<Launch> launches) {
    this.device = device;
    this.launches = launches;
    last = new long[launches.size()];
    nanos = new long[launches.size()];
  }

  /** Runs all launches and adds their times. */
  void run(Recording recording) {
    recording.time(last);
    runs++;
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] += last[i];
    }
  }

  /** A row for each launch: mean microseconds, share of the run, rates, kernel, grid and step. */
  String table() {
    long total = Math.max(1, LongStream.of(nanos).sum());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d runs, %.1f us each%n      us      %%    GB/s  GFLOP/s  kernel%n",
            device,
            runs,
            total / NANOS_PER_MICRO / Math.max(1, runs)));
    for (int i = 0; i < nanos.length; i++) {
      Launch launch = launches.get(i);
      double mean = Math.max(1, (double) nanos[i] / Math.max(1, runs));
      text.append(
          String.format(
              Locale.ROOT,
              "%8.1f  %5.1f  %6.1f  %7.1f  %s%n",
              mean / NANOS_PER_MICRO,
              100.0 * nanos[i] / total,
              launch.work().bytes() / mean, // bytes a nanosecond are GB/s
              launch.work().operations() / mean,
              launch));
    }
    return text.toString();
  }
}
