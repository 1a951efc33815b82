package org.gradus.bench;

import static org.gradus.bench.Operand.normal;

import java.util.List;
import java.util.Locale;
import org.gradus.device.Device;
import org.gradus.op.Contract;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.pass.Precision;

/**
 * A matrix product to be measured, op(a) (M, K) by op(b) (K, N).
 *
 * @param label whose product it is, such as {@code qkv forward, width 768}; may be empty
 * @param batch how many of them there are
 * @param m rows of a result
 * @param n columns of a result
 * @param k the inner length
 * @param transposes how operands are stored: {@code NN}, {@code NT}, {@code TN} or {@code TT}
 * @param precision of operands and results: of TF32 they are F32, rounded as they are multiplied
 */
public record MatmulCase(
    String label, int batch, int m, int n, int k, String transposes, Precision precision) {
  /** Only one, stored as it is multiplied. */
  static MatmulCase of(String label, int m, int n, int k, String transposes) {
    return new MatmulCase(label, 1, m, n, k, transposes, Precision.BF16);
  }

  /** The same in another precision. */
  public MatmulCase in(Precision other) {
    return new MatmulCase(label, batch, m, n, k, transposes, other);
  }

  /** The same with other transposes. */
  public MatmulCase stored(String other) {
    return new MatmulCase(label, batch, m, n, k, other, precision);
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
        precision);
  }

  /** The element type of operands and results. */
  public DType dtype() {
    DType narrow = precision.narrow();
    return narrow == null ? DType.F32 : narrow;
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

  /** Extents, transposes, precision. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(extents(), transposes, precision);
  }

  /** Whether {@code device} multiplies so; what is decomposed for it is another product. */
  public boolean runsOn(Device device) {
    Operand a = matrix(m, k, transposeA());
    Operand b = matrix(k, n, transposeB());
    return device.capabilities().kernels().supports(op(), List.of(a.spec(), b.spec()));
  }

  private Contract.MatMul op() {
    Form form = precision == Precision.TF32 ? Form.TF32 : Form.PLAIN;
    return new Contract.MatMul(transposeA(), transposeB(), form);
  }

  /** The case as others are measured. */
  KernelCase kernel() {
    Operand a = matrix(m, k, transposeA());
    Operand b = matrix(k, n, transposeB());
    return KernelCase.of("matmul", op(), a, b).with(transposes);
  }

  private Operand matrix(int rows, int columns, boolean transposed) {
    int height = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    return batch == 1 ? normal(dtype(), height, width) : normal(dtype(), batch, height, width);
  }
}
