package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Shape;

/**
 * Leaky ReLU whose slope is learnt: x where x > 0, else weight x (He et al., 2015).
 *
 * <p>Parameter {@code weight}: one slope for all (1), or one for each channel, the last axis (C).
 * Weight decay would pull slopes to 0; {@code ParameterGroup.vectors().withoutDecay()} leaves them
 * out.
 */
public final class PRelu implements Layer {
  private static final double USUAL_SLOPE = 0.25;

  private final double slope;
  private final boolean channels;
  private final Origin origin = Origin.caller();

  /** One slope for all elements, which begins at 0.25. */
  public PRelu() {
    this(USUAL_SLOPE, false);
  }

  /** One slope for each channel, all of which begin at 0.25. */
  public static PRelu perChannel() {
    return new PRelu(USUAL_SLOPE, true);
  }

  /**
   * One slope for all elements.
   *
   * @param slope what it begins with
   * @throws IllegalArgumentException if it is not finite
   */
  public static PRelu startingAt(double slope) {
    return new PRelu(slope, false);
  }

  private PRelu(double slope, boolean channels) {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException("prelu: the slope must be finite: " + slope);
    }
    this.slope = slope;
    this.channels = channels;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape slopes = Shape.of(channels ? x.shape().last() : 1);
    Tensor weight = scope.parameter("weight", slopes, Initial.constant(slope));
    Tensor zero = scope.graph().constant(0, x.dtype());
    return x.greater(zero).select(x, x.multiply(weight));
  }

  @Override
  public String description() {
    return channels ? "PRelu(channels)" : "PRelu";
  }
}
