package org.gradus.cpu;

import java.util.function.DoubleUnaryOperator;
import org.gradus.cpu.math.DropoutRule;
import org.gradus.op.Contract;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.random.Philox;

/** The fused ops by their definitions, in double. */
final class ReferenceFused {
  private ReferenceFused() {}

  static Kernel lower(Fused op, Binding binding) {
    return switch (op) {
      case Fused.Softmax ignored -> softmax(binding, false);
      case Fused.LogSoftmax ignored -> softmax(binding, true);
      case Fused.SoftmaxCrossEntropy loss -> crossEntropy(loss.gradientScale(), binding);
      case Fused.BiasActivation bias -> biasActivation(bias, binding);
      case Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end) ->
          ReferenceContract.matMul(a, b, form, end.parts(), binding);
      case Fused.ClipScale clip -> clipScale(clip, binding);
      case Fused.BatchNorm norm -> ReferenceNorm.batch(norm.epsilon(), binding);
      case Fused.BatchNormGradient norm -> ReferenceNorm.batchGradient(norm.epsilon(), binding);
      case Fused.LayerNorm norm -> ReferenceNorm.layer(norm.epsilon(), binding);
      case Fused.LayerNormGradient ignored -> ReferenceNorm.layerGradient(binding);
      case Fused.Dropout dropout -> dropout(dropout, binding);
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

  private static Kernel crossEntropy(double scale, Binding binding) {
    Operand logits = binding.in(0);
    Operand labels = binding.in(1);
    Operand loss = binding.outOrScratch(0);
    Operand gradient = binding.outOrScratch(1);
    int classes = logits.shape().last();
    return () -> {
      Labels.check(binding, classes);
      for (int row = 0; row < labels.size(); row++) {
        int start = row * classes;
        int label = (int) labels.get(row);
        double max = max(logits, start, classes);
        double sum = sumOfExp(logits, start, classes, max);
        loss.set(row, Math.log(sum) + (max - logits.get(start + label)));
        for (int i = 0; i < classes; i++) {
          double probability = Math.exp(logits.get(start + i) - max) / sum;
          gradient.set(start + i, scale * (probability - (i == label ? 1 : 0)));
        }
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
}
