package org.gradus.cpu;

/**
 * Floats of an operand as an array that begins with them: the operand's own, if it does, else one
 * beside it, to and from which they are copied.
 */
record FromZero(Operand operand, float[] values) {
  static FromZero of(Operand operand) {
    return new FromZero(
        operand, operand.offset() == 0 ? operand.floats() : new float[operand.size()]);
  }

  /** Makes elements {@code from} to {@code to} of the array those of the operand. */
  void take(int from, int to) {
    if (values != operand.floats()) {
      System.arraycopy(operand.floats(), operand.offset() + from, values, from, to - from);
    }
  }

  /** Makes elements {@code from} to {@code to} of the operand those of the array. */
  void put(int from, int to) {
    if (values != operand.floats()) {
      System.arraycopy(values, from, operand.floats(), operand.offset() + from, to - from);
    }
  }
}
