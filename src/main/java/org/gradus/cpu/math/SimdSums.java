package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatSums} in two vectors of eight, on machines that have those. */
final class SimdSums implements FloatSums {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
  private static final int HALF = LANES / 2;

  @Override
  public float sum(float[] x, int at, int n) {
    FloatVector low = FloatVector.zero(SPECIES);
    FloatVector high = FloatVector.zero(SPECIES);
    int end = n - n % LANES;
    for (int i = 0; i < end; i += LANES) {
      low = low.add(load(x, at + i));
      high = high.add(load(x, at + i + HALF));
    }
    float total = fold(low.add(high));
    for (int i = end; i < n; i++) {
      total += x[at + i];
    }
    return total;
  }

  @Override
  public float sumOfSquares(float[] x, int at, int n) {
    return dot(x, at, x, at, n);
  }

  @Override
  public float sumOfSquaredDifferences(float[] x, int at, float center, int n) {
    FloatVector low = FloatVector.zero(SPECIES);
    FloatVector high = FloatVector.zero(SPECIES);
    int end = n - n % LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector first = load(x, at + i).sub(center);
      FloatVector second = load(x, at + i + HALF).sub(center);
      low = first.fma(first, low);
      high = second.fma(second, high);
    }
    float total = fold(low.add(high));
    for (int i = end; i < n; i++) {
      float difference = x[at + i] - center;
      total = Math.fma(difference, difference, total);
    }
    return total;
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector low = FloatVector.zero(SPECIES);
    FloatVector high = FloatVector.zero(SPECIES);
    int end = n - n % LANES;
    for (int i = 0; i < end; i += LANES) {
      low = load(a, aAt + i).fma(load(b, bAt + i), low);
      high = load(a, aAt + i + HALF).fma(load(b, bAt + i + HALF), high);
    }
    float total = fold(low.add(high));
    for (int i = end; i < n; i++) {
      total = Math.fma(a[aAt + i], b[bAt + i], total);
    }
    return total;
  }

  @Override
  public float max(float[] x, int at, int n) {
    FloatVector maxs = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      maxs = maxs.max(load(x, at + i));
    }
    float max = maxs.reduceLanes(VectorOperators.MAX);
    for (int i = end; i < n; i++) {
      max = Math.max(max, x[at + i]);
    }
    return max;
  }

  @Override
  public float min(float[] x, int at, int n) {
    FloatVector mins = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += SPECIES.length()) {
      mins = mins.min(load(x, at + i));
    }
    float min = mins.reduceLanes(VectorOperators.MIN);
    for (int i = end; i < n; i++) {
      min = Math.min(min, x[at + i]);
    }
    return min;
  }

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

  private static float fold(FloatVector sums) {
    return PlainSums.fold(
        sums.lane(0),
        sums.lane(1),
        sums.lane(2),
        sums.lane(3),
        sums.lane(4),
        sums.lane(5),
        sums.lane(6),
        sums.lane(7));
  }
}
