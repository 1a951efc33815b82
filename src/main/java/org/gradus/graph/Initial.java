package org.gradus.graph;

import java.util.Arrays;

/** Fills a variable before training. */
@FunctionalInterface
public interface Initial {
  /** Zeros. */
  Initial ZEROS = constant(0);

  /**
   * Writes the first values of {@code variable}, row-major.
   *
   * @param values as many elements as the variable has
   * @param seed the run's seed; the same seed and variable name give the same values
   */
  void fill(Variable variable, long seed, float[] values);

  /** All elements {@code value}. */
  static Initial constant(double value) {
    return (variable, seed, values) -> Arrays.fill(values, (float) value);
  }
}
