package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.op.Update;
import org.gradus.op.Update.Span;

/** A step of one optimizer over F32 arenas, and the numbers that the elements of a span share. */
final class FloatStep {
  /** Elements that are treated at once: what is copied of them is still near then. */
  private static final int TILE = 4096;

  /** What stands for slots that a rule does not have. */
  private static final float[] NONE = {};

  private final Update.Optimize op;
  private final FloatRule rule;
  private final OptimizerStep now;
  private final FromZero g;
  private final FromZero w;
  private final List<FromZero> slots = new ArrayList<>();
  private final FloatRule.Shared[] shared; // of each span

  FloatStep(Update.Optimize op, Binding binding) {
    this.op = op;
    rule = FloatRules.of(op.rule());
    now = new OptimizerStep(binding);
    g = FromZero.of(binding.in(0));
    w = FromZero.of(binding.out());
    for (int i = 0; i < op.slots().size(); i++) {
      slots.add(FromZero.of(binding.outOrScratch(i + 1)));
    }
    shared = new FloatRule.Shared[op.spans().size()];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = new FloatRule.Shared();
    }
  }

  /** The number of elements. */
  int size() {
    return w.operand().size();
  }

  /** Prepares a step; false if it is not to be made. */
  boolean begin() {
    if (!now.isOk()) {
      return false;
    }
    double t = now.step() + 1.0;
    for (int i = 0; i < shared.length; i++) {
      Span span = op.spans().get(i);
      double rate = now.rate() * span.factor();
      double decay = op.decoupled() ? 0 : span.decay();
      double shrinkage = op.decoupled() ? rate * span.decay() : 0;
      shared[i].set(rule.numbers(), t, rate, now.scale(), op.bound(), decay, shrinkage);
    }
    return true;
  }

  /** Changes elements {@code from} to {@code to}, exclusive. */
  void run(int from, int to) {
    int span = spanOf(from);
    for (int at = from; at < to; ) {
      while (at >= endOf(span)) {
        span++;
      }
      int end = Math.min(Math.min(to, endOf(span)), at + TILE);
      run(shared[span], at, end);
      at = end;
    }
  }

  private void run(FloatRule.Shared x, int from, int to) {
    g.take(from, to);
    w.take(from, to);
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).take(from, to);
    }
    rule.loop().run(x, g.values(), w.values(), slot(0), slot(1), slot(2), from, to);
    w.put(from, to);
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).put(from, to);
    }
  }

  private float[] slot(int i) {
    return i < slots.size() ? slots.get(i).values() : NONE;
  }

  private int spanOf(int element) {
    int low = 0;
    for (int high = op.spans().size(); high - low > 1; ) {
      int middle = (low + high) >>> 1;
      if (op.spans().get(middle).from() <= element) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int endOf(int span) {
    return span + 1 < op.spans().size() ? op.spans().get(span + 1).from() : w.operand().size();
  }
}
