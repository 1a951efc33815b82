package org.gradus.op;

import java.util.Locale;

/** Sums of products over a shared axis. */
public sealed interface Contract extends Op {
  /**
   * Matrix product over the last two axes: a (..., M, K) and b (..., K, N) give (..., M, N); the
   * leading axes are equal. With {@code transposeA} a is stored as (..., K, M), with {@code
   * transposeB} b as (..., N, K).
   */
  record MatMul(boolean transposeA, boolean transposeB, Form form) implements Contract {
    /** A product in its plain form. */
    public MatMul(boolean transposeA, boolean transposeB) {
      this(transposeA, transposeB, Form.PLAIN);
    }

    @Override
    public String name() {
      return "matmul";
    }
  }

  /** What is multiplied and how sums, which are always F32 or wider, are stored. */
  enum Form {
    /** Operands as they are; the result is of their type. */
    PLAIN,
    /** Operands as they are; the result of BF16 and F16 ones is F32, as the sums were. */
    WIDE,
    /**
     * F32 operands, each rounded to the 11 significant bits of TF32, to nearest and ties away from
     * zero; the result is F32. What NVIDIA's tensor cores multiply.
     */
    TF32;

    /** The type of results of operands of type {@code operands}. */
    public DType result(DType operands) {
      boolean half = operands == DType.BF16 || operands == DType.F16;
      return this == WIDE && half ? DType.F32 : operands;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
