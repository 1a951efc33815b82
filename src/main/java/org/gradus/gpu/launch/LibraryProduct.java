package org.gradus.gpu.launch;

import org.gradus.op.DType;
import org.gradus.plan.Step;

/**
 * A batch of matrix products that the driver's library computes, {@code c = a b}, where a kernel of
 * Gradus's would: row-major and dense, one product behind the other, sums in F32, nothing added at
 * the end. No extent is 0.
 *
 * @param library which library, such as {@code cublas}
 * @param transposeA whether {@code a} is stored as (K, M) and not as (M, K)
 * @param transposeB whether {@code b} is stored as (N, K) and not as (K, N)
 * @param batch the number of products
 * @param m rows of a result
 * @param n columns of a result
 * @param k the inner length
 * @param a the first operands
 * @param b the second operands
 * @param operands the element type of both
 * @param tf32 whether F32 operands may be rounded to TF32
 * @param c where the results go
 * @param results their element type: that of the operands, or F32
 * @param step the step of the plan it belongs to
 * @param work what it has to do at the least
 */
public record LibraryProduct(
    String library,
    boolean transposeA,
    boolean transposeB,
    int batch,
    int m,
    int n,
    int k,
    Place a,
    Place b,
    DType operands,
    boolean tf32,
    Place c,
    DType results,
    Step step,
    Work work)
    implements Launch {
  @Override
  public String name() {
    return library + (batch == 1 ? "_gemm" : "_gemm_batched");
  }

  @Override
  public String extent() {
    return "";
  }

  /** The library, the extents and the step: what an error of this product is told with. */
  @Override
  public String toString() {
    return "%s (%s%s, %s%dx%dx%d, %s to %s), step %s"
        .formatted(
            name(),
            transposeA ? "T" : "N",
            transposeB ? "T" : "N",
            batch == 1 ? "" : batch + " of ",
            m,
            n,
            k,
            tf32 ? "tf32" : operands,
            results,
            step);
  }
}
