package org.gradus.cpu;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;

/** How long each step of a plan took, for {@code GRADUS_DEBUG=2}. */
final class StepTimes {
  private static final double NANOS_PER_MICRO = 1000;

  private final Plan plan;
  private final long[] nanos;
  private long runs;

  StepTimes(Plan plan) {
    this.plan = plan;
    nanos = new long[plan.steps().size()];
  }

  /** Counts one more run. */
  void countRun() {
    runs++;
  }

  /** Adds the time a step took in the run. */
  void add(int step, long time) {
    nanos[step] += time;
  }

  /** A row for each step: mean microseconds, share of the run, GB/s, op, operands and line. */
  String table() {
    long total = Math.max(1, LongStream.of(nanos).sum());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "cpu: %d runs, %.1f us each%n      us      %%    GB/s  step%n",
            runs,
            total / NANOS_PER_MICRO / Math.max(1, runs)));
    for (int i = 0; i < nanos.length; i++) {
      Step step = plan.steps().get(i);
      double mean = (double) nanos[i] / Math.max(1, runs);
      text.append(
          String.format(
              Locale.ROOT,
              "%8.1f  %5.1f  %6.1f  %%%d %s %s at %s%n",
              mean / NANOS_PER_MICRO,
              100.0 * nanos[i] / total,
              bytes(step) / Math.max(1, mean), // bytes a nanosecond
              step.node(),
              step.op().name(),
              step.inputs().stream().map(Buffer::spec).toList(),
              step.origin()));
    }
    return text.toString();
  }

  private static long bytes(Step step) {
    return Stream.of(step.inputs(), step.outputs())
        .flatMap(List::stream)
        .filter(Buffer::isPresent)
        .mapToLong(buffer -> buffer.spec().bytes())
        .sum();
  }
}
