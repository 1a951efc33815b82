package org.gradus.check;

import org.gradus.check.OpCase.Scale;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.plan.Step;

/**
 * How far a step of any plan may be off; the catalogue's cases say it one by one.
 *
 * @param length the longest sum behind an element
 * @param scale what an element's error is measured against
 * @param exact whether not a bit may differ
 * @param kinds whether NaN and the infinities are told apart
 */
record StepBound(int length, Scale scale, boolean exact, boolean kinds) {
  private static final StepBound EXACT = new StepBound(1, Scale.RESULT, true, true);

  static StepBound of(Step step) {
    Op op = step.op();
    return switch (op) {
      case Leaf _, View _ -> EXACT;
      case Index.ScatterAdd _ -> sum(shape(step, 1).intSize());
      case Index _ -> EXACT;
      case Elementwise.Binary _ -> each(Scale.RESULT);
      case Elementwise.Unary _, Elementwise.UnaryGradient _ -> each(Scale.LARGEST);
      case Elementwise.Compare _, Elementwise.Select _, Elementwise.Cast _ -> EXACT;
      case Reduce.Fold fold when fold.kind() == FoldKind.SUM -> sum(folded(step, fold));
      case Reduce _ -> EXACT;
      case Contract.MatMul(boolean transposeA, boolean _, Contract.Form _) ->
          sum(inner(step, transposeA));
      case Fused fused -> fused(fused, step);
      case Update.Assign _, Update.RecordRow _ -> EXACT;
      case Update.AdjustScale _ -> each(Scale.RESULT);
      case Update _, Custom _ -> each(Scale.LARGEST);
    };
  }

  private static StepBound fused(Fused op, Step step) {
    int width = shape(step, 0).last();
    int rows = shape(step, 0).intSize() / Math.max(1, width);
    return switch (op) {
      case Fused.Softmax _, Fused.LogSoftmax _, Fused.SoftmaxCrossEntropy _, Fused.LayerNorm _ ->
          new StepBound(width, Scale.LARGEST, false, true);
      case Fused.BatchNorm _ -> new StepBound(rows, Scale.LARGEST, false, true);
      case Fused.BatchNormGradient _, Fused.LayerNormGradient _ ->
          new StepBound(Math.max(rows, width), Scale.LARGEST, false, false);
      case Fused.ClipScale _ -> new StepBound(shape(step, 0).intSize(), Scale.LARGEST, false, true);
      case Fused.BiasActivation _, Fused.PointwiseLoss _ -> each(Scale.LARGEST);
      case Fused.MatMulWith product -> sum(inner(step, product.transposeA()));
      case Fused.Dropout _, Fused.GaussianNoise _ -> each(Scale.RESULT);
    };
  }

  private static StepBound each(Scale scale) {
    return new StepBound(1, scale, false, true);
  }

  private static StepBound sum(int length) {
    return new StepBound(length, Scale.MAGNITUDES, false, true);
  }

  private static int folded(Step step, Reduce.Fold fold) {
    int length = 1;
    for (int axis : fold.axes()) {
      length *= shape(step, 0).dim(axis);
    }
    return length;
  }

  private static int inner(Step step, boolean transposeA) {
    return shape(step, 0).dim(transposeA ? -2 : -1);
  }

  private static Shape shape(Step step, int input) {
    return step.input(input).spec().shape();
  }
}
