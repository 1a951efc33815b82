package org.gradus.gpu;

import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.MatMulBias;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * A matrix product to be computed on tensor cores.
 *
 * @param operands the element type of both operands; F32 ones are rounded to tf32
 * @param result that of the result
 * @param activation applied at the end, with a bias added before, if there is one
 * @param shift how many elements further on the operands lie than at a multiple of 256 bytes
 * @param units multiprocessors, by which tiles and slices are chosen
 */
public record ProductCase(
    DType operands,
    DType result,
    boolean transposeA,
    boolean transposeB,
    int batch,
    int m,
    int n,
    int k,
    boolean biased,
    @Nullable UnaryKind activation,
    int shift,
    int units) {
  /** A product of matrices of {@code operands} to one of the same type. */
  public static ProductCase of(DType operands, int m, int n, int k) {
    return new ProductCase(
        operands, operands, false, false, 1, m, n, k, false, null, 0, Integer.MAX_VALUE / 4);
  }

  /** The same with operands stored as their transposes. */
  public ProductCase transposed(boolean a, boolean b) {
    return new ProductCase(
        operands, result, a, b, batch, m, n, k, biased, activation, shift, units);
  }

  /** The same with a result in F32. */
  public ProductCase wide() {
    return new ProductCase(
        operands,
        DType.F32,
        transposeA,
        transposeB,
        batch,
        m,
        n,
        k,
        biased,
        activation,
        shift,
        units);
  }

  /** So many products. */
  public ProductCase times(int batch) {
    return new ProductCase(
        operands, result, transposeA, transposeB, batch, m, n, k, biased, activation, shift, units);
  }

  /** The same with a bias and perhaps an activation. */
  public ProductCase ending(@Nullable UnaryKind activation) {
    return new ProductCase(
        operands, result, transposeA, transposeB, batch, m, n, k, true, activation, shift, units);
  }

  /** The same with operands that lie {@code shift} elements further on. */
  public ProductCase shifted(int shift) {
    return new ProductCase(
        operands, result, transposeA, transposeB, batch, m, n, k, biased, activation, shift, units);
  }

  /** The same for a device of so many multiprocessors. */
  public ProductCase on(int units) {
    return new ProductCase(
        operands, result, transposeA, transposeB, batch, m, n, k, biased, activation, shift, units);
  }

  Op op() {
    return biased
        ? new MatMulBias(transposeA, transposeB, activation == null ? null : new Unary(activation))
        : new MatMul(transposeA, transposeB);
  }

  Shape shapeA() {
    return transposeA ? Shape.of(batch, k, m) : Shape.of(batch, m, k);
  }

  Shape shapeB() {
    return transposeB ? Shape.of(batch, n, k) : Shape.of(batch, k, n);
  }

  Shape shapeY() {
    return Shape.of(batch, m, n);
  }
}
