package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatUpdates} in vectors; what is left at the end of a run goes to the plain ones. */
final class SimdUpdates implements FloatUpdates {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private final FloatUpdates rest = new PlainUpdates();

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  @Override
  public void sgd(float[] w, int wAt, float[] g, int gAt, float rate, float decay, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector weight = load(w, wAt + i);
      FloatVector gradient = weight.fma(all(decay), load(g, gAt + i));
      gradient.fma(all(-rate), weight).intoArray(w, wAt + i);
    }
    rest.sgd(w, wAt + end, g, gAt + end, rate, decay, n - end);
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
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector weight = load(w, wAt + i);
      FloatVector gradient = weight.fma(all(decay), load(g, gAt + i));
      FloatVector velocity = load(v, vAt + i).fma(all(momentum), gradient);
      velocity.intoArray(v, vAt + i);
      FloatVector direction = nesterov ? velocity.fma(all(momentum), gradient) : velocity;
      direction.fma(all(-rate), weight).intoArray(w, wAt + i);
    }
    rest.momentum(
        w, wAt + end, g, gAt + end, v, vAt + end, rate, decay, momentum, nesterov, n - end);
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
    FloatVector oneMinusBeta1 = all(scalars.oneMinusBeta1);
    FloatVector oneMinusBeta2 = all(scalars.oneMinusBeta2);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector weight = load(w, wAt + i);
      FloatVector gradient = weight.fma(all(scalars.decay), load(g, gAt + i));
      FloatVector mean = load(m, mAt + i).fma(all(scalars.beta1), oneMinusBeta1.mul(gradient));
      FloatVector squared = oneMinusBeta2.mul(gradient).mul(gradient);
      FloatVector square = load(v, vAt + i).fma(all(scalars.beta2), squared);
      mean.intoArray(m, mAt + i);
      square.intoArray(v, vAt + i);
      FloatVector root = square.sqrt().fma(all(scalars.rootScale), all(scalars.epsilon));
      FloatVector shrunk = weight.mul(scalars.shrink);
      mean.div(root).fma(all(-scalars.stepSize), shrunk).intoArray(w, wAt + i);
    }
    rest.adam(w, wAt + end, g, gAt + end, m, mAt + end, v, vAt + end, scalars, n - end);
  }
}
