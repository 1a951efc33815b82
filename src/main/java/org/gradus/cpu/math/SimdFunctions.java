package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatFunctions} in vectors; what is left at the end of a run goes to the plain ones. */
final class SimdFunctions implements FloatFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private final FloatFunctions rest = new PlainFunctions();

  @Override
  public void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.exp(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.exp(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void log(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.log(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.log(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.tanh(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.tanh(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void sigmoid(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.sigmoid(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.sigmoid(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void erf(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.erf(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.erf(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.gelu(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.gelu(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void geluTanh(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.geluTanh(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.geluTanh(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void silu(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.silu(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.silu(x, xAt + end, y, yAt + end, n - end);
  }

  @Override
  public void softplus(float[] x, int xAt, float[] y, int yAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      SimdMath.softplus(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.softplus(x, xAt + end, y, yAt + end, n - end);
  }
}
