package org.gradus.cpu.math;

/** The numbers of one step of Adam, computed in double and rounded once; set anew for each step. */
public final class AdamScalars {
  float beta1;
  float oneMinusBeta1;
  float beta2;
  float oneMinusBeta2;
  float epsilon;

  /** Rate over the first moment's bias correction. */
  float stepSize;

  /** One over the root of the second moment's bias correction. */
  float rootScale;

  /** L2 decay, 0 when decay is decoupled. */
  float decay;

  /** What the parameters are multiplied by, 1 unless decay is decoupled. */
  float shrink;

  /** Numbers of no step yet. */
  public AdamScalars() {}

  /**
   * Sets the numbers of a step.
   *
   * @param step number of this step, 1 for the first
   */
  public void set(
      double beta1,
      double beta2,
      double epsilon,
      double rate,
      double weightDecay,
      boolean decoupled,
      long step) {
    this.beta1 = (float) beta1;
    oneMinusBeta1 = (float) (1 - beta1);
    this.beta2 = (float) beta2;
    oneMinusBeta2 = (float) (1 - beta2);
    this.epsilon = (float) epsilon;
    double t = (double) step;
    stepSize = (float) (rate / (1 - Math.pow(beta1, t)));
    rootScale = (float) (1 / Math.sqrt(1 - Math.pow(beta2, t)));
    decay = decoupled ? 0f : (float) weightDecay;
    shrink = decoupled ? (float) (1 - rate * weightDecay) : 1f;
  }
}
