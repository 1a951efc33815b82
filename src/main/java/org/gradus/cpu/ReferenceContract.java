package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.gradus.op.Contract.Form;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Shape;

/** The matrix product by its definition, in double. */
final class ReferenceContract {
  /** What a part of the end makes of a sum. */
  @FunctionalInterface
  private interface End {
    double of(double sum, int i);
  }

  private ReferenceContract() {}

  /** The product and the parts of its end. */
  static Kernel matMul(
      boolean transposeA, boolean transposeB, Form form, List<Part> parts, Binding binding) {
    Kernel product = product(transposeA, transposeB, form, ends(parts, binding), binding);
    Operand sums = binding.outputs().size() > 1 ? binding.outputs().getLast() : null;
    return sums != null && parts.getLast() instanceof Part.OperandSums(int operand)
        ? Kernel.all(product, sums(binding.in(operand), sums))
        : product;
  }

  private static Kernel product(
      boolean transposeA, boolean transposeB, Form form, List<End> ends, Binding binding) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Shape shape = y.shape();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(transposeA ? -2 : -1);
    DoubleUnaryOperator taken = form == Form.TF32 ? TensorFloat::round : x -> x;
    return ReferenceElementwise.each(
        y,
        i -> {
          int column = i % n;
          int row = i / n % m;
          int startA = i / (m * n) * m * k;
          int startB = i / (m * n) * k * n;
          double value = 0;
          for (int j = 0; j < k; j++) {
            value +=
                taken.applyAsDouble(a.get(startA + (transposeA ? j * m + row : row * k + j)))
                    * taken.applyAsDouble(
                        b.get(startB + (transposeB ? column * k + j : j * n + column)));
          }
          for (End end : ends) {
            value = end.of(value, i);
          }
          return value;
        });
  }

  private static List<End> ends(List<Part> parts, Binding binding) {
    List<End> ends = new ArrayList<>();
    int operand = 2;
    int result = 1;
    for (Part part : parts) {
      switch (part) {
        case Part.Bias _ -> {
          Operand bias = binding.in(operand++);
          ends.add((sum, i) -> sum + bias.get(i % bias.size()));
        }
        case Part.Add _ -> {
          Operand other = binding.in(operand++);
          ends.add((sum, i) -> sum + other.get(i));
        }
        case Part.Keep _ -> {
          Operand kept = binding.outOrScratch(result++);
          ends.add(
              (sum, i) -> {
                kept.set(i, sum);
                return sum;
              });
        }
        case Part.Activation(Unary f) -> {
          DoubleUnaryOperator function = UnaryFunctions.of(f.kind(), f.parameter());
          ends.add((sum, i) -> function.applyAsDouble(sum));
        }
        case Part.ChainRule(UnaryGradient rule) -> {
          DoubleBinaryOperator f = UnaryFunctions.gradientOf(rule.kind(), rule.parameter());
          Operand saved = binding.in(operand++);
          ends.add((sum, i) -> f.applyAsDouble(saved.get(i), sum));
        }
        case Part.Cast _, Part.OperandSums _ -> {}
      }
    }
    return ends;
  }

  /** The sums over the rows of a matrix. */
  private static Kernel sums(Operand x, Operand y) {
    int rows = x.shape().dim(0);
    int width = x.shape().last();
    return ReferenceElementwise.each(
        y,
        column -> {
          double sum = 0;
          for (int row = 0; row < rows; row++) {
            sum += x.get(row * width + column);
          }
          return sum;
        });
  }
}
