package org.gradus.cpu.math;

/** {@link FloatUpdates} one float at a time. */
final class PlainUpdates implements FloatUpdates {
  @Override
  public void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float decay, int n) {
    for (int i = 0; i < n; i++) {
      float weight = w[wAt + i];
      float gradient = Math.fma(weight, decay, g[gAt + i]);
      w[wAt + i] = Math.fma(gradient, -rate, weight);
    }
  }

  @Override
  public void momentum(
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
      int n) {
    for (int i = 0; i < n; i++) {
      float weight = w[wAt + i];
      float gradient = Math.fma(weight, decay, g[gAt + i]);
      float velocity = Math.fma(v[vAt + i], momentum, gradient);
      v[vAt + i] = velocity;
      float direction = nesterov ? Math.fma(velocity, momentum, gradient) : velocity;
      w[wAt + i] = Math.fma(direction, -rate, weight);
    }
  }

  @Override
  public void adam(
      float[] w,
      int wAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      AdamScalars scalars,
      int n) {
    for (int i = 0; i < n; i++) {
      float weight = w[wAt + i];
      float gradient = Math.fma(weight, scalars.decay, g[gAt + i]);
      float mean = Math.fma(m[mAt + i], scalars.beta1, scalars.oneMinusBeta1 * gradient);
      float square =
          Math.fma(v[vAt + i], scalars.beta2, scalars.oneMinusBeta2 * gradient * gradient);
      m[mAt + i] = mean;
      v[vAt + i] = square;
      float root = Math.fma((float) Math.sqrt(square), scalars.rootScale, scalars.epsilon);
      w[wAt + i] = Math.fma(mean / root, -scalars.stepSize, weight * scalars.shrink);
    }
  }
}
