package org.gradus.cpu.math;

/**
 * Optimizer steps over runs of n floats: parameters w, gradients g and slots, each from its {@code
 * At} on.
 *
 * <p>The formulas are those of PyTorch's optimizers; g is the gradient, with L2 decay g + decay w.
 */
public interface FloatUpdates {
  /** Gradient descent: w = w - rate g. */
  void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float decay, int n);

  /**
   * Momentum: v = momentum v + g; w = w - rate v, or with {@code nesterov} w = w - rate (g +
   * momentum v).
   */
  void momentum(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] v,
      int vAt,
      float rate,
      float decay,
      float momentum,
      boolean nesterov,
      int n);

  /**
   * Adam: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w = shrink w - stepSize m /
   * (sqrt(v) rootScale + epsilon), with the scalars of {@link AdamScalars}.
   */
  void adam(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      AdamScalars scalars,
      int n);
}
