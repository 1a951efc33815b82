package org.gradus.optim;

import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;

/**
 * The dynamic scale of a loss, so that gradients in F16 neither vanish nor overflow: PyTorch's
 * {@code GradScaler}, with its names, rule and usual settings.
 *
 * <p>Gradients are those of the loss times the scale, and are divided by it before they are clipped
 * or followed. A step in which they are not finite changes nothing but the scale, which falls;
 * after a number of good steps one after another it rises.
 *
 * @param initScale the scale at first
 * @param growthFactor by what it rises
 * @param backoffFactor by what it falls
 * @param growthInterval after how many good steps it rises
 */
public record GradScaler(
    double initScale, double growthFactor, double backoffFactor, int growthInterval) {
  /** PyTorch's settings: 65536 at first, doubled after 2000 good steps, halved on a bad one. */
  public static final GradScaler USUAL = new GradScaler(0x1p16, 2, 0.5, 2000);

  /**
   * The scale does not fall below this, the smallest normal number of F16: gradients that are not
   * finite then are so for another reason than the scale.
   */
  public static final double LEAST = 0x1p-14;

  /** The variable with the scale, an F32 scalar. */
  public static final String SCALE = "scaler.scale";

  /** The variable that counts good steps, an I32 scalar. */
  public static final String GROWTH_TRACKER = "scaler.growth_tracker";

  /** The variable that counts the steps that were skipped, an I32 scalar. */
  public static final String SKIPPED_STEPS = "scaler.skipped_steps";

  /** Checks the settings. */
  public GradScaler {
    if (!(initScale >= LEAST && initScale <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the initial loss scale must be from 2^-14 to the largest float: " + initScale);
    }
    if (!(growthFactor > 1 && growthFactor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the growth factor of the loss scale must be above 1: " + growthFactor);
    }
    if (!(backoffFactor > 0 && backoffFactor < 1)) {
      throw new IllegalArgumentException(
          "the backoff factor of the loss scale must be in (0, 1): " + backoffFactor);
    }
    if (growthInterval < 1) {
      throw new IllegalArgumentException(
          "the growth interval of the loss scale must be at least 1: " + growthInterval);
    }
  }

  /** The same with another scale at first. */
  public GradScaler withInitScale(double scale) {
    return new GradScaler(scale, growthFactor, backoffFactor, growthInterval);
  }

  /** The same that rises after so many good steps. */
  public GradScaler withGrowthInterval(int steps) {
    return new GradScaler(initScale, growthFactor, backoffFactor, steps);
  }

  /** The scale as it stands when a step begins, an F32 scalar; declares the scaler's state. */
  public Tensor scale(Graph graph) {
    Initial first = Initial.constant(initScale);
    TensorSpec count = TensorSpec.of(DType.I32);
    graph.variables().declare(GROWTH_TRACKER, count, Role.COUNTER, Initial.ZEROS);
    graph.variables().declare(SKIPPED_STEPS, count, Role.COUNTER, Initial.ZEROS);
    Variable scale = graph.variables().declare(SCALE, TensorSpec.of(DType.F32), Role.SLOT, first);
    return graph.read(scale);
  }

  /** The number of steps that were skipped before this one, an I32 scalar. */
  public Tensor skippedSteps(Graph graph) {
    return graph.read(graph.variables().get(SKIPPED_STEPS));
  }

  /**
   * Appends the update of the state at the end of a step.
   *
   * @param scale from {@link #scale}
   * @param finite a U8 scalar, 1 if all gradients are finite
   * @param ok a U8 scalar; where it is 0 nothing changes
   */
  public void write(Graph graph, Tensor scale, Tensor finite, Tensor ok) {
    graph.update(
        new Update.AdjustScale(
            SCALE,
            GROWTH_TRACKER,
            SKIPPED_STEPS,
            growthFactor,
            backoffFactor,
            growthInterval,
            LEAST),
        scale,
        finite,
        ok);
  }
}
