package org.gradus.init;

import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.random.Philox;
import org.gradus.random.Streams;

/** Independent random numbers, uniform or normal, shifted and scaled. */
record RandomInitial(Distribution distribution, double offset, Spread spread) implements Initial {
  /** What the numbers are before they are shifted and scaled. */
  enum Distribution {
    /** Uniform in [-1, 1), standard deviation 1 / sqrt(3). */
    UNIFORM,
    /** Normal with standard deviation 1. */
    NORMAL,
    /** The same, without numbers beyond 2 and -2. */
    TRUNCATED_NORMAL
  }

  /** By how much the numbers of a variable are scaled. */
  @FunctionalInterface
  interface Spread {
    double of(Variable variable);
  }

  @Override
  public void fill(Variable variable, long seed, float[] values) {
    int stream = Streams.of("init/" + variable.name());
    double scale = spread.of(variable);
    for (int i = 0; i < values.length; i++) {
      double unit =
          switch (distribution) {
            case UNIFORM -> 2.0 * Philox.uniform(seed, stream, 0, i) - 1;
            case NORMAL -> Philox.normal(seed, stream, 0, i);
            case TRUNCATED_NORMAL -> truncated(seed, stream, i);
          };
      values[i] = (float) (offset + scale * unit);
    }
  }

  /** The first draw within the limits; the step counts draws, so each element has its own. */
  private static double truncated(long seed, int stream, int element) {
    double unit = Philox.normal(seed, stream, 0, element);
    for (int draw = 1; Math.abs(unit) > 2; draw++) {
      unit = Philox.normal(seed, stream, draw, element);
    }
    return unit;
  }
}
