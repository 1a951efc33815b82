package org.gradus.optim;

import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Fused;

/**
 * What is done about large gradients: the norm of all of them together is brought down first, then
 * single values. Infinity stands for no limit.
 *
 * @param norm gradients whose norm is above this are scaled
 * @param form what scaled gradients come to
 * @param value what no gradient may exceed in magnitude
 */
public record Clipping(double norm, Form form, double value) {
  /** What a gradient g is made of whose norm is above the limit t. */
  public enum Form {
    /** g t / (norm + 1e-6), of norm t: PyTorch's {@code clip_grad_norm_}. */
    TO_LIMIT,
    /** g / norm, of norm 1. */
    BY_NORM
  }

  /** Gradients are taken as they are. */
  public static final Clipping NONE =
      new Clipping(Double.POSITIVE_INFINITY, Form.TO_LIMIT, Double.POSITIVE_INFINITY);

  /** Only the direction counts: a gradient that is not 0 gets norm 1. */
  static final Clipping TO_DIRECTION = new Clipping(0, Form.BY_NORM, Double.POSITIVE_INFINITY);

  /** Checks the limits. */
  public Clipping {
    if (!(norm >= 0) || (norm == 0 && form == Form.TO_LIMIT)) {
      throw new IllegalArgumentException("the limit of the norm must be positive: " + norm);
    }
    if (!(value > 0)) {
      throw new IllegalArgumentException("the limit of gradients must be positive: " + value);
    }
  }

  /** Gradients of a norm above {@code limit} are scaled to it, as PyTorch does. */
  public static Clipping norm(double limit) {
    return new Clipping(limit, Form.TO_LIMIT, Double.POSITIVE_INFINITY);
  }

  /** Gradients of a norm above {@code limit} are divided by their norm. */
  public static Clipping byNorm(double limit) {
    return new Clipping(limit, Form.BY_NORM, Double.POSITIVE_INFINITY);
  }

  /** Single gradients are kept within {@code -limit} and {@code limit}. */
  public static Clipping value(double limit) {
    return NONE.andValue(limit);
  }

  /** The same with single gradients kept within a limit afterwards. */
  public Clipping andValue(double limit) {
    return new Clipping(norm, form, limit);
  }

  /** Whether the norm matters. */
  boolean hasNorm() {
    return norm < Double.POSITIVE_INFINITY;
  }

  /**
   * Appends what this needs to know of a gradient. One reading of it yields the norm, which also
   * tells whether all of it is finite: a sum of squares that does not overflow is finite if they
   * are. F16 holds no large norms, so there the flag takes a reading of its own.
   */
  GuardedGradient guard(Tensor gradient) {
    if (!hasNorm()) {
      Tensor one = gradient.graph().constant(1, gradient.dtype());
      return new GuardedGradient(gradient, one, gradient.allFinite());
    }
    Node clip = gradient.apply(new Fused.ClipScale(norm, form == Form.TO_LIMIT)).node();
    Tensor telling = gradient.dtype() == DType.F16 ? gradient : clip.output(1);
    return new GuardedGradient(gradient, clip.output(0), telling.allFinite());
  }

  /**
   * As {@link #guard(Tensor)} for a gradient that has yet to be multiplied by {@code factor}, a
   * scalar: the limits are for what it comes to then.
   */
  GuardedGradient guard(Tensor gradient, Tensor factor) {
    GuardedGradient whole = guard(gradient);
    if (!hasNorm()) {
      return new GuardedGradient(gradient, factor, whole.finite());
    }
    Tensor norm = whole.scale().node().output(1).multiply(factor);
    Tensor one = norm.graph().constant(1, norm.dtype());
    Tensor limit = norm.graph().constant(this.norm, norm.dtype());
    Tensor scale =
        form == Form.TO_LIMIT
            ? limit.divide(norm.add(Fused.ClipScale.EPSILON)).minimum(one)
            : norm.greater(limit).select(one.divide(norm), one);
    return new GuardedGradient(gradient, scale.multiply(factor), whole.finite());
  }
}
