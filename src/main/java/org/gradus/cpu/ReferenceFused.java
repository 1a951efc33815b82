package org.gradus.cpu;

import java.util.function.DoubleUnaryOperator;
import org.gradus.cpu.math.DropoutRule;
import org.gradus.op.Contract;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.LossKind;
import org.gradus.random.FloatNormals;
import org.gradus.random.Philox;

/** The fused ops by their definitions, in double. */
final class ReferenceFused {
  private ReferenceFused() {}

  static Kernel lower(Fused op, Binding binding) {
    return switch (op) {
      case Fused.Softmax ignored -> softmax(binding, false);
      case Fused.LogSoftmax ignored -> softmax(binding, true);
      case Fused.SoftmaxCrossEntropy loss -> crossEntropy(loss, binding);
      case Fused.PointwiseLoss loss -> pointwiseLoss(loss, binding);
      case Fused.BiasActivation bias -> biasActivation(bias, binding);
      case Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end) ->
          ReferenceContract.matMul(a, b, form, end.parts(), binding);
      case Fused.ClipScale clip -> clipScale(clip, binding);
      case Fused.BatchNorm norm -> ReferenceNorm.batch(norm.epsilon(), binding);
      case Fused.BatchNormGradient norm -> ReferenceNorm.batchGradient(norm.epsilon(), binding);
      case Fused.LayerNorm norm -> ReferenceNorm.layer(norm, binding);
      case Fused.LayerNormGradient norm -> ReferenceNorm.layerGradient(norm, binding);
      case Fused.Dropout dropout -> dropout(dropout, binding);
      case Fused.GaussianNoise noise -> gaussianNoise(noise, binding);
    };
  }

  private static Kernel biasActivation(Fused.BiasActivation op, Binding binding) {
    Operand x = binding.in(0);
    Operand bias = binding.in(1);
    DoubleUnaryOperator f = UnaryFunctions.of(op.activation().kind(), op.activation().parameter());
    return ReferenceElementwise.each(
        binding.out(), i -> f.applyAsDouble(x.get(i) + bias.get(i % bias.size())));
  }

  private static Kernel softmax(Binding binding, boolean log) {
    Operand x = binding.in(0);
    Operand y = binding.out();
    int width = x.shape().last();
    return () -> {
      for (int start = 0; start < x.size(); start += width) {
        double max = max(x, start, width);
        double sum = sumOfExp(x, start, width, max);
        for (int i = start; i < start + width; i++) {
          double shifted = x.get(i) - max;
          y.set(i, log ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
        }
      }
    };
  }

  private static Kernel crossEntropy(Fused.SoftmaxCrossEntropy op, Binding binding) {
    Operand logits = binding.in(0);
    Operand labels = binding.in(1);
    Operand loss = binding.outOrScratch(0);
    Operand gradient = binding.outOrScratch(1);
    int classes = logits.shape().last();
    return () -> {
      Labels.check(binding, classes, op.ignored());
      for (int row = 0; row < labels.size(); row++) {
        int start = row * classes;
        int label = (int) labels.get(row);
        boolean counts = op.ignored() == null || label != op.ignored();
        double max = max(logits, start, classes);
        double sum = sumOfExp(logits, start, classes, max);
        double total = 0;
        for (int i = 0; i < classes; i++) {
          double below = logits.get(start + i) - max;
          double wanted = op.smoothing() / classes + (i == label ? 1 - op.smoothing() : 0);
          total += wanted == 0 ? 0 : wanted * (Math.log(sum) - below);
          double excess = Math.exp(below) / sum - wanted;
          gradient.set(start + i, counts ? op.gradientScale() * excess : 0);
        }
        loss.set(row, counts ? total : 0);
      }
    };
  }

  private static Kernel pointwiseLoss(Fused.PointwiseLoss op, Binding binding) {
    Operand x = binding.in(0);
    Operand t = binding.in(1);
    Operand loss = binding.outOrScratch(0);
    Operand slope = binding.outOrScratch(1);
    LossKind kind = op.kind();
    double p = op.parameter();
    return () -> {
      for (int i = 0; i < x.size(); i++) {
        double prediction = x.get(i); // results may lie where the operands do
        double target = t.get(i);
        loss.set(i, LossFunctions.loss(kind, p, prediction, target));
        slope.set(i, op.gradientScale() * LossFunctions.slope(kind, p, prediction, target));
      }
    };
  }

  private static double max(Operand x, int start, int width) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = start; i < start + width; i++) {
      max = Math.max(max, x.get(i));
    }
    return max;
  }

  private static double sumOfExp(Operand x, int start, int width, double max) {
    double sum = 0;
    for (int i = start; i < start + width; i++) {
      sum += Math.exp(x.get(i) - max);
    }
    return sum;
  }

  private static Kernel clipScale(Fused.ClipScale op, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.outOrScratch(0);
    Operand norm = binding.outOrScratch(1);
    return () -> {
      double squares = 0;
      for (int i = 0; i < x.size(); i++) {
        squares += x.get(i) * x.get(i);
      }
      norm.set(0, Math.sqrt(squares));
      scale.set(0, clipScale(op, Math.sqrt(squares)));
    };
  }

  /** The scale for a norm; NaN for NaN. */
  static double clipScale(Fused.ClipScale op, double norm) {
    if (op.toLimit()) {
      return Math.min(op.limit() / (norm + Fused.ClipScale.EPSILON), 1);
    }
    return norm <= op.limit() ? 1 : 1 / norm;
  }

  private static Kernel dropout(Fused.Dropout op, Binding binding) {
    Operand x = binding.in(0);
    Operand step = binding.in(1);
    int threshold = DropoutRule.threshold(op.rate());
    double scale = 1 / (1 - op.rate());
    return ReferenceElementwise.each(
        binding.out(),
        i -> {
          int word = Philox.word(op.seed(), op.stream(), (int) step.get(0), i);
          return DropoutRule.keeps(word, threshold) ? x.get(i) * scale : 0;
        });
  }

  private static Kernel gaussianNoise(Fused.GaussianNoise op, Binding binding) {
    Operand x = binding.in(0);
    Operand step = binding.in(1);
    return ReferenceElementwise.each(
        binding.out(),
        i -> {
          double z = FloatNormals.of(op.seed(), op.stream(), (int) step.get(0), i);
          return x.get(i) + op.sigma() * z;
        });
  }
}
