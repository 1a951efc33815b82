package org.gradus.cpu.math;

/**
 * Arithmetic over runs of n floats.
 *
 * <p>Each array is used from its {@code At} on. The run that is written may be one of those that
 * are read, but may not overlap one in part.
 */
public interface FloatRows {
  /** y = a + b. */
  void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** y = a - b. */
  void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** y = a b. */
  void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** y = a / b. */
  void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** The larger of a and b, NaN if either is. */
  void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** The smaller of a and b, NaN if either is. */
  void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n);

  /** y = scale x + shift, rounded once. */
  void affine(float[] x, int xAt, float scale, float shift, float[] y, int yAt, int n);

  /** y = scale x + y, rounded once. */
  void axpy(float[] x, int xAt, float scale, float[] y, int yAt, int n);

  /** y = (x - mean) scale. */
  void normalize(float[] x, int xAt, float mean, float scale, float[] y, int yAt, int n);

  /** y = a b + c, rounded once. */
  void multiplyAdd(
      float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, float[] y, int yAt, int n);

  /** The larger of x and 0, NaN if x is. */
  void relu(float[] x, int xAt, float[] y, int yAt, int n);

  /** dx = dy where y > 0, else 0, with y = relu(x). */
  void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

  /** dx = dy (1 - y y), with y = tanh(x). */
  void tanhGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);

  /** dx = dy y (1 - y), with y = sigmoid(x). */
  void sigmoidGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n);
}
