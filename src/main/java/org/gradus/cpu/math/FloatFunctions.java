package org.gradus.cpu.math;

/**
 * Functions of one variable over a run of floats: {@code y[i] = f(x[i])} for i from 0 to n - 1.
 *
 * <p>Each takes x from {@code xAt} on and writes y from {@code yAt} on; the two runs are the same
 * or do not overlap. See {@link FloatMath} for accuracy and methods.
 */
public interface FloatFunctions {
  /** e to the power x. */
  void exp(float[] x, int xAt, float[] y, int yAt, int n);

  /** Natural logarithm. */
  void log(float[] x, int xAt, float[] y, int yAt, int n);

  /** Hyperbolic tangent. */
  void tanh(float[] x, int xAt, float[] y, int yAt, int n);

  /** 1 / (1 + exp(-x)). */
  void sigmoid(float[] x, int xAt, float[] y, int yAt, int n);

  /** Error function. */
  void erf(float[] x, int xAt, float[] y, int yAt, int n);

  /** x Phi(x). */
  void gelu(float[] x, int xAt, float[] y, int yAt, int n);

  /** GELU by its approximation with tanh. */
  void geluTanh(float[] x, int xAt, float[] y, int yAt, int n);

  /** x sigmoid(x). */
  void silu(float[] x, int xAt, float[] y, int yAt, int n);

  /** log(1 + exp(x)). */
  void softplus(float[] x, int xAt, float[] y, int yAt, int n);
}
