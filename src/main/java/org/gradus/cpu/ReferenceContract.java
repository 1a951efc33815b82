package org.gradus.cpu;

import java.util.function.DoubleUnaryOperator;
import org.gradus.op.Shape;

/** The matrix product by its definition, in double. */
final class ReferenceContract {
  private ReferenceContract() {}

  /** The product; a third operand, if there is one, is a bias that is added before the end. */
  static Kernel matMul(
      boolean transposeA, boolean transposeB, Binding binding, DoubleUnaryOperator end) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Shape shape = y.shape();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(transposeA ? -2 : -1);
    boolean hasBias = binding.inputs().size() > 2;
    return ReferenceElementwise.each(
        y,
        i -> {
          int column = i % n;
          int row = i / n % m;
          int startA = i / (m * n) * m * k;
          int startB = i / (m * n) * k * n;
          double sum = 0;
          for (int j = 0; j < k; j++) {
            sum +=
                a.get(startA + (transposeA ? j * m + row : row * k + j))
                    * b.get(startB + (transposeB ? column * k + j : j * n + column));
          }
          return end.applyAsDouble(hasBias ? sum + binding.in(2).get(column) : sum);
        });
  }
}
