package org.gradus.gpu;

import java.util.Arrays;
import org.gradus.op.DType;

/** When kernels may read and write several elements at once. */
final class Wide {
  /** Bytes of one access. */
  static final int BYTES = 16;

  private Wide() {}

  /**
   * Whether runs of {@code length} elements, one after another from each place, all are aligned.
   */
  static boolean isAligned(long length, DType dtype, Place... places) {
    return length * dtype.bytes() % BYTES == 0
        && Arrays.stream(places).allMatch(place -> place.offset() % BYTES == 0);
  }
}
