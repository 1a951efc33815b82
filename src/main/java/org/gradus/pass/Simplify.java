package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * Removes work without changing a bit of any result.
 *
 * <p>So x 1 is x, but x 0 is not 0 (x may be NaN), x + 0 is not x (-0 + 0 is +0), (x a) b is not x
 * (a b), and constants are folded only through functions that every device rounds alike.
 */
public final class Simplify {
  private Simplify() {}

  /** The graph with every node in the simplest form known for it. */
  public static Graph apply(Graph graph) {
    return Rewriter.rewrite(
        graph,
        (Node node, List<Tensor> operands, Graph target) -> {
          Tensor simple = simple(node.op(), operands);
          return simple == null ? null : List.of(simple);
        });
  }

  /** The op applied to operands that are simple already, in its simplest form. */
  static Tensor make(Op op, Tensor... operands) {
    Tensor simple = simple(op, List.of(operands));
    return simple == null ? operands[0].graph().apply(op, operands) : simple;
  }

  private static @Nullable Tensor simple(Op op, List<Tensor> in) {
    return switch (op) {
      case View view -> SimplifyViews.simple(view, in);
      case Elementwise elementwise -> SimplifyElementwise.simple(elementwise, in);
      case Reduce.Fold fold -> fold(fold, in.getFirst());
      case Contract.MatMul(boolean a, boolean b, Contract.Form form) ->
          transposed(
              in,
              new Contract.MatMul(a ^ isTransposed(in.get(0)), b ^ isTransposed(in.get(1)), form));
      case Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end)
          when end.moreResults() == 0 ->
          transposed(
              in,
              new Fused.MatMulWith(
                  a ^ isTransposed(in.get(0)), b ^ isTransposed(in.get(1)), form, end));
      case Fused.Dropout dropout -> dropout.rate() == 0 ? in.getFirst() : null;
      case Leaf _, Reduce _, Index _, Fused _, Update _, Custom _ -> null;
    };
  }

  private static @Nullable Tensor fold(Reduce.Fold op, Tensor x) {
    Shape result = x.shape().reduce(op.axes(), op.keep());
    boolean widens = op.wide() && (x.dtype() == DType.BF16 || x.dtype() == DType.F16);
    if (op.axes().stream().allMatch(axis -> x.shape().dim(axis) == 1)) {
      Tensor whole = make(new View.Reshape(result), x);
      return widens ? make(new Elementwise.Cast(DType.F32), whole) : whole;
    }
    Double value = widens ? null : Splat.value(x);
    return value != null && op.kind() != FoldKind.SUM && x.shape().size() > 0
        ? Splat.constant(value, x, result)
        : null;
  }

  /** A permutation of a factor's last two axes goes into the product's flags. */
  private static @Nullable Tensor transposed(List<Tensor> in, Op product) {
    if (!isTransposed(in.get(0)) && !isTransposed(in.get(1))) {
      return null;
    }
    List<Tensor> operands = new ArrayList<>(in);
    for (int i = 0; i < 2; i++) {
      if (isTransposed(in.get(i))) {
        operands.set(i, in.get(i).node().input(0));
      }
    }
    return in.getFirst().graph().add(product, operands).output(0);
  }

  private static boolean isTransposed(Tensor tensor) {
    if (!(tensor.node().op() instanceof View.Permute(List<Integer> axes))) {
      return false;
    }
    int rank = axes.size();
    for (int axis = 0; axis < rank - 2; axis++) {
      if (axes.get(axis) != axis) {
        return false;
      }
    }
    return rank >= 2 && axes.get(rank - 2) == rank - 1;
  }
}
