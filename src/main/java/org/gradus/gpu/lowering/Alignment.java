package org.gradus.gpu.lowering;

import java.util.Arrays;
import org.gradus.gpu.launch.Place;

/** Whether kernels may read and write 16 bytes at once. */
final class Alignment {
  /** The bytes of one access. */
  static final int BYTES = 16;

  private Alignment() {}

  /** Whether all places are at multiples of 16 bytes, as all regions begin at one. */
  static boolean of(Place... places) {
    return Arrays.stream(places).allMatch(place -> place.offset() % BYTES == 0);
  }
}
