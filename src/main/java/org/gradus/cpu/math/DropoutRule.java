package org.gradus.cpu.math;

/** Which elements dropout keeps: a rule in whole numbers, so that every device agrees. */
public final class DropoutRule {
  private static final double UNIFORM_STEPS = 1 << 24;

  private DropoutRule() {}

  /** The smallest 24-bit number that is kept: ceil(rate 2^24). */
  public static int threshold(double rate) {
    return (int) Math.ceil(rate * UNIFORM_STEPS);
  }

  /** Whether the element with this Philox word is kept. */
  public static boolean keeps(int word, int threshold) {
    return word >>> 8 >= threshold;
  }
}
