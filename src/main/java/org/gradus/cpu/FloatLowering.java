package org.gradus.cpu;

import java.util.List;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;

/** The F32 kernels: loops over runs of floats, split among threads. */
final class FloatLowering {
  private final FloatElementwise elementwise;
  private final FloatReduce reduce;
  private final FloatContract contract;
  private final FloatSoftmax softmax;
  private final FloatPointwiseLoss pointwiseLoss;
  private final FloatBatchNorm batchNorm;
  private final FloatLayerNorm layerNorm;
  private final FloatDropout dropout;
  private final FloatGaussianNoise noise;
  private final FloatOptimizers optimizers;
  private final FloatClipScale clipScale;

  FloatLowering(Parallel parallel, FloatKernels kernels) {
    RowFunctions functions = new RowFunctions(kernels);
    RowGradients gradients = new RowGradients(kernels, parallel.workers().threads());
    elementwise = new FloatElementwise(parallel, kernels, functions, gradients);
    reduce = new FloatReduce(parallel, kernels);
    contract = new FloatContract(parallel, kernels, functions, gradients, reduce);
    softmax = new FloatSoftmax(parallel, kernels);
    pointwiseLoss = new FloatPointwiseLoss(parallel, kernels);
    batchNorm = new FloatBatchNorm(parallel, kernels.rows());
    layerNorm = new FloatLayerNorm(parallel, kernels);
    dropout = new FloatDropout(parallel, kernels);
    noise = new FloatGaussianNoise(parallel);
    optimizers = new FloatOptimizers(parallel);
    clipScale = new FloatClipScale(parallel, kernels.sums());
  }

  Kernel lower(Binding binding) {
    Op op = binding.step().op();
    return switch (op) {
      case Elementwise each -> elementwise.lower(each, binding);
      case Reduce fold -> reduce.lower(fold, binding);
      case Contract.MatMul matMul ->
          contract.matMul(
              matMul.transposeA(), matMul.transposeB(), matMul.form(), List.of(), binding);
      case Fused fused -> fused(fused, binding);
      case Update update -> optimizers.lower(update, binding);
      case Leaf ignored -> throw ReferenceLowering.notArithmetic(op);
      case View ignored -> throw ReferenceLowering.notArithmetic(op);
      case Index ignored -> throw ReferenceLowering.notArithmetic(op);
      case Custom ignored -> throw ReferenceLowering.notArithmetic(op);
    };
  }

  private Kernel fused(Fused op, Binding binding) {
    return switch (op) {
      case Fused.Softmax ignored -> softmax.softmax(binding);
      case Fused.LogSoftmax ignored -> softmax.logSoftmax(binding);
      case Fused.SoftmaxCrossEntropy loss -> softmax.crossEntropy(loss, binding);
      case Fused.PointwiseLoss loss -> pointwiseLoss.lower(loss, binding);
      case Fused.BiasActivation bias -> elementwise.biasActivation(bias.activation(), binding);
      case Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end) ->
          contract.matMul(a, b, form, end.parts(), binding);
      case Fused.ClipScale clip -> clipScale.lower(clip, binding);
      case Fused.BatchNorm norm -> batchNorm.forward(norm.epsilon(), binding);
      case Fused.BatchNormGradient norm -> batchNorm.backward(norm.epsilon(), binding);
      case Fused.LayerNorm norm -> layerNorm.forward(norm, binding);
      case Fused.LayerNormGradient norm -> layerNorm.backward(norm, binding);
      case Fused.Dropout rule -> dropout.lower(rule, binding);
      case Fused.GaussianNoise rule -> noise.lower(rule, binding);
    };
  }
}
