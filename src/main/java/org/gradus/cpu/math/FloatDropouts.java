package org.gradus.cpu.math;

/** Dropout over runs of floats, by the words of Philox that belong to them. */
public interface FloatDropouts {
  /**
   * y = x scale where the element is kept, else 0.
   *
   * @param first the tensor's element at {@code x[xAt]}; a multiple of four, as a block of Philox
   *     serves four elements
   * @param threshold elements whose word, shifted right by 8, is below this are dropped
   */
  void apply(
      DropoutKey key,
      int first,
      int threshold,
      float scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int n);
}
