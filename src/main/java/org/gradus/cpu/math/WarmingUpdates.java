package org.gradus.cpu.math;

/**
 * Optimizer steps by the plain loops until the vector loops are compiled; the bits are the same.
 */
final class WarmingUpdates implements FloatUpdates {
  private final FloatUpdates plain = new PlainUpdates();
  private final FloatUpdates fast;
  private final LoopWarmUp sgd;
  private final LoopWarmUp momentum;
  private final LoopWarmUp adam;

  WarmingUpdates(FloatUpdates fast) {
    this.fast = fast;
    int n = LoopWarmUp.LENGTH;
    float[] w = new float[n];
    float[] g = new float[n];
    float[] m = new float[n];
    float[] v = new float[n];
    AdamScalars scalars = new AdamScalars();
    scalars.set(0.9, 0.999, 1e-8, 0, 0, false, 1);
    sgd = new LoopWarmUp(() -> fast.sgd(w, 0, g, 0, 0, 0, n));
    momentum = new LoopWarmUp(() -> fast.momentum(w, 0, g, 0, v, 0, 0, 0, 0, false, n));
    adam = new LoopWarmUp(() -> fast.adam(w, 0, g, 0, m, 0, v, 0, scalars, n));
  }

  private FloatUpdates now(LoopWarmUp loop) {
    return loop.isDone() ? fast : plain;
  }

  @Override
  public void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float decay, int n) {
    now(sgd).sgd(w, wAt, g, gAt, rate, decay, n);
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
    now(this.momentum).momentum(w, wAt, g, gAt, v, vAt, rate, decay, momentum, nesterov, n);
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
    now(adam).adam(w, wAt, g, gAt, m, mAt, v, vAt, scalars, n);
  }
}
