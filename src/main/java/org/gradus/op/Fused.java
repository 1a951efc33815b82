package org.gradus.op;

import org.gradus.op.Elementwise.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Ops that could be written with the other families but are worth one kernel; each has a
 * decomposition that means the same.
 */
public sealed interface Fused extends Op {
  /** exp(x) / sum(exp(x)) along the last axis. */
  record Softmax() implements Fused {
    @Override
    public String name() {
      return "softmax";
    }
  }

  /** x - log(sum(exp(x))) along the last axis. */
  record LogSoftmax() implements Fused {
    @Override
    public String name() {
      return "log_softmax";
    }
  }

  /**
   * Operands (logits (N, C), labels I32 (N)). Results: the loss of each row, -sum(q log
   * softmax(logits)) (N); and {@code gradientScale} (softmax(logits) - q) (N, C), which is what the
   * backward pass wants, from the same reading of the logits. The row's wanted distribution q is (1
   * - smoothing) one_hot(label) + smoothing / C (Szegedy et al., 2016).
   *
   * <p>Of a row whose label is {@code ignored} both are 0, whatever its logits are.
   *
   * @param gradientScale a factor of the gradient alone
   * @param smoothing the share that all classes get alike, in [0, 1]
   * @param ignored a label, one of the classes or not; null if every label must be a class
   */
  record SoftmaxCrossEntropy(double gradientScale, double smoothing, @Nullable Integer ignored)
      implements Fused {
    /** Without smoothing, and with no label that is ignored. */
    public SoftmaxCrossEntropy(double gradientScale) {
      this(gradientScale, 0, null);
    }

    /** With a gradient {@code factor} times as large. */
    public SoftmaxCrossEntropy times(double factor) {
      return new SoftmaxCrossEntropy(gradientScale * factor, smoothing, ignored);
    }

    @Override
    public String name() {
      return "softmax_cross_entropy";
    }
  }

  /**
   * Operands (x, t) of one shape. Results of that shape: the loss of each element, and {@code
   * gradientScale} times its derivative by x, from the same reading.
   *
   * @param parameter of the kinds that have one
   * @param gradientScale a factor of the derivative alone
   */
  record PointwiseLoss(LossKind kind, double parameter, double gradientScale) implements Fused {
    /** With a derivative {@code factor} times as large. */
    public PointwiseLoss times(double factor) {
      return new PointwiseLoss(kind, parameter, gradientScale * factor);
    }

    @Override
    public String name() {
      return kind + "_loss";
    }
  }

  /** Operands (x (..., N), bias (N)): activation(x + bias). */
  record BiasActivation(Unary activation) implements Fused {
    @Override
    public String name() {
      return "bias_" + activation.name();
    }
  }

  /**
   * A matrix product as {@link Contract.MatMul} with parts that are done to its sums before they
   * are stored. Operands: a, b, then those of the parts in their order. Results: y, then those of
   * the parts in their order.
   */
  record MatMulWith(boolean transposeA, boolean transposeB, Contract.Form form, Epilogue epilogue)
      implements Fused {
    /** A product in its plain form. */
    public MatMulWith(boolean transposeA, boolean transposeB, Epilogue epilogue) {
      this(transposeA, transposeB, Contract.Form.PLAIN, epilogue);
    }

    @Override
    public String name() {
      return epilogue.parts().isEmpty() ? "matmul" : "matmul_" + epilogue;
    }
  }

  /**
   * By what a gradient is to be multiplied so that its norm stays in bounds, and the norm, the root
   * of the sum of all squares; two scalars. Up to the limit the scale is 1. Above it, it is limit /
   * (norm + {@link #EPSILON}) with {@code toLimit}, as in PyTorch's {@code clip_grad_norm_}, which
   * begins to scale that little below the limit; else 1 / norm.
   *
   * @param limit of the norm; 0 leaves of a gradient its direction, if not {@code toLimit}
   */
  record ClipScale(double limit, boolean toLimit) implements Fused {
    /** What PyTorch adds to the norm. */
    public static final double EPSILON = 1e-6;

    @Override
    public String name() {
      return "clip_scale";
    }
  }

  /**
   * Operands (x (..., C), scale (C), bias (C)). Normalises each channel over all other axes.
   * Results: y = scale (x - mean) / sqrt(variance + epsilon) + bias, mean (C), and the biased
   * variance (C).
   */
  record BatchNorm(double epsilon) implements Fused {
    @Override
    public String name() {
      return "batch_norm";
    }
  }

  /** Operands (x, scale, mean, variance, dy) of a {@link BatchNorm}: dx, dscale (C), dbias (C). */
  record BatchNormGradient(double epsilon) implements Fused {
    @Override
    public String name() {
      return "batch_norm_gradient";
    }
  }

  /**
   * Operands (x (..., C), scale (C), bias (C)). Normalises each row of C elements. Results: y =
   * scale (x - mean) rstd + bias, mean (...), and rstd = 1 / sqrt(variance + epsilon) (...).
   *
   * @param centred whether the mean is taken off; if not, it counts as 0, and the variance is the
   *     mean square
   */
  record LayerNorm(double epsilon, boolean centred) implements Fused {
    /** Of the deviations from the mean. */
    public LayerNorm(double epsilon) {
      this(epsilon, true);
    }

    @Override
    public String name() {
      return "layer_norm";
    }
  }

  /** Operands (x, scale, mean, rstd, dy) of a {@link LayerNorm}: dx, dscale (C), dbias (C). */
  record LayerNormGradient(boolean centred) implements Fused {
    /** Of a norm that takes the mean off. */
    public LayerNormGradient() {
      this(true);
    }

    @Override
    public String name() {
      return "layer_norm_gradient";
    }
  }

  /**
   * Operands (x, step I32 scalar): each element is 0 with probability {@code rate}, else multiplied
   * by 1 / (1 - rate). The mask is Philox4x32-10 of (seed, stream, step, element): it is never
   * stored, the backward pass is the same op on the gradient.
   *
   * <p>Every device keeps the same elements: element i takes word i mod 4 of block i / 4, and is
   * kept if {@code word >>> 8}, a whole number below 2^24, is at least ceil(rate 2^24). The factor
   * is rounded to F32 once where arithmetic is in F32. A dropped element is 0 whatever x is.
   */
  record Dropout(double rate, long seed, int stream) implements Fused {
    @Override
    public String name() {
      return "dropout";
    }
  }

  /**
   * Operands (x, step I32 scalar): x + sigma z, the z of each element being standard normal numbers
   * of (seed, stream, step, element), see {@code random.FloatNormals}. They are never stored; the
   * gradient by x is that of the result.
   *
   * <p>Every device adds the same bits: z and sigma are floats, and where arithmetic is in F32 the
   * sum is a fused multiply-add, rounded once.
   *
   * @param sigma the standard deviation, at least 0
   */
  record GaussianNoise(float sigma, long seed, int stream) implements Fused {
    @Override
    public String name() {
      return "gaussian_noise";
    }
  }
}
