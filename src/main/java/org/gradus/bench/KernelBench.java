package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gradus.device.Device;
import org.gradus.op.DType;

/** Measures the cases one after another, each in turns with a copy. */
public final class KernelBench {
  /** Bytes that each case moves where the size of the caches is not known. */
  private static final long TRAFFIC = 256L << 20;

  private static final long QUICK_TRAFFIC = 64 << 10;
  private static final int WARM_UPS = 3;
  private static final long SEED = 20_250;

  private final Device device;
  private final BenchOptions options;
  private final Consumer<KernelRow> progress;
  private final long traffic;
  private final Noise noise = new Noise(SEED);

  /**
   * A benchmark of {@code device}.
   *
   * @param progress is given each row as it comes, before a product's share is known
   */
  public KernelBench(Device device, BenchOptions options, Consumer<KernelRow> progress) {
    this.device = device;
    this.options = options;
    this.progress = progress;
    traffic = options.quick() ? QUICK_TRAFFIC : Math.max(TRAFFIC, 4 * Caches.lastLevelBytes());
  }

  /** The bytes that each memory-bound case reads and writes. */
  public long traffic() {
    return traffic;
  }

  /**
   * Measures everything that is asked for.
   *
   * @return a row for each case, by family
   * @throws IllegalArgumentException if no case measures the op asked for; the message names some
   *     that are near
   */
  public List<KernelRow> run() {
    List<KernelCase> cases =
        KernelCases.named(options.op(), KernelCases.all(traffic, options.quick()));
    List<KernelRow> rows = new ArrayList<>();
    try (CaseRun copy = new CaseRun(device, KernelCases.copy(DType.F32, traffic), traffic, noise)) {
      for (KernelCase one : cases) {
        KernelRow row = measure(one, copy);
        rows.add(row);
        progress.accept(row);
      }
    }
    return rows.stream().map(row -> row.isProduct() ? ofBest(row, rows) : row).toList();
  }

  private KernelRow measure(KernelCase one, CaseRun copy) {
    try (CaseRun run = new CaseRun(device, one, traffic, noise)) {
      for (int i = 0; i < WARM_UPS; i++) {
        copy.warmUp();
        run.warmUp();
      }
      copy.clear();
      Pace pace = new Pace(options.quick());
      while (pace.goesOn()) {
        copy.sample();
        run.sample();
      }
      KernelRow row = run.row(one);
      double copied = copy.row(one).gigabytesPerSecond();
      return row.isProduct() ? row : row.withShare(row.gigabytesPerSecond() / copied);
    }
  }

  private static KernelRow ofBest(KernelRow row, List<KernelRow> rows) {
    double best =
        rows.stream()
            .filter(other -> other.dtype() == row.dtype())
            .mapToDouble(KernelRow::gigaflops)
            .max()
            .orElse(0);
    return row.withShare(row.gigaflops() / best);
  }
}
