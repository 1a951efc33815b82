package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Fused;
import org.gradus.op.LossKind;

/** The losses of single elements; that of whole rows stands with softmax. */
final class LossCases {
  private static final double PARAMETER = 0.5;
  private static final int[][] SHAPES = {{1}, {7, 31}, {257}, {93, 33}, {40, 1024}};

  private LossCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (LossKind kind : LossKind.values()) {
      for (int[] dims : SHAPES) {
        cases.add(sized(of(kind, 1, dims)));
      }
      cases.add(of(kind, 0.25, 33, 7).named("scale 0.25"));
      Fused op = new Fused.PointwiseLoss(kind, PARAMETER, 1);
      cases.add(OpCase.ofSlices(op, prediction(kind, 33), target(kind, 33)).sums(1, Scale.LARGEST));
    }
    return cases;
  }

  private static OpCase of(LossKind kind, double gradientScale, int... dims) {
    Fused op = new Fused.PointwiseLoss(kind, PARAMETER, gradientScale);
    return OpCase.of(op, prediction(kind, dims), target(kind, dims)).sums(1, Scale.LARGEST);
  }

  private static OpCase sized(OpCase one) {
    return one.elements() > 1000 ? one.with(Trait.FULL_ONLY) : one;
  }

  /** Predictions at odd and targets at even multiples of 1/8 are never at a kink apart. */
  private static OperandSpec prediction(LossKind kind, int... dims) {
    return switch (kind) {
      case ABSOLUTE, HUBER -> OperandSpec.of(Domain.lattice(0.25, 0.125), dims);
      case SQUARED, BINARY_CROSS_ENTROPY, KL_DIVERGENCE ->
          OperandSpec.of(Domain.uniform(-3, 3), dims);
    };
  }

  private static OperandSpec target(LossKind kind, int... dims) {
    return switch (kind) {
      case SQUARED, ABSOLUTE, HUBER -> OperandSpec.of(Domain.lattice(0.25, 0), dims);
      case BINARY_CROSS_ENTROPY -> OperandSpec.of(Domain.uniform(0, 1), dims);
      case KL_DIVERGENCE -> OperandSpec.of(Domain.uniform(0.1, 0.9), dims);
    };
  }
}
