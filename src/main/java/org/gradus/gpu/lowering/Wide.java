package org.gradus.gpu.lowering;

import java.util.Arrays;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;

/** How many elements a kernel that includes {@code wide.h} takes at once. */
final class Wide {
  /** Elements that a processor takes: those of its widest registers, or two of narrower ones. */
  static final int ON_CPU = 16;

  /** Bytes of one access on a GPU. */
  private static final int BYTES = 16;

  private Wide() {}

  /** The program for processors. */
  static Program onCpu(Program program) {
    return program.with("CPU", 1).with("LANES", ON_CPU);
  }

  /**
   * As many as 16 bytes hold, if runs of {@code length} elements, one after another from each
   * place, are all aligned to that; else 1.
   */
  static int elements(long length, DType dtype, Place... places) {
    boolean aligned =
        length * dtype.bytes() % BYTES == 0
            && Arrays.stream(places).allMatch(place -> place.offset() % BYTES == 0);
    return aligned ? BYTES / dtype.bytes() : 1;
  }
}
