package org.gradus.check;

import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/**
 * An operand of a case.
 *
 * @param spec element type and shape; F32 stands for whatever float type the case is run in
 * @param domain where its values are drawn from
 * @param variable whether it is a variable rather than an input
 */
public record OperandSpec(TensorSpec spec, Domain domain, boolean variable) {
  /** An F32 input drawn from the standard normal distribution. */
  static OperandSpec of(int... dims) {
    return of(Domain.normal(), dims);
  }

  /** An F32 input. */
  static OperandSpec of(Domain domain, int... dims) {
    return of(DType.F32, domain, dims);
  }

  /** An input. */
  static OperandSpec of(DType dtype, Domain domain, int... dims) {
    return new OperandSpec(TensorSpec.of(dtype, dims), domain, false);
  }

  /** I32 indices from 0 to {@code bound - 1}. */
  static OperandSpec indices(int bound, int... dims) {
    return of(DType.I32, Domain.integers(bound), dims);
  }

  /** The same as a variable. */
  OperandSpec asVariable() {
    return new OperandSpec(spec, domain, true);
  }
}
