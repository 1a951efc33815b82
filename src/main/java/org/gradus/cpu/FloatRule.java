package org.gradus.cpu;

/**
 * The F32 arithmetic of an optimizer's rule: what is the same for all elements of a span, and the
 * loop over them.
 *
 * <p>A loop is ordinary Java that the compiler turns into vectors, with the same bits; as far as
 * Java 25 it does so only if one index serves all arrays, whatever they are, because then no store
 * changes what a later load reads.
 */
record FloatRule(Numbers numbers, Loop loop) {
  /** The most numbers a rule has. */
  static final int MOST_NUMBERS = 8;

  /** Computes, in double, what a step's elements share besides the rate. */
  @FunctionalInterface
  interface Numbers {
    /** Sets k[0], k[1] and so on for the step of this number, 1 for the first. */
    void set(double t, double[] k);
  }

  /** Follows gradients. */
  @FunctionalInterface
  interface Loop {
    /**
     * Changes elements {@code from} to {@code to} (exclusive) of parameters w and slots a, b and c,
     * those that the rule has, by their gradients g.
     */
    void run(Shared x, float[] g, float[] w, float[] a, float[] b, float[] c, int from, int to);
  }

  /** What the elements of a span share, set anew for each step. */
  static final class Shared {
    final float[] k = new float[MOST_NUMBERS];
    float rate;
    private float scale;
    private boolean clips;
    private float bound;
    private float decay;
    private float shrink;
    private final double[] wide = new double[MOST_NUMBERS];

    /**
     * Sets everything.
     *
     * @param t the number of the step, 1 for the first
     * @param scale what gradients are multiplied by
     * @param bound what they may not exceed then
     * @param decay weight decay through the gradient
     * @param shrinkage weight decay by itself, a step
     */
    void set(
        Numbers numbers,
        double t,
        double rate,
        double scale,
        double bound,
        double decay,
        double shrinkage) {
      numbers.set(t, wide);
      for (int i = 0; i < wide.length; i++) {
        k[i] = (float) wide[i];
      }
      this.rate = (float) rate;
      this.scale = (float) scale;
      clips = bound < Double.POSITIVE_INFINITY;
      this.bound = (float) bound;
      this.decay = (float) decay;
      shrink = (float) (1 - shrinkage);
    }

    /** The gradient that the rule is to follow; NaN stays. */
    float gradient(float g, float w) {
      float scaled = g * scale;
      float clipped = clips ? Math.max(-bound, Math.min(bound, scaled)) : scaled;
      return Math.fma(w, decay, clipped);
    }

    /** The weight that the rule is to change. */
    float weight(float w) {
      return w * shrink;
    }
  }
}
