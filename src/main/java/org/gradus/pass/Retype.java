package org.gradus.pass;

import org.gradus.graph.Graph;
import org.gradus.graph.Variables;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;

/**
 * The same computation in another element type: F32 to F64 for gradient checks, for one.
 *
 * <p>Apply it before passes that fold constants, whose values are rounded to the type they had.
 */
public final class Retype {
  private Retype() {}

  /** The graph with {@code to} in place of {@code from}, over variables of its own. */
  public static Graph apply(Graph graph, DType from, DType to) {
    return apply(graph, graph.variables().retyped(from, to), from, to);
  }

  /**
   * The graph with {@code to} in place of {@code from}, over variables retyped before, which
   * several graphs of one model can share.
   */
  public static Graph apply(Graph graph, Variables retyped, DType from, DType to) {
    return Rewriter.rewrite(
        graph,
        retyped,
        (node, operands, target) -> {
          Op op = op(node.op(), from, to);
          return op instanceof Elementwise.Cast cast && cast.dtype() == operands.getFirst().dtype()
              ? operands
              : Rewriter.copy(op, operands, target);
        });
  }

  private static Op op(Op op, DType from, DType to) {
    return switch (op) {
      case Leaf.Input(String name, TensorSpec spec) -> new Leaf.Input(name, spec(spec, from, to));
      case Leaf.Constant(double value, TensorSpec spec) ->
          new Leaf.Constant(value, spec(spec, from, to));
      case Elementwise.Cast(DType dtype) when dtype == from -> new Elementwise.Cast(to);
      case Index.OneHot(int depth, DType dtype) when dtype == from -> new Index.OneHot(depth, to);
      case Leaf.Read _, // its variable is retyped
          View _,
          Elementwise _,
          Reduce _,
          Contract _,
          Index _,
          Fused _,
          Update _,
          Custom _ ->
          op;
    };
  }

  private static TensorSpec spec(TensorSpec spec, DType from, DType to) {
    return spec.dtype() == from ? spec.as(to) : spec;
  }
}
