package org.gradus.pass;

import org.gradus.graph.Graph;

/**
 * Puts neighbours into one op where a device has a kernel for it:
 *
 * <ul>
 *   <li>cross-entropy written by hand, and its gradient, become softmax_cross_entropy;
 *   <li>a constant factor of that op's gradient becomes its scale, so that the backward pass of a
 *       mean loss reads (N, C) once less;
 *   <li>matmul + bias [+ activation] becomes one op, and so does bias + activation, where nobody
 *       else wants what lies between.
 * </ul>
 *
 * <p>Results may differ from the unfused ones by rounding.
 */
public final class Fuse {
  private Fuse() {}

  /** The graph with everything fused that {@code support} has. */
  public static Graph apply(Graph graph, KernelSupport support) {
    Graph losses = Share.apply(Simplify.apply(FuseCrossEntropy.apply(graph, support)));
    return FuseBias.apply(FoldGradientScale.apply(losses), support);
  }
}
