package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatRows} in vectors; what is left at the end of a run goes to the plain ones. */
final class SimdRows implements FloatRows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private static final FloatVector ZERO = FloatVector.zero(SPECIES);
  private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1f);

  private final FloatRows rest = new PlainRows();

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

  @Override
  public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).add(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.add(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).sub(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.subtract(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).mul(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.multiply(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void divide(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).div(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.divide(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).max(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.maximum(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void minimum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).min(load(b, bAt + i)).intoArray(y, yAt + i);
    }
    rest.minimum(a, aAt + end, b, bAt + end, y, yAt + end, n - end);
  }

  @Override
  public void affine(float[] x, int xAt, float scale, float shift, float[] y, int yAt, int n) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(x, xAt + i).fma(scales, shifts).intoArray(y, yAt + i);
    }
    rest.affine(x, xAt + end, scale, shift, y, yAt + end, n - end);
  }

  @Override
  public void axpy(float[] x, int xAt, float scale, float[] y, int yAt, int n) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(x, xAt + i).fma(scales, load(y, yAt + i)).intoArray(y, yAt + i);
    }
    rest.axpy(x, xAt + end, scale, y, yAt + end, n - end);
  }

  @Override
  public void normalize(float[] x, int xAt, float mean, float scale, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(x, xAt + i).sub(mean).mul(scale).intoArray(y, yAt + i);
    }
    rest.normalize(x, xAt + end, mean, scale, y, yAt + end, n - end);
  }

  @Override
  public void multiplyAdd(
      float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(a, aAt + i).fma(load(b, bAt + i), load(c, cAt + i)).intoArray(y, yAt + i);
    }
    rest.multiplyAdd(a, aAt + end, b, bAt + end, c, cAt + end, y, yAt + end, n - end);
  }

  @Override
  public void relu(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      load(x, xAt + i).max(0f).intoArray(y, yAt + i);
    }
    rest.relu(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector slope = load(dy, dyAt + i);
      VectorMask<Float> on = load(y, yAt + i).compare(VectorOperators.GT, 0f);
      ZERO.blend(slope, on).intoArray(dx, dxAt + i);
    }
    rest.reluGradient(y, yAt + end, dy, dyAt + end, dx, dxAt + end, n - end);
  }

  @Override
  public void tanhGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector value = load(y, yAt + i);
      FloatVector slope = value.neg().fma(value, ONE);
      load(dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
    }
    rest.tanhGradient(y, yAt + end, dy, dyAt + end, dx, dxAt + end, n - end);
  }

  @Override
  public void sigmoidGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector value = load(y, yAt + i);
      FloatVector slope = value.mul(ONE.sub(value));
      load(dy, dyAt + i).mul(slope).intoArray(dx, dxAt + i);
    }
    rest.sigmoidGradient(y, yAt + end, dy, dyAt + end, dx, dxAt + end, n - end);
  }
}
