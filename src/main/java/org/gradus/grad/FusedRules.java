package org.gradus.grad;

import java.util.List;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused;
import org.gradus.op.Reduce.FoldKind;

/** Gradients of fused ops: fused too where there is an op for it, else by the decomposition. */
final class FusedRules {
  private FusedRules() {}

  static void apply(Fused op, BackwardStep step) {
    switch (op) {
      case Fused.Softmax _ -> step.give(0, () -> softmax(step.node().output(0), step.dy()));
      case Fused.LogSoftmax _ -> step.give(0, () -> logSoftmax(step.node().output(0), step.dy()));
      case Fused.SoftmaxCrossEntropy loss -> crossEntropy(loss, step);
      case Fused.PointwiseLoss loss -> pointwiseLoss(loss, step);
      case Fused.BiasActivation bias -> biasActivation(bias, step);
      case Fused.MatMulWith product -> matMulWith(product, step);
      case Fused.BatchNorm norm -> normalise(new Fused.BatchNormGradient(norm.epsilon()), step);
      case Fused.LayerNorm norm -> normalise(new Fused.LayerNormGradient(norm.centred()), step);
      case Fused.BatchNormGradient _, Fused.LayerNormGradient _, Fused.ClipScale _ ->
          step.decompose();
      case Fused.Dropout dropout -> step.give(0, () -> step.dy().apply(dropout, step.operand(1)));
      case Fused.GaussianNoise _ -> step.give(0, step::dy);
    }
  }

  /** y (dy - sum(dy y)). */
  private static Tensor softmax(Tensor y, Tensor dy) {
    Tensor dot = dy.multiply(y).fold(FoldKind.SUM, true, -1);
    return y.multiply(dy.subtract(dot));
  }

  /** dy - softmax sum(dy). */
  private static Tensor logSoftmax(Tensor y, Tensor dy) {
    return dy.subtract(y.exp().multiply(dy.fold(FoldKind.SUM, true, -1)));
  }

  /** The op's second output is the gradient of its first, times the op's gradient scale. */
  private static void crossEntropy(Fused.SoftmaxCrossEntropy op, BackwardStep step) {
    if (step.has(1) || op.gradientScale() == 0) {
      step.decompose();
      return;
    }
    step.give(
        0,
        () -> {
          Tensor rows = step.dy().reshape(step.dy().shape().append(1)); // (N, 1)
          Tensor scaled = op.gradientScale() == 1 ? rows : rows.multiply(1 / op.gradientScale());
          return step.node().output(1).multiply(scaled);
        });
  }

  /** As of cross-entropy; a target whose gradient is wanted, too, is rare. */
  private static void pointwiseLoss(Fused.PointwiseLoss op, BackwardStep step) {
    if (step.has(1) || step.wants(1) || op.gradientScale() == 0) {
      step.decompose();
      return;
    }
    step.give(
        0,
        () -> {
          Tensor slope = step.node().output(1);
          double scale = op.gradientScale();
          return slope.multiply(scale == 1 ? step.dy() : step.dy().multiply(1 / scale));
        });
  }

  private static void biasActivation(Fused.BiasActivation op, BackwardStep step) {
    Tensor dsum =
        ElementwiseRules.throughActivation(
            op.activation(), () -> step.operand(0).add(step.operand(1)), step);
    step.give(0, () -> dsum);
    step.giveStretched(1, () -> dsum);
  }

  /** With a bias and perhaps an activation by hand, for it saves computing the product again. */
  private static void matMulWith(Fused.MatMulWith op, BackwardStep step) {
    List<Part> parts = op.epilogue().parts();
    boolean biased = !parts.isEmpty() && parts.getFirst() instanceof Part.Bias;
    if (biased && parts.size() == 1) {
      matMulBias(op, step.dy(), step);
    } else if (biased
        && parts.size() == 2
        && parts.getLast() instanceof Part.Activation(Unary activation)) {
      matMulBias(
          op, ElementwiseRules.throughActivation(activation, () -> sum(op, step), step), step);
    } else {
      step.decompose();
    }
  }

  private static void matMulBias(Fused.MatMulWith op, Tensor dsum, BackwardStep step) {
    ContractRules.matMul(op.transposeA(), op.transposeB(), op.form(), dsum, step);
    step.giveStretched(2, () -> dsum);
  }

  /** The product plus bias, computed once more. */
  private static Tensor sum(Fused.MatMulWith op, BackwardStep step) {
    Fused sum =
        new Fused.MatMulWith(op.transposeA(), op.transposeB(), op.form(), Epilogue.bias(null));
    return step.operand(0).apply(sum, step.operand(1), step.operand(2));
  }

  /** Both norms: operands (x, scale, bias), outputs (y, two statistics). */
  private static void normalise(Fused gradient, BackwardStep step) {
    if (step.has(1) || step.has(2)) {
      step.decompose(); // the loss depends on the statistics themselves
      return;
    }
    Node node = step.node();
    Node back =
        step.operand(0)
            .apply(gradient, step.operand(1), node.output(1), node.output(2), step.dy())
            .node();
    for (int i = 0; i < 3; i++) {
      Tensor operandGradient = back.output(i);
      step.give(i, () -> operandGradient);
    }
  }
}
