package org.gradus.gpu.lowering;

import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products to be computed by {@code sm80_matmul}.
 *
 * @param operands the element type of both operands; F32 ones are rounded to tf32 unless {@code
 *     plain}
 * @param units multiprocessors, by which tiles and slices are chosen
 * @param plain whether F32 is multiplied as it is, without tensor cores
 */
public record ProductCase(
    DType operands, int m, int n, int k, Layout layout, End end, int units, boolean plain) {
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
   * @param more whether another matrix is added, the activation's argument is kept, and an operand
   *     that lies with K as its rows is summed, if there is one
   */
  record End(DType result, boolean biased, @Nullable UnaryKind activation, boolean more) {}

  /** A product of matrices of {@code operands} to one of the same type. */
  public static ProductCase of(DType operands, int m, int n, int k) {
    Layout plain = new Layout(false, false, 1, 0);
    End end = new End(operands, false, null, false);
    return new ProductCase(operands, m, n, k, plain, end, MANY, false);
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
    return ending(new End(DType.F32, end.biased, end.activation, end.more));
  }

  /** The same with a bias and perhaps an activation. */
  public ProductCase ending(@Nullable UnaryKind activation) {
    return ending(new End(end.result, true, activation, end.more));
  }

  /** The same with more parts at its end. */
  public ProductCase more() {
    return ending(new End(end.result, end.biased, end.activation, true));
  }

  /** The same for a device of so many multiprocessors. */
  public ProductCase on(int units) {
    return new ProductCase(operands, m, n, k, layout, end, units, plain);
  }

  /** The same of F32 as it is. */
  public ProductCase withoutTensorCores() {
    return new ProductCase(operands, m, n, k, layout, end, units, true);
  }

  private ProductCase lying(Layout layout) {
    return new ProductCase(operands, m, n, k, layout, end, units, plain);
  }

  private ProductCase ending(End end) {
    return new ProductCase(operands, m, n, k, layout, end, units, plain);
  }

  Op op() {
    Epilogue epilogue = end.biased ? Epilogue.bias(null) : Epilogue.NONE;
    if (end.more) {
      epilogue = epilogue.with(new Part.Add());
    }
    if (end.activation != null) {
      Part function = new Part.Activation(new Unary(end.activation));
      epilogue = keeps() ? epilogue.with(new Part.Keep(), function) : epilogue.with(function);
    }
    if (summed() >= 0) {
      epilogue = epilogue.with(new Part.OperandSums(summed()));
    }
    return epilogue.parts().isEmpty()
        ? new MatMul(layout.transposeA, layout.transposeB, form())
        : new MatMulWith(layout.transposeA, layout.transposeB, form(), epilogue);
  }

  private Form form() {
    return operands == DType.F32 && !plain
        ? Form.TF32
        : end.result == operands ? Form.PLAIN : Form.WIDE;
  }

  /** Whether the argument of the activation is a result. */
  boolean keeps() {
    return end.more && end.activation != null;
  }

  /** The operand whose sums over K are a result, or -1. */
  int summed() {
    if (!end.more || layout.batch > 1) {
      return -1;
    }
    return layout.transposeA ? 0 : layout.transposeB ? -1 : 1;
  }

  /** Sums of that operand. */
  Shape shapeSums() {
    return Shape.of(summed() == 0 ? m : n);
  }

  Shape shapeA() {
    return layout.transposeA ? shape(k, m) : shape(m, k);
  }

  Shape shapeB() {
    return layout.transposeB ? shape(n, k) : shape(k, n);
  }

  Shape shapeY() {
    return shape(m, n);
  }

  private Shape shape(int rows, int columns) {
    return layout.batch == 1 ? Shape.of(rows, columns) : Shape.of(layout.batch, rows, columns);
  }
}
