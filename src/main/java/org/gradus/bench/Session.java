package org.gradus.bench;

import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.op.DType;
import org.jspecify.annotations.Nullable;

/**
 * An open device on which cases are measured one after another.
 *
 * <p>What a failed kernel leaves behind may spoil all that follows, so the device is opened anew
 * after a failure.
 */
final class Session implements AutoCloseable {
  private static final int WARM_UPS = 3;
  private static final long SEED = 20_250;

  private final Provider provider;
  private final boolean quick;
  private final Traffic traffic;
  private final Noise noise = new Noise(SEED);
  private @Nullable Device device;
  private @Nullable CaseRun copy;

  Session(Provider provider, DeviceInfo info, boolean quick) {
    this.provider = provider;
    this.quick = quick;
    traffic = Traffic.of(info, quick);
  }

  /** What a row of the case is called. */
  String title(KernelCase one) {
    return KernelRow.title(one.toString(), provider.name());
  }

  /** Whose kernels these are. */
  String name() {
    return provider.name();
  }

  /** The case on the open device, for whoever closes it again. */
  CaseRun load(KernelCase one) {
    return new CaseRun(device(), one, traffic.bytes(), noise);
  }

  /**
   * As {@link #load(KernelCase)}, computed one of the ways that the device's tuning tells of.
   *
   * @param turns how many take turns: their operands are out of the caches together
   */
  CaseRun load(KernelCase one, String way, int turns) {
    return new CaseRun(device(), one, traffic.bytes() / turns, noise, way);
  }

  /** Runs the case until it is as fast as it gets. */
  static void warmUp(CaseRun run) {
    for (int i = 0; i < WARM_UPS; i++) {
      run.warmUp();
    }
  }

  /** The case by itself. */
  KernelRow measure(KernelCase one) {
    try (CaseRun run = new CaseRun(device(), one, traffic.bytes(), noise)) {
      warmUp(run);
      Pace pace = new Pace(quick);
      while (pace.goesOn()) {
        run.sample();
      }
      return run.row();
    } catch (RuntimeException | OutOfMemoryError e) {
      reopen();
      throw e;
    }
  }

  /** The case in turns with a copy, of whose speed it then has a share unless it is a product. */
  KernelRow measureBesideCopy(KernelCase one) {
    try (CaseRun run = new CaseRun(device(), one, traffic.bytes(), noise)) {
      CaseRun beside = copy();
      for (int i = 0; i < WARM_UPS; i++) {
        beside.warmUp();
        run.warmUp();
      }
      beside.clear();
      Pace pace = new Pace(quick);
      while (pace.goesOn()) {
        beside.sample();
        run.sample();
      }
      KernelRow row = run.row();
      double copied = beside.row().gigabytesPerSecond();
      return row.product() ? row : row.withShare(row.gigabytesPerSecond() / copied);
    } catch (RuntimeException | OutOfMemoryError e) {
      reopen();
      throw e;
    }
  }

  /** The device, which is opened for the first that asks. */
  Device device() {
    Device open = device;
    if (open == null) {
      open = provider.open();
      device = open;
    }
    return open;
  }

  private CaseRun copy() {
    CaseRun made = copy;
    if (made == null) {
      KernelCase one = KernelCases.copy(DType.F32, traffic.bytes());
      made = new CaseRun(device(), one, traffic.bytes(), noise);
      copy = made;
    }
    return made;
  }

  /** Closes the device, which the next case opens; what cannot be freed any more is left. */
  void reopen() {
    try {
      close();
    } catch (RuntimeException e) {
      // The failure that led here is told; this is what follows from it.
    }
  }

  @Override
  public void close() {
    Device open = device;
    copy = null; // closed with the device
    device = null;
    if (open != null) {
      open.close();
    }
  }
}
