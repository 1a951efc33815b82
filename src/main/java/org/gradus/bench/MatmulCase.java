package org.gradus.bench;

import static org.gradus.bench.Operand.normal;

import java.util.Locale;
import org.gradus.op.Contract;
import org.gradus.op.DType;

/**
 * A matrix product to be measured, op(a) (M, K) by op(b) (K, N).
 *
 * @param label whose product it is, such as {@code qkv forward, width 768}; may be empty
 * @param batch how many of them there are
 * @param m rows of a result
 * @param n columns of a result
 * @param k the inner length
 * @param transposes how operands are stored: {@code NN}, {@code NT}, {@code TN} or {@code TT}
 * @param dtype the element type of operands and results
 */
public record MatmulCase(
    String label, int batch, int m, int n, int k, String transposes, DType dtype) {
  /** Only one, stored as it is multiplied. */
  static MatmulCase of(String label, int m, int n, int k, String transposes) {
    return new MatmulCase(label, 1, m, n, k, transposes, DType.BF16);
  }

  /** The same of another type. */
  public MatmulCase typed(DType other) {
    return new MatmulCase(label, batch, m, n, k, transposes, other);
  }

  /** The same with other transposes. */
  public MatmulCase stored(String other) {
    return new MatmulCase(label, batch, m, n, k, other, dtype);
  }

  /** The same, or so small that it takes no time. */
  public MatmulCase shrunk(boolean quick) {
    Sizes sizes = new Sizes(0, quick);
    return new MatmulCase(
        label,
        sizes.extent(batch),
        sizes.extent(m),
        sizes.extent(n),
        sizes.extent(k),
        transposes,
        dtype);
  }

  boolean transposeA() {
    return transposes.charAt(0) == 'T';
  }

  boolean transposeB() {
    return transposes.charAt(1) == 'T';
  }

  /** Extents such as {@code 8x4096x1024x512}: batch, where there is one, M, N and K. */
  public String extents() {
    String one = String.format(Locale.ROOT, "%dx%dx%d", m, n, k);
    return batch == 1 ? one : batch + "x" + one;
  }

  /** Extents, transposes, type. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(extents(), transposes, dtype);
  }

  /** The case as others are measured. */
  KernelCase kernel() {
    Operand a = matrix(m, k, transposeA());
    Operand b = matrix(k, n, transposeB());
    return KernelCase.of("matmul", new Contract.MatMul(transposeA(), transposeB()), a, b)
        .with(transposes);
  }

  private Operand matrix(int rows, int columns, boolean transposed) {
    int height = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    return batch == 1 ? normal(dtype, height, width) : normal(dtype, batch, height, width);
  }
}
