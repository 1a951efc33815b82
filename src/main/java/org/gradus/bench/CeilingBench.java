package org.gradus.bench;

import java.util.List;
import java.util.function.Function;
import org.gradus.device.DeviceInfo;
import org.gradus.op.DType;

/**
 * Measures what bounds kernels: how fast memory is copied, read and written in pieces of several
 * sizes, and how fast the largest matrix products are.
 */
final class CeilingBench {
  private static final int[] MULTIPLES = {1, 2, 4};
  private static final int[] SQUARES = {1024, 2048, 4096, 8192};

  /** Nanoseconds of a product after which no larger one is tried: it would be no faster. */
  private static final double LONG = 1e8;

  /** Operands take one part in so many of the memory at most. */
  private static final int SHARE = 8;

  private final List<Provider> providers;
  private final DeviceInfo device;
  private final boolean quick;
  private final Watcher watcher;

  /** A benchmark that tells {@code watcher} what it finds. */
  CeilingBench(List<Provider> providers, DeviceInfo device, boolean quick, Watcher watcher) {
    this.providers = providers;
    this.device = device;
    this.quick = quick;
    this.watcher = watcher;
  }

  void run() {
    try (Sessions sessions = new Sessions(providers, device, quick)) {
      memory(sessions.own().getFirst());
      for (Session session : sessions.all()) {
        products(session, DType.F32);
        products(session, DType.BF16);
      }
    }
  }

  private void memory(Session session) {
    long usual = Traffic.of(device, quick).bytes();
    long most = Math.max(usual, memoryBytes() / SHARE);
    List<Function<Sizes, KernelCase>> kinds =
        List.of(CeilingCases::copy, CeilingCases::read, CeilingCases::write);
    for (Function<Sizes, KernelCase> kind : kinds) {
      for (int multiple : MULTIPLES) {
        if (multiple * usual <= most) {
          measure(session, kind.apply(new Sizes(multiple * usual, quick)));
        }
      }
    }
  }

  /** The device's memory; operands also pass through the heap, whose arrays end at 2^31. */
  private long memoryBytes() {
    long heap = Math.min(Runtime.getRuntime().maxMemory(), SHARE * (1L << 31));
    return device.memoryBytes() == 0 ? heap : Math.min(device.memoryBytes(), heap);
  }

  private void products(Session session, DType dtype) {
    double last = 0;
    for (int extent : SQUARES) {
      if (last < LONG) {
        last = measure(session, CeilingCases.product(dtype, new Sizes(0, quick).extent(extent)));
      }
      if (quick) {
        return;
      }
    }
  }

  /** Returns the median time in nanoseconds, or infinity if there is none. */
  private double measure(Session session, KernelCase one) {
    try {
      KernelRow row = session.measure(one);
      watcher.measured(row);
      return row.times().median();
    } catch (RuntimeException | OutOfMemoryError e) {
      watcher.failed(Failure.of(Part.CEILINGS.toString(), session.title(one), e));
      return Double.POSITIVE_INFINITY;
    }
  }
}
