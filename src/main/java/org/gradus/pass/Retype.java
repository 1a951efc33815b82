package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variables;
import org.gradus.op.Contract;
import org.gradus.op.Contract.Form;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
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
          if (isNorm(op)) {
            return norm(op, operands, target);
          }
          return op instanceof Elementwise.Cast cast && cast.dtype() == operands.getFirst().dtype()
              ? operands
              : Rewriter.copy(op, operands, target);
        });
  }

  private static boolean isNorm(Op op) {
    return AutocastRules.of(op) == AutocastRules.FOLLOWS_IN_MATRICES;
  }

  /** What a norm of BF16 or F16 has one of a channel or a row is F32. */
  private static List<Tensor> norm(Op op, List<Tensor> operands, Graph target) {
    DType dtype = operands.getFirst().dtype();
    DType wide = Form.WIDE.result(dtype);
    List<Tensor> in = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      in.add(operands.get(i).cast(i == 0 || i == 4 ? dtype : wide)); // x and dy
    }
    return target.add(op, in).outputs().stream().map(result -> result.cast(dtype)).toList();
  }

  private static Op op(Op op, DType from, DType to) {
    return switch (op) {
      case Leaf.Input(String name, TensorSpec spec) -> new Leaf.Input(name, spec(spec, from, to));
      case Leaf.Constant(double value, TensorSpec spec) ->
          new Leaf.Constant(value, spec(spec, from, to));
      case Elementwise.Cast(DType dtype) when dtype == from -> new Elementwise.Cast(to);
      case Index.OneHot(int depth, DType dtype) when dtype == from -> new Index.OneHot(depth, to);
      case Fused.MatMulWith(boolean a, boolean b, Form form, Epilogue end) ->
          new Fused.MatMulWith(a, b, form, end.retyped(from, to));
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
