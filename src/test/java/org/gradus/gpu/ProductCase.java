package org.gradus.gpu;

import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.MatMulBias;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products to be computed on tensor cores.
 *
 * @param operands the element type of both operands; F32 ones are rounded to tf32
 * @param units multiprocessors, by which tiles and slices are chosen
 */
public record ProductCase(DType operands, int m, int n, int k, Layout layout, End end, int units) {
  /** So many that the smallest tiles are chosen, and as many slices as there can be. */
  private static final int MANY = 1 << 20;

  /**
   * How operands lie in memory.
   *
   * @param batch how many products there are
   * @param shift how many elements further on operands lie than at a multiple of 256 bytes
   */
  record Layout(boolean transposeA, boolean transposeB, int batch, int shift) {}

  /**
   * What becomes of sums.
   *
   * @param activation applied after the bias, if there is one
   */
  record End(DType result, boolean biased, @Nullable UnaryKind activation) {}

  /** A product of matrices of {@code operands} to one of the same type. */
  public static ProductCase of(DType operands, int m, int n, int k) {
    Layout plain = new Layout(false, false, 1, 0);
    return new ProductCase(operands, m, n, k, plain, new End(operands, false, null), MANY);
  }

  /** The same with operands stored as their transposes. */
  public ProductCase transposed(boolean a, boolean b) {
    return lying(new Layout(a, b, layout.batch, layout.shift));
  }

  /** So many products. */
  public ProductCase times(int batch) {
    return lying(new Layout(layout.transposeA, layout.transposeB, batch, layout.shift));
  }

  /** The same with operands that lie {@code shift} elements further on. */
  public ProductCase shifted(int shift) {
    return lying(new Layout(layout.transposeA, layout.transposeB, layout.batch, shift));
  }

  /** The same with a result in F32. */
  public ProductCase wide() {
    return ending(new End(DType.F32, end.biased, end.activation));
  }

  /** The same with a bias and perhaps an activation. */
  public ProductCase ending(@Nullable UnaryKind activation) {
    return ending(new End(end.result, true, activation));
  }

  /** The same for a device of so many multiprocessors. */
  public ProductCase on(int units) {
    return new ProductCase(operands, m, n, k, layout, end, units);
  }

  private ProductCase lying(Layout layout) {
    return new ProductCase(operands, m, n, k, layout, end, units);
  }

  private ProductCase ending(End end) {
    return new ProductCase(operands, m, n, k, layout, end, units);
  }

  Op op() {
    Unary unary = end.activation == null ? null : new Unary(end.activation);
    return end.biased
        ? new MatMulBias(layout.transposeA, layout.transposeB, unary, form())
        : new MatMul(layout.transposeA, layout.transposeB, form());
  }

  private Form form() {
    return operands == DType.F32 ? Form.TF32 : end.result == operands ? Form.PLAIN : Form.WIDE;
  }

  Shape shapeA() {
    return layout.transposeA ? Shape.of(layout.batch, k, m) : Shape.of(layout.batch, m, k);
  }

  Shape shapeB() {
    return layout.transposeB ? Shape.of(layout.batch, n, k) : Shape.of(layout.batch, k, n);
  }

  Shape shapeY() {
    return Shape.of(layout.batch, m, n);
  }
}
