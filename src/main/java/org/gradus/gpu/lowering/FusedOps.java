package org.gradus.gpu.lowering;

import org.gradus.op.Fused;

/** The fused ops, each of which has kernels of its own. */
final class FusedOps {
  private FusedOps() {}

  static void lower(Fused op, StepCode code) {
    switch (op) {
      case Fused.Softmax ignored -> Softmax.lower("softmax", code);
      case Fused.LogSoftmax ignored -> Softmax.lower("log_softmax", code);
      case Fused.SoftmaxCrossEntropy loss -> CrossEntropy.lower(loss, code);
      case Fused.PointwiseLoss loss -> PointwiseLoss.lower(loss, code);
      case Fused.BiasActivation bias -> Bias.lower(bias, code);
      case Fused.MatMulWith product -> Products.lower(product, code);
      case Fused.ClipScale clip -> ClipScale.lower(clip, code);
      case Fused.BatchNorm norm -> BatchNorm.forward(norm, code);
      case Fused.BatchNormGradient norm -> BatchNorm.backward(norm, code);
      case Fused.LayerNorm norm -> LayerNorm.forward(norm, code);
      case Fused.LayerNormGradient norm -> LayerNorm.backward(norm, code);
      case Fused.Dropout dropout -> Dropout.lower(dropout, code);
      case Fused.GaussianNoise noise -> GaussianNoise.lower(noise, code);
    }
  }
}
