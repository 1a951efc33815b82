package org.gradus.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Dataset;
import org.gradus.device.DeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Measures a device: whether it is right, what it can do, how fast each kernel is and how fast
 * trainings are.
 *
 * <p>Each part opens the device anew. What fails is noted, and the rest is measured all the same.
 */
public final class DeviceBench {
  private static final double NANO = 1e-9;

  private final DevicePlan options;
  private final Surroundings surroundings;
  private final Watcher watcher;
  private final Providers providers;
  private final @Nullable Dataset mnist;
  private final Map<Part, Long> begun = new EnumMap<>(Part.class);
  private final Map<Part, Long> took = new EnumMap<>(Part.class);
  private final List<KernelRow> ceilings = new ArrayList<>();
  private final List<KernelRow> kernels = new ArrayList<>();
  private final List<TrainingRow> training = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final long traffic;
  private @Nullable SuiteRun suite;
  private String data = "";
  private boolean complete;

  /**
   * A benchmark that has not begun, but has read the files that it trains on.
   *
   * @param watcher is told of results as they come, and may ask for {@link #result} then
   * @throws org.gradus.io.DataException if a file to train on cannot be read
   */
  public DeviceBench(DevicePlan options, Surroundings surroundings, Watcher watcher) {
    this.options = options;
    this.surroundings = surroundings;
    this.watcher = watcher;
    providers = Providers.of(options.device());
    mnist = options.mnist() == null ? null : TrainingBench.read(options.mnist(), options.quick());
    traffic = Traffic.of(surroundings.device(), options.quick()).bytes();
  }

  /** Measures all parts that are asked for. */
  public DeviceResult run() {
    for (Part part : options.parts()) {
      begun.put(part, System.nanoTime());
      watcher.begins(part);
      try {
        run(part);
      } catch (RuntimeException | OutOfMemoryError e) {
        fail(Failure.of(part.toString(), "all that was left of it", e));
      }
      took.put(part, System.nanoTime() - begun.getOrDefault(part, 0L));
    }
    complete = true;
    return result();
  }

  private void run(Part part) {
    boolean quick = options.quick();
    DeviceInfo device = surroundings.device();
    switch (part) {
      case SUITE -> {
        SuiteRun run = new SuiteRun(quick, new Collector(kernels));
        suite = run;
        run.run(providers.all().getFirst());
      }
      case CEILINGS ->
          new CeilingBench(providers.all(), device, quick, new Collector(ceilings)).run();
      case KERNELS -> {
        BenchOptions all = new BenchOptions("", options.families(), quick);
        new KernelBench(providers.all(), device, all, new Collector(kernels)).run();
      }
      case TRAINING -> {
        Dataset samples = mnist == null ? TrainingBench.draw(quick) : mnist;
        data = TrainingBench.describe(samples, options.mnist());
        new TrainingBench(providers.all(), quick, new Collector(kernels)).run(samples);
      }
    }
  }

  private void fail(Failure failure) {
    failures.add(failure);
    watcher.failed(failure);
  }

  /** What has been measured so far. */
  public DeviceResult result() {
    return new DeviceResult(
        surroundings,
        complete,
        seconds(),
        providers.cublas(),
        suite == null ? null : suite.result(),
        traffic,
        Ceilings.of(ceilings, kernels),
        KernelRow.ofFastest(ceilings, kernels),
        KernelRow.ofFastest(kernels, ceilings),
        data,
        training,
        failures);
  }

  private Map<Part, Double> seconds() {
    Map<Part, Double> seconds = new EnumMap<>(Part.class);
    long now = System.nanoTime();
    begun.forEach((part, start) -> seconds.put(part, took.getOrDefault(part, now - start) * NANO));
    return seconds;
  }

  /** Keeps results, and passes them on. */
  private final class Collector implements Watcher {
    private final List<KernelRow> rows;

    /** Kernels go to {@code rows}. */
    Collector(List<KernelRow> rows) {
      this.rows = rows;
    }

    @Override
    public void checked() {
      watcher.checked();
    }

    @Override
    public void measured(KernelRow row) {
      rows.add(row);
      watcher.measured(row);
    }

    @Override
    public void measured(TrainingRow row) {
      training.add(row);
      watcher.measured(row);
    }

    @Override
    public void failed(Failure failure) {
      fail(failure);
    }
  }
}
