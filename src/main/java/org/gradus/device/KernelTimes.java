package org.gradus.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;

/** How long each launch of a plan took over many runs, for {@code GRADUS_DEBUG=2}. */
public final class KernelTimes {
  private static final double NANOS_PER_MICRO = 1000;

  private final String device;
  private final List<KernelTime> sums = new ArrayList<>();
  private long runs;

  /** No runs yet, on the device of that id. */
  public KernelTimes(String device) {
    this.device = device;
  }

  /** Adds one run of the plan, whose launches are the same in every run. */
  public void add(List<KernelTime> run) {
    for (int i = 0; i < run.size(); i++) {
      if (runs == 0) {
        sums.add(run.get(i));
      } else {
        sums.set(i, later(run.get(i), sums.get(i).nanoseconds()));
      }
    }
    runs++;
  }

  private static KernelTime later(KernelTime time, long before) {
    return new KernelTime(
        time.kernel(),
        time.grid(),
        time.step(),
        before + time.nanoseconds(),
        time.bytes(),
        time.operations());
  }

  /** A row for each launch: mean microseconds, share of the run, rates, kernel, grid and step. */
  public String table() {
    long total = Math.max(1, sums.stream().mapToLong(KernelTime::nanoseconds).sum());
    int kernels = sums.stream().mapToInt(time -> time.kernel().length()).max().orElse(0);
    int grids = sums.stream().mapToInt(time -> time.grid().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d runs, %.1f us each\n",
            device,
            runs,
            total / NANOS_PER_MICRO / Math.max(1, runs)));
    text.append(
        "      us      %    GB/s  GFLOP/s  "
            + column("kernel", kernels)
            + column("grid", grids)
            + "step\n");
    for (KernelTime time : sums) {
      double mean = Math.max(1, (double) time.nanoseconds() / Math.max(1, runs));
      text.append(
              String.format(
                  Locale.ROOT,
                  "%8.1f  %5.1f  %6.1f  %7.1f  ",
                  mean / NANOS_PER_MICRO,
                  100.0 * time.nanoseconds() / total,
                  time.bytes() / mean, // bytes a nanosecond are GB/s
                  time.operations() / mean))
          .append(column(time.kernel(), kernels))
          .append(column(time.grid(), grids))
          .append(step(time.step()))
          .append('\n');
    }
    return text.toString();
  }

  /** {@code text} in a column of that width, which is left out where it is 0. */
  private static String column(String text, int width) {
    return width == 0 ? "" : text + " ".repeat(Math.max(0, width - text.length())) + "  ";
  }

  private static String step(Step step) {
    return "%%%d %s %s at %s"
        .formatted(
            step.node(),
            step.op().name(),
            step.inputs().stream().map(Buffer::spec).toList(),
            step.origin());
  }
}
