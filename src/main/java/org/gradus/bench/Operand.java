package org.gradus.bench;

import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/**
 * An operand of a case.
 *
 * @param spec element type and shape
 * @param values what is in it
 * @param bound where indices end; of no meaning for other values
 */
record Operand(TensorSpec spec, Values values, int bound) {
  /** What an operand holds; nothing is ever all zeros, which some devices move faster. */
  enum Values {
    /** The standard normal distribution. */
    NORMAL,
    /** Magnitudes of it, for roots and logarithms. */
    MAGNITUDES,
    /** Whole numbers from 0 to below the bound. */
    INDICES,
    /** Ones. */
    ONES
  }

  static Operand normal(DType dtype, int... dims) {
    return new Operand(TensorSpec.of(dtype, dims), Values.NORMAL, 0);
  }

  static Operand magnitudes(DType dtype, int... dims) {
    return new Operand(TensorSpec.of(dtype, dims), Values.MAGNITUDES, 0);
  }

  static Operand indices(int bound, int... dims) {
    return new Operand(TensorSpec.of(DType.I32, dims), Values.INDICES, bound);
  }

  /** Zeros and ones in a byte each. */
  static Operand flags(int... dims) {
    return new Operand(TensorSpec.of(DType.U8, dims), Values.INDICES, 2);
  }

  static Operand ones(DType dtype, int... dims) {
    return new Operand(TensorSpec.of(dtype, dims), Values.ONES, 0);
  }
}
