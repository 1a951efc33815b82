package org.gradus.gpu.lowering;

import java.util.SplittableRandom;
import org.gradus.device.Elements;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * The operands of a product, its exact result, and how far off a result may be.
 *
 * <p>The bound is that of docs/numerics.md: products are exact, each of the additions that make an
 * element rounds by at most 2 u of what has come together, in any order. Without tensor cores and
 * slices the order is that of the portable kernels, and so are the bits.
 */
final class ProductReference {
  /** Twice the unit roundoff of F32, as sums may be rounded toward zero. */
  private static final double SUM = 0x1p-23;

  /** Of activations: what {@code check.Tolerance} grants functions, in u of F32. */
  private static final double FUNCTION = 8 * 0x1p-24;

  /** The steepest of the activations that cases use, GELU. */
  private static final double STEEPEST = 1.13;

  private static final int TF32_DROPPED = 13; // bits of an F32

  private final ProductCase one;
  final double[] a;
  final double[] b;
  final double[] bias;
  final double[] added;

  ProductReference(ProductCase one, long seed) {
    this.one = one;
    SplittableRandom random = new SplittableRandom(seed);
    a = values(random, one.operands(), one.layout().batch() * one.m() * one.k());
    b = values(random, one.operands(), one.layout().batch() * one.k() * one.n());
    bias = one.end().biased() ? values(random, one.end().result(), one.n()) : new double[0];
    int results = one.layout().batch() * one.m() * one.n();
    added = one.end().more() ? values(random, one.end().result(), results) : new double[0];
  }

  /** From -1 to 1, as the type has them. */
  private static double[] values(SplittableRandom random, DType dtype, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = stored(random.nextDouble(-1, 1), dtype);
    }
    return values;
  }

  private static double stored(double value, DType dtype) {
    return switch (dtype) {
      case BF16 -> Elements.bf16ToFloat(Elements.floatToBf16((float) value));
      case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      default -> (float) value;
    };
  }

  /** What is multiplied: to nearest, ties away from zero. */
  private double multiplied(double value) {
    if (one.operands() != DType.F32 || one.plain()) {
      return value;
    }
    int bits = Float.floatToRawIntBits((float) value) + (1 << (TF32_DROPPED - 1));
    return Float.intBitsToFloat(bits & -(1 << TF32_DROPPED));
  }

  /** The first element of {@code y} that is too far off, in words, or nothing. */
  String wrong(double[] y, int slices) {
    return wrong(y, slices, one.end().activation(), one.end().result());
  }

  /** The same for the argument of the activation, which is kept. */
  String wrongArgument(double[] kept, int slices) {
    return wrong(kept, slices, null, one.end().result());
  }

  /** The first of an operand's sums that is too far off, in words, or nothing. */
  String wrongSums(double[] sums, int slices) {
    double[] operand = one.summed() == 0 ? a : b;
    for (int i = 0; i < sums.length; i++) {
      double exact = 0;
      double size = 0;
      for (int k = 0; k < one.k(); k++) {
        exact += operand[k * sums.length + i];
        size += Math.abs(operand[k * sums.length + i]);
      }
      double bound = rounded((one.k() + slices) * SUM / 2 * size, exact, one.end().result());
      if (!(Math.abs(sums[i] - exact) <= bound)) {
        return "sum %d is %s instead of %s, off by more than %s"
            .formatted(i, sums[i], exact, bound);
      }
    }
    return "";
  }

  private String wrong(double[] y, int slices, @Nullable UnaryKind activation, DType stored) {
    for (int batch = 0; batch < one.layout().batch(); batch++) {
      for (int row = 0; row < one.m(); row++) {
        for (int column = 0; column < one.n(); column++) {
          double got = y[(batch * one.m() + row) * one.n() + column];
          String wrong = wrong(batch, row, column, got, slices, activation, stored);
          if (!wrong.isEmpty()) {
            return wrong;
          }
        }
      }
    }
    return "";
  }

  private String wrong(
      int batch,
      int row,
      int column,
      double got,
      int slices,
      @Nullable UnaryKind activation,
      DType stored) {
    if (one.plain() && slices == 1 && activation == null) {
      float same = inRisingK(batch, row, column);
      return got == same
          ? ""
          : "[%d, %d, %d] is %s instead of %s".formatted(batch, row, column, got, same);
    }
    double sum = 0;
    double size = 0;
    for (int k = 0; k < one.k(); k++) {
      double product =
          multiplied(a[indexA(batch, row, k)]) * multiplied(b[indexB(batch, k, column)]);
      sum += product;
      size += Math.abs(product);
    }
    if (one.end().biased()) {
      sum += bias[column];
      size += Math.abs(bias[column]);
    }
    if (one.end().more()) {
      double more = added[(batch * one.m() + row) * one.n() + column];
      sum += more;
      size += Math.abs(more);
    }
    double bound = (one.k() + slices) * SUM * size;
    double exact = activated(sum, activation);
    if (activation != null) {
      bound = STEEPEST * bound + FUNCTION * Math.max(1, Math.abs(exact));
    }
    bound = rounded(bound, exact, stored);
    return Math.abs(got - exact) <= bound
        ? ""
        : "[%d, %d, %d] is %s instead of %s, off by more than %s"
            .formatted(batch, row, column, got, exact, bound);
  }

  /** The bound of a value with its rounding to {@code stored}. */
  private static double rounded(double bound, double exact, DType stored) {
    double more = stored == DType.F32 ? 0 : stored.epsilon() * (Math.abs(exact) + bound);
    return bound + more + (stored == DType.F16 ? 0x1p-25 : 0); // half its smallest number
  }

  /** As the portable kernels add: to the last bit. */
  private float inRisingK(int batch, int row, int column) {
    float sum = 0;
    for (int k = 0; k < one.k(); k++) {
      float left = (float) a[indexA(batch, row, k)];
      sum = Math.fma(left, (float) b[indexB(batch, k, column)], sum);
    }
    float biased = one.end().biased() ? sum + (float) bias[column] : sum;
    return one.end().more()
        ? biased + (float) added[(batch * one.m() + row) * one.n() + column]
        : biased;
  }

  private int indexA(int batch, int row, int k) {
    int within = one.layout().transposeA() ? k * one.m() + row : row * one.k() + k;
    return batch * one.m() * one.k() + within;
  }

  private int indexB(int batch, int k, int column) {
    int within = one.layout().transposeB() ? column * one.k() + k : k * one.n() + column;
    return batch * one.k() * one.n() + within;
  }

  private static double activated(double x, @Nullable UnaryKind kind) {
    if (kind == null) {
      return x;
    }
    return switch (kind) {
      case RELU -> Math.max(x, 0);
      case TANH -> Math.tanh(x);
      case GELU_TANH ->
          x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      default -> throw new IllegalArgumentException("not for these cases: " + kind);
    };
  }
}
