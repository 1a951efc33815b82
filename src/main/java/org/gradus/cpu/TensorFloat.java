package org.gradus.cpu;

/**
 * Rounding to TF32: a float's exponent and 11 significant bits, the nearest, ties away from zero,
 * as {@code cvt.rna.tf32.f32} does. NaN and infinities stay.
 */
final class TensorFloat {
  private static final int HALF = 1 << 12; // of the last bit that is kept
  private static final int KEPT = -(1 << 13);

  private TensorFloat() {}

  static float round(float value) {
    return Float.isFinite(value)
        ? Float.intBitsToFloat((Float.floatToRawIntBits(value) + HALF) & KEPT)
        : value;
  }

  /** Of a double that a float holds. */
  static double round(double value) {
    return round((float) value);
  }

  /** A kernel that rounds all elements of {@code from} to {@code to}. */
  static Kernel round(Operand from, Operand to, Parallel parallel) {
    return parallel.elements(from.size(), (first, last) -> round(from, to, first, last));
  }

  private static void round(Operand from, Operand to, int first, int last) {
    float[] x = from.floats();
    float[] y = to.floats();
    int shift = from.offset() - to.offset();
    for (int i = to.offset() + first; i < to.offset() + last; i++) {
      y[i] = round(x[i + shift]);
    }
  }
}
