package org.gradus.op;

import java.util.List;

/** Ops that give variables new values; each result is a variable's new value, in its storage. */
public sealed interface Update extends Op {
  /** The variable that is updated first, the parameters themselves. */
  String variable();

  /** Operands (value, ok): the variable takes the value. */
  record Assign(String variable) implements Update {
    @Override
    public String name() {
      return "assign";
    }
  }

  /**
   * Operands (step, values): row {@code step mod rows} of the variable (rows, K) takes the values
   * (K), which so outlive the step until as many more are done; step is an I32 scalar, at least 0.
   */
  record RecordRow(String variable, int rows) implements Update {
    @Override
    public String name() {
      return "record_row";
    }
  }

  /**
   * Operands (scale, finite, ok): the factor of a loss follows how its gradients came out, as
   * PyTorch's {@code GradScaler} does. Where ok is 0 nothing changes; else
   *
   * <pre>
   *   finite        good' = good + 1, and at {@code interval} scale' = scale growth, good' = 0
   *   not finite    scale' = scale backoff, but not below {@code least}; good' = 0; skipped' = skipped + 1
   * </pre>
   *
   * A scale that would grow to infinity stays. The variables are scalars: the scale, of any float
   * type, and the two counts in I32.
   *
   * @param variable the scale
   * @param goodSteps counts the steps since the scale last changed
   * @param skipped counts the steps whose gradients were not finite
   */
  record AdjustScale(
      String variable,
      String goodSteps,
      String skipped,
      double growth,
      double backoff,
      int interval,
      double least)
      implements Update {
    @Override
    public String name() {
      return "adjust_scale";
    }
  }

  /**
   * A step of an optimizer over a whole arena, each element touched once.
   *
   * <p>Operands (gradient (n), rates (K), step, scale, ok): entry {@code step mod K} of the rates
   * is the learning rate, step an I32 scalar that counts the steps done before this one, and where
   * the U8 scalar ok is 0 nothing changes. Scale is a scalar of the gradient's type, by which
   * gradients are multiplied first: 1 unless they are clipped by their norm. Then each is clipped
   * to at most {@code bound} in magnitude, gets its share of L2 decay, and the rule is applied:
   *
   * <pre>
   *   r = rate factor                            of the element's span
   *   g = clip(scale gradient) + decay w         w as it is
   *   g = clip(scale gradient)                   w taken times 1 - r decay, where decay is decoupled
   * </pre>
   *
   * @param slots the variables that hold the rule's slots, each (n)
   * @param decoupled whether weights decay by themselves (Loshchilov and Hutter, 2019) and not
   *     through the gradient
   * @param bound of a gradient's magnitude after scaling; infinity where gradients are not clipped
   * @param spans how elements are treated, from which on, in rising order; the first is from 0 on
   */
  record Optimize(
      String variable,
      List<String> slots,
      UpdateRule rule,
      boolean decoupled,
      double bound,
      List<Span> spans)
      implements Update {
    /** Keeps unmodifiable copies. */
    public Optimize {
      slots = List.copyOf(slots);
      spans = List.copyOf(spans);
    }

    /** Without clipping, all elements alike. */
    public static Optimize plain(
        String variable, List<String> slots, UpdateRule rule, boolean decoupled, double decay) {
      return new Optimize(
          variable,
          slots,
          rule,
          decoupled,
          Double.POSITIVE_INFINITY,
          List.of(new Span(0, 1, decay)));
    }

    @Override
    public String name() {
      return decoupled ? rule.decoupledName() : rule.name();
    }
  }

  /**
   * Elements that an optimizer treats alike: those from {@code from} on, up to the next span.
   *
   * @param from a multiple of {@link #ALIGNMENT}
   * @param factor what the learning rate is multiplied by
   * @param decay the weight decay
   */
  record Span(int from, double factor, double decay) {
    /** Spans begin at multiples of this, so that no vector of elements lies in two. */
    public static final int ALIGNMENT = 16;
  }
}
