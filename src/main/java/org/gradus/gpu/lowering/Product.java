package org.gradus.gpu.lowering;

import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Op;
import org.gradus.op.Shape;

/**
 * A batch of matrix products of one size, as a step asks for it.
 *
 * @param transposeA whether the first operand is stored as (K, M)
 * @param transposeB whether the second operand is stored as (N, K)
 * @param epilogue what is done to sums
 * @param operands the element type of the operands
 * @param dtype the element type of the result
 * @param form what is multiplied
 * @param batch the number of products
 * @param m rows of a result
 * @param n columns of a result
 * @param k the inner length
 */
record Product(
    boolean transposeA,
    boolean transposeB,
    Epilogue epilogue,
    DType operands,
    DType dtype,
    Form form,
    long batch,
    int m,
    int n,
    int k) {

  static Product of(Op op, StepCode code) {
    return switch (op) {
      case MatMul(boolean a, boolean b, Form form) -> of(a, b, form, Epilogue.NONE, code);
      case MatMulWith(boolean a, boolean b, Form form, Epilogue epilogue) ->
          of(a, b, form, epilogue, code);
      default -> throw new IllegalArgumentException("no matrix product: " + op);
    };
  }

  private static Product of(
      boolean transposeA, boolean transposeB, Form form, Epilogue epilogue, StepCode code) {
    Shape y = code.outputShape(0);
    return new Product(
        transposeA,
        transposeB,
        epilogue,
        code.inputType(0),
        code.outputType(0),
        form,
        y.prefix(y.rank() - 2).size(),
        y.dim(-2),
        y.dim(-1),
        code.inputShape(0).dim(transposeA ? -2 : -1));
  }

  /** Multiplications and additions. */
  double operations() {
    return 2.0 * batch * m * n * k;
  }

  /** Elements of the results. */
  long results() {
    return batch * m * n;
  }

  /** Whether rows of the operands and the result are whole groups of {@code width} elements. */
  boolean divisibleBy(int width) {
    return operandsDivisibleBy(width) && n % width == 0;
  }

  /** Whether rows of the operands are whole groups of {@code width} elements. */
  boolean operandsDivisibleBy(int width) {
    return (transposeA ? m : k) % width == 0 && (transposeB ? k : n) % width == 0;
  }
}
