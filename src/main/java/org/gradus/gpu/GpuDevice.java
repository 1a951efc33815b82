package org.gradus.gpu;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.Tuning;
import org.gradus.device.VariableStore;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.lowering.ForcedProducts;
import org.gradus.gpu.lowering.Kernels;
import org.gradus.graph.Variables;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.jspecify.annotations.Nullable;

/** A device that runs the portable kernels through a {@link Driver}, which it closes. */
public final class GpuDevice implements Device {
  /** A data set may take one part in so many of the memory; models need the rest. */
  private static final int DATA_SHARE = 4;

  private final Driver driver;
  private final TunedFile tuned;
  private final Traits traits;
  private final Capabilities capabilities;
  private final Transfers transfers;
  private final SequencedSet<AutoCloseable> open = new LinkedHashSet<>();

  /** A device on {@code driver}, which stays open if this throws. */
  public GpuDevice(Driver driver) {
    this.driver = driver;
    tuned = TunedFile.of(driver.info(), System.getenv());
    traits = ForcedProducts.in(tuned.in(driver.traits()), System.getenv());
    capabilities =
        new Capabilities(
            EnumSet.of(DType.F32, DType.BF16, DType.F16, DType.I32, DType.U8),
            new Kernels(driver.traits()),
            MemoryModel.BYTES,
            dataBytes(driver));
    transfers = new Transfers(driver);
  }

  /** Nothing where the device is a processor, whose memory is the host's. */
  private static long dataBytes(Driver driver) {
    if (driver.traits().cpu()) {
      return 0;
    }
    long share = driver.info().memoryBytes() / DATA_SHARE;
    return Math.min(share, driver.traits().largestAllocation());
  }

  Driver driver() {
    return driver;
  }

  /** What the choice of kernels depends on. */
  Traits traits() {
    return traits;
  }

  Transfers transfers() {
    return transfers;
  }

  @Override
  public DeviceInfo info() {
    return driver.info();
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public String lacks(Op op) {
    return op instanceof Custom ? driver.compilerMissing() : "";
  }

  @Override
  public @Nullable Tuning tuning() {
    boolean chooses = !traits.cpu() && traits.products().isEmpty();
    return chooses ? new ProductTuning(this, tuned) : null;
  }

  @Override
  public VariableStore allocate(Variables variables) {
    return remember(new GpuStore(this, variables));
  }

  @Override
  public Executable load(Plan plan, VariableStore store) {
    return load(plan, store, traits);
  }

  /** As {@link #load(Plan, VariableStore)}, with kernels chosen as for other traits. */
  Executable load(Plan plan, VariableStore store, Traits chosenFor) {
    if (!(store instanceof GpuStore variables) || variables.device() != this) {
      throw new IllegalArgumentException(
          info().id() + ": the variables lie on another device: " + store);
    }
    return remember(new GpuExecutable(this, plan, variables, chosenFor));
  }

  /** Throws what the runs over {@code store} found and nobody was told yet. */
  void tellFaults(GpuStore store) {
    for (AutoCloseable each : open) {
      if (each instanceof GpuExecutable executable && executable.isOver(store)) {
        executable.tellFault();
      }
    }
  }

  private <C extends AutoCloseable> C remember(C resource) {
    open.add(resource);
    return resource;
  }

  void forget(AutoCloseable resource) {
    open.remove(resource);
  }

  /** Closes what is still open, the newest first, and then the driver, whatever fails. */
  @Override
  public void close() {
    try (driver;
        transfers) {
      while (!open.isEmpty()) {
        close(open.removeLast());
      }
    }
  }

  private static void close(AutoCloseable resource) {
    switch (resource) {
      case Executable executable -> executable.close();
      case VariableStore store -> store.close();
      default -> throw new IllegalStateException("not made here: " + resource);
    }
  }
}
