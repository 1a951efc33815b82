package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import org.gradus.gpu.launch.Argument;
import org.gradus.op.DType;

/** Tensor maps as the driver encodes them, once the tensors' addresses are known. */
final class TensorMaps {
  /** A {@code CUtensorMap}. */
  static final int BYTES = 128;

  /** What one begins at a multiple of. */
  static final int ALIGNMENT = 64;

  // Numbers of cuda.h.
  private static final int FLOAT16 = 6;
  private static final int BFLOAT16 = 9;
  private static final int NO_INTERLEAVE = 0;
  private static final int SWIZZLE_128B = 3;
  private static final int PROMOTE_TO_256B = 3; // what the L2 cache fetches at once
  private static final int FILL_WITH_ZEROS = 0;

  private TensorMaps() {}

  /**
   * Encodes {@code map} of a tensor that begins at {@code address} into {@code to}.
   *
   * @throws org.gradus.device.DeviceException if the driver refuses
   */
  static void encode(Argument.TensorMap map, long address, MemorySegment to) {
    try (Arena arena = Arena.ofConfined()) {
      int rank = map.extents().size();
      long[] extents = map.extents().stream().mapToLong(Long::longValue).toArray();
      int[] box = map.box().stream().mapToInt(Integer::intValue).toArray();
      int[] steps = Collections.nCopies(rank, 1).stream().mapToInt(Integer::intValue).toArray();
      int code =
          NativeDriver.encodeTensorMap(
              to,
              map.dtype() == DType.BF16 ? BFLOAT16 : FLOAT16,
              rank,
              MemorySegment.ofAddress(address),
              arena.allocateFrom(ValueLayout.JAVA_LONG, extents),
              arena.allocateFrom(ValueLayout.JAVA_LONG, map.strides()),
              arena.allocateFrom(ValueLayout.JAVA_INT, box),
              arena.allocateFrom(ValueLayout.JAVA_INT, steps),
              NO_INTERLEAVE,
              SWIZZLE_128B,
              PROMOTE_TO_256B,
              FILL_WITH_ZEROS);
      Codes.check(code, "cuTensorMapEncodeTiled of %s at 0x%x".formatted(map, address));
    }
  }
}
