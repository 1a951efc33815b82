package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.UnaryKind;
import org.gradus.random.RandomStream;

/** Every function of one variable and its chain rule. */
final class UnaryCases {
  /** The slope or scale of the kinds that have one. */
  private static final double PARAMETER = 0.3;

  private UnaryCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (UnaryKind kind : UnaryKind.values()) {
      Unary op = new Unary(kind, PARAMETER);
      UnaryGradient gradient = new UnaryGradient(kind, PARAMETER);
      int[][] shapes = {{1}, {7, 31}, {257}, {93, 33}, {40, 1024}};
      for (int[] dims : shapes) {
        boolean big = dims.length > 1 && dims[1] > 31;
        add(cases, big, OpCase.of(op, OperandSpec.of(domain(kind), dims)), scale(kind));
        OperandSpec saved = OperandSpec.of(saved(kind), dims);
        OpCase rule = OpCase.of(gradient, saved, OperandSpec.of(dims));
        add(cases, big || dims[0] == 257, rule, Scale.LARGEST);
      }
      OperandSpec sliced = OperandSpec.of(domain(kind), 33);
      add(cases, false, OpCase.ofSlices(op, sliced), scale(kind));
      OperandSpec savedSlice = OperandSpec.of(saved(kind), 33);
      OpCase slicedRule = OpCase.ofSlices(gradient, savedSlice, OperandSpec.of(33));
      add(cases, true, slicedRule, Scale.LARGEST);
      int[] dims = Shapes.random(random, 3, 2000);
      OpCase drawn = OpCase.of(op, OperandSpec.of(domain(kind), dims)).named("random");
      add(cases, true, drawn, scale(kind));
    }
    return cases;
  }

  private static void add(List<OpCase> cases, boolean fullOnly, OpCase one, Scale scale) {
    OpCase scaled = one.sums(1, scale);
    cases.add(fullOnly ? scaled.with(Trait.FULL_ONLY) : scaled);
  }

  /** Arguments: no kink, pole or negative root within reach. */
  private static Domain domain(UnaryKind kind) {
    return switch (kind) {
      case SQRT, RSQRT, LOG -> Domain.uniform(0.25, 4);
      case RECIPROCAL -> Domain.magnitudes(0.25, 4);
      case ABS, SIGN, RELU, LEAKY_RELU, ELU, SELU -> Domain.magnitudes(0.1, 3);
      case NEGATE, SQUARE, EXP, SIN, COS, ERF, TANH, SIGMOID -> Domain.uniform(-3, 3);
      case GELU, GELU_TANH, SILU, SOFTPLUS -> Domain.uniform(-5, 5);
      case HARD_TANH -> Domain.lattice(0.25, 0.125); // on both sides of the kinks at -1 and 1
      case RELU6 -> Domain.lattice(1, 0.5); // of those at 0 and 6
      case HARD_SIGMOID, HARD_SWISH -> Domain.lattice(0.5, 0.25); // of those at -3 and 3
    };
  }

  /** What the chain rule is given: the argument, or the result of such an argument. */
  private static Domain saved(UnaryKind kind) {
    return switch (kind) {
      case SQRT, RSQRT -> Domain.uniform(0.5, 2);
      case EXP -> Domain.uniform(0.1, 4);
      case TANH -> Domain.uniform(-0.95, 0.95);
      case SIGMOID -> Domain.uniform(0.05, 0.95);
      case LEAKY_RELU, RELU -> Domain.magnitudes(0.1, 2);
      case ELU, SELU -> Domain.magnitudes(0.05, 0.25);
      default -> domain(kind);
    };
  }

  /** Sums of a bounded term and one near it lose relative precision, though not absolute. */
  private static Scale scale(UnaryKind kind) {
    return switch (kind) {
      case GELU, GELU_TANH, SILU, ELU, SELU -> Scale.LARGEST;
      default -> Scale.RESULT;
    };
  }
}
