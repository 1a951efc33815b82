package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Storage;
import org.jspecify.annotations.Nullable;

/** The arrays behind a plan's buffers: one for each element type, and those of the variables. */
final class Memory {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final List<Object> pools = new ArrayList<>();
  private final CpuStore store;

  Memory(Plan plan, CpuStore store) {
    this.store = store;
    for (DType dtype : DType.values()) {
      long elements = plan.poolBytes().get(dtype.ordinal()) / dtype.bytes();
      pools.add(allocate("the plan's scratch", dtype, elements));
    }
  }

  /**
   * A new array.
   *
   * @throws DeviceException if there are more elements than an array can have
   */
  static Object allocate(String what, DType dtype, long elements) {
    if (elements > LONGEST_ARRAY) {
      throw new DeviceException(
          "cpu: %s needs %,d elements of %s in one Java array, which holds at most %,d"
              .formatted(what, elements, dtype, LONGEST_ARRAY));
    }
    return HostTensor.array(dtype, (int) elements);
  }

  /** The operand in {@code buffer}, or null if it is absent. */
  @Nullable Operand bind(Buffer buffer) {
    return buffer.isPresent()
        ? new Operand(array(buffer), buffer.spec().dtype(), offset(buffer), buffer.spec().shape())
        : null;
  }

  Object array(Buffer buffer) {
    return switch (buffer.storage()) {
      case Storage.Scratch scratch -> pools.get(scratch.pool());
      case Storage.State state -> store.array(state.variable());
      case Storage.Absent ignored -> throw absent(buffer);
    };
  }

  /** Where {@code buffer} begins in its array, in elements. */
  int offset(Buffer buffer) {
    long bytes =
        switch (buffer.storage()) {
          case Storage.Scratch scratch -> scratch.offset();
          case Storage.State state -> state.offset();
          case Storage.Absent ignored -> throw absent(buffer);
        };
    return Math.toIntExact(bytes / buffer.spec().dtype().bytes());
  }

  private static IllegalArgumentException absent(Buffer buffer) {
    return new IllegalArgumentException("cpu: nobody computes " + buffer);
  }

  /** Fails unless host values have the spec of what they are copied to or from. */
  static void check(String what, TensorSpec spec, TensorSpec host) {
    if (!spec.equals(host)) {
      throw new IllegalArgumentException("cpu: %s is %s, not %s".formatted(what, spec, host));
    }
  }
}
