package org.gradus.cpu;

/** Which elements dropout keeps: a rule in whole numbers, so that every device agrees. */
final class DropoutRule {
  private static final double UNIFORM_STEPS = 1 << 24;

  private DropoutRule() {}

  /** The smallest 24-bit number that is kept: ceil(rate 2^24). */
  static int threshold(double rate) {
    return (int) Math.ceil(rate * UNIFORM_STEPS);
  }

  /** Whether the element with this Philox word is kept. */
  static boolean keeps(int word, int threshold) {
    return word >>> 8 >= threshold;
  }
}
