package org.gradus.pass;

import org.gradus.graph.Graph;

/**
 * Puts neighbours into one op where a device has a kernel for it:
 *
 * <ul>
 *   <li>cross-entropy written by hand, and its gradient, become softmax_cross_entropy;
 *   <li>a constant factor of that op's gradient becomes its scale, so that the backward pass of a
 *       mean loss reads (N, C) once less;
 *   <li>a matrix product takes what is done to its result: bias, residual, activation or its
 *       derivative, casts; and the sums over an operand's rows, a bias's gradient;
 *   <li>bias + activation becomes one op, where nobody else wants what lies between.
 * </ul>
 *
 * <p>Results may differ from the unfused ones by rounding.
 */
public final class Fuse {
  private Fuse() {}

  /** The graph with everything fused that {@code support} has. */
  public static Graph apply(Graph graph, KernelSupport support) {
    Graph losses = Share.apply(Simplify.apply(FuseCrossEntropy.apply(graph, support)));
    Graph products = FuseEpilogues.apply(FoldGradientScale.apply(losses), support);
    return FuseBias.apply(FuseOperandSums.apply(products, support), support);
  }
}
