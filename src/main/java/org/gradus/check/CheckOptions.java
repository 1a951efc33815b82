package org.gradus.check;

/**
 * What to check.
 *
 * @param op the name of the only op to check, or empty for all
 * @param quick whether to leave out the big cases and the rarer element types
 * @param seed draws shapes, operands and directions
 */
public record CheckOptions(String op, boolean quick, long seed) {
  /** The seed when none is given. */
  public static final long SEED = 20_250;
}
