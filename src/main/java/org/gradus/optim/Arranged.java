package org.gradus.optim;

import java.util.List;
import org.gradus.op.UpdateRule;

/**
 * An optimizer with what goes with any of them.
 *
 * @param optimizer one that is not arranged itself
 * @param isDecoupled whether weights decay by themselves, not through their gradient
 * @param clipping what is done about large gradients
 * @param groups parameters that are treated otherwise than the rest
 */
public record Arranged(
    Optimizer optimizer, boolean isDecoupled, Clipping clipping, List<ParameterGroup> groups)
    implements Optimizer {
  /** Puts itself in the place of an arranged optimizer. */
  public Arranged {
    groups = List.copyOf(groups);
    if (optimizer instanceof Arranged inner) {
      optimizer = inner.optimizer;
    }
    Clipping own = optimizer.clipping();
    if (own.hasNorm() && clipping.hasNorm() && !own.equals(clipping.andValue(own.value()))) {
      throw new IllegalArgumentException(
          "%s has gradients of norm 1, so their norm cannot be clipped"
              .formatted(optimizer.name()));
    }
    if (own.hasNorm()) {
      clipping = own.andValue(clipping.value());
    }
  }

  @Override
  public double lr() {
    return optimizer.lr();
  }

  @Override
  public double weightDecay() {
    return optimizer.weightDecay();
  }

  @Override
  public String name() {
    return optimizer.name();
  }

  @Override
  public UpdateRule rule() {
    return optimizer.rule();
  }
}
