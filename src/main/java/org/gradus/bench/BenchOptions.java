package org.gradus.bench;

import java.util.Set;

/**
 * What to measure of kernels.
 *
 * @param op the name of the only op to measure, or empty for all
 * @param families the only families to measure, or empty for all
 * @param quick whether sizes are tiny and repeats few: it shows that all runs, and no speed
 */
public record BenchOptions(String op, Set<String> families, boolean quick) {
  /** Keeps an unmodifiable copy. */
  public BenchOptions {
    families = Set.copyOf(families);
  }
}
