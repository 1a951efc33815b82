package org.gradus.cpu.math;

import org.jspecify.annotations.Nullable;

/**
 * What a matrix product does to its result before it leaves the cache: {@code activation(c +
 * bias)}.
 *
 * @param bias values added to each row of C, from {@code biasOffset}; absent to add nothing
 * @param biasOffset where the bias begins in {@code bias}
 * @param activation applied in place to parts of rows; absent for the identity
 */
public record Epilogue(float @Nullable [] bias, int biasOffset, @Nullable Activation activation) {
  /** Leaves the product as it is. */
  public static final Epilogue NONE = new Epilogue(null, 0, null);

  /** An elementwise function, applied in place. */
  @FunctionalInterface
  public interface Activation {
    /** Replaces {@code length} values from {@code offset} by the function's. */
    void apply(float[] values, int offset, int length);
  }

  /** Finishes columns {@code column} to {@code column + length} of a row, stored at {@code at}. */
  void apply(float[] c, int at, int column, int length) {
    float[] values = bias;
    if (values != null) {
      int from = biasOffset + column;
      for (int j = 0; j < length; j++) {
        c[at + j] += values[from + j];
      }
    }
    if (activation != null) {
      activation.apply(c, at, length);
    }
  }
}
