package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceInfo;

/**
 * Measures the cases one after another, each in turns with a copy; matrix products with the kernels
 * of every provider, one behind the other.
 */
public final class KernelBench {
  private final List<Provider> providers;
  private final DeviceInfo device;
  private final BenchOptions options;
  private final Watcher watcher;

  /**
   * A benchmark of {@code device}.
   *
   * @param providers whose kernels are measured: Gradus's own first, which alone have all ops
   * @param device what they open
   */
  public KernelBench(
      List<Provider> providers, DeviceInfo device, BenchOptions options, Watcher watcher) {
    this.providers = List.copyOf(providers);
    this.device = device;
    this.options = options;
    this.watcher = watcher;
  }

  /** The bytes that each memory-bound case reads and writes. */
  public long traffic() {
    return Traffic.of(device, options.quick()).bytes();
  }

  /**
   * Measures everything that is asked for. A case that fails is told to the watcher, and has no
   * row.
   *
   * @return a row for each case, by family
   * @throws IllegalArgumentException if no case measures the op asked for or one of the families;
   *     the message names others
   */
  public List<KernelRow> run() {
    List<KernelCase> all = KernelCases.all(traffic(), options.quick());
    List<KernelCase> cases =
        KernelCases.named(options.op(), KernelCases.ofFamilies(options.families(), all));
    List<KernelRow> rows = new ArrayList<>();
    try (Sessions sessions = new Sessions(providers, device, options.quick())) {
      for (KernelCase one : cases) {
        for (Session session : one.isProduct() ? sessions.all() : sessions.own()) {
          measure(one, session, rows);
        }
      }
    }
    return KernelRow.ofFastest(rows, List.of());
  }

  private void measure(KernelCase one, Session session, List<KernelRow> rows) {
    try {
      KernelRow row = session.measureBesideCopy(one);
      rows.add(row);
      watcher.measured(row);
    } catch (RuntimeException | OutOfMemoryError e) {
      watcher.failed(Failure.of(Part.KERNELS.toString(), session.title(one), e));
    }
  }
}
