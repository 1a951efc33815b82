package org.gradus.op;

/** Sums of products over a shared axis. */
public sealed interface Contract extends Op {
  /**
   * Matrix product over the last two axes: a (..., M, K) and b (..., K, N) give (..., M, N); the
   * leading axes are equal. With {@code transposeA} a is stored as (..., K, M), with {@code
   * transposeB} b as (..., N, K).
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Contract {
    @Override
    public String name() {
      return "matmul";
    }
  }
}
