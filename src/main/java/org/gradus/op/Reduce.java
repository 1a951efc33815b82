package org.gradus.op;

import java.util.List;
import java.util.Locale;

/** Ops that fold axes away, in an order fixed by the shape alone. */
public sealed interface Reduce extends Op {
  /**
   * A fold over {@code axes} (ascending, counted from the front); {@code keep} leaves extent 1.
   *
   * @param wide whether the result of BF16 and F16 is F32, as the sums were
   */
  record Fold(FoldKind kind, List<Integer> axes, boolean keep, boolean wide) implements Reduce {
    /** A fold whose result is of its operand's type. */
    public Fold(FoldKind kind, List<Integer> axes, boolean keep) {
      this(kind, axes, keep, false);
    }

    /** Keeps an unmodifiable copy. */
    public Fold {
      axes = List.copyOf(axes);
    }

    @Override
    public String name() {
      return "reduce_" + kind;
    }
  }

  /** The I32 position of the first largest element along {@code axis}, which is folded away. */
  record ArgMax(int axis) implements Reduce {
    @Override
    public String name() {
      return "argmax";
    }
  }

  /** A U8 scalar: 1 if no element of the operand is NaN or infinite. */
  record AllFinite() implements Reduce {
    @Override
    public String name() {
      return "all_finite";
    }
  }

  /** The folds. */
  enum FoldKind {
    /** The sum; 0 of nothing. */
    SUM,
    /** The largest; NaN if any is. */
    MAX,
    /** The smallest; NaN if any is. */
    MIN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
