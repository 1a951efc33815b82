package org.gradus.gpu.lowering;

/**
 * A tensor seen as (outer, folded, inner), of which the middle axis is folded away in parts of
 * {@code part} elements.
 */
record Fold(long outer, long folded, long inner, long part) {
  /** Parts that every element of the result is folded from; at least one, which may be empty. */
  long parts() {
    return Math.max(1, Math.ceilDiv(folded, part));
  }
}
