package org.gradus.cpu;

import java.util.function.DoubleUnaryOperator;
import org.gradus.op.Contract.Form;
import org.gradus.op.Shape;

/** The matrix product by its definition, in double. */
final class ReferenceContract {
  private ReferenceContract() {}

  /** The product; a third operand, if there is one, is a bias that is added before the end. */
  static Kernel matMul(
      boolean transposeA, boolean transposeB, Form form, Binding binding, DoubleUnaryOperator end) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand result = binding.out();
    Shape shape = result.shape();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(transposeA ? -2 : -1);
    DoubleUnaryOperator taken = form == Form.TF32 ? TensorFloat::round : x -> x;
    boolean hasBias = binding.inputs().size() > 2;
    return ReferenceElementwise.each(
        result,
        i -> {
          int column = i % n;
          int row = i / n % m;
          int startA = i / (m * n) * m * k;
          int startB = i / (m * n) * k * n;
          double sum = 0;
          for (int j = 0; j < k; j++) {
            double x = a.get(startA + (transposeA ? j * m + row : row * k + j));
            double y = b.get(startB + (transposeB ? column * k + j : j * n + column));
            sum += taken.applyAsDouble(x) * taken.applyAsDouble(y);
          }
          return end.applyAsDouble(hasBias ? sum + binding.in(2).get(column) : sum);
        });
  }
}
