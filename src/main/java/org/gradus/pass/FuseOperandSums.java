package org.gradus.pass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Elementwise.Cast;
import org.gradus.op.Epilogue;
import org.gradus.op.Epilogue.Part.OperandSums;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.jspecify.annotations.Nullable;

/**
 * The sums over the rows of a matrix, which are the gradient of a bias, as another result of a
 * product that goes through the same rows: that of the weight's gradient.
 */
final class FuseOperandSums {
  /** Sums that a product is to give. */
  private record Wanted(Tensor sums, int operand) {}

  private final Users users;
  private final KernelSupport support;
  private final Map<Node, Wanted> wanted = new HashMap<>(); // by product
  private final Map<Tensor, Tensor> late = new HashMap<>();

  private FuseOperandSums(Graph graph, KernelSupport support) {
    users = new Users(graph);
    this.support = support;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Fold(FoldKind kind, List<Integer> axes, boolean keep, boolean _)
          && kind == FoldKind.SUM
          && axes.equals(List.of(0))
          && !keep
          && node.input(0).shape().rank() == 2) {
        find(node);
      }
    }
  }

  static Graph apply(Graph graph, KernelSupport support) {
    FuseOperandSums fuse = new FuseOperandSums(graph, support);
    return Rewriter.rewrite(graph, fuse.late, fuse::replace);
  }

  /** Looks for a product of the matrix; sums that are cast alone may be of the cast's type. */
  private void find(Node fold) {
    Node user = users.only(fold.output(0));
    Tensor sums = user != null && user.op() instanceof Cast ? user.output(0) : fold.output(0);
    for (Node product : users.of(fold.input(0))) {
      for (Tensor each : List.of(sums, fold.output(0))) {
        Wanted one = new Wanted(each, product.input(0).equals(fold.input(0)) ? 0 : 1);
        if (!wanted.containsKey(product) && canGive(product, one)) {
          wanted.put(product, one);
          return;
        }
      }
    }
  }

  private boolean canGive(Node product, Wanted one) {
    MatMulWith op = with(product, one);
    return op != null
        && one.sums.dtype() == product.output(0).dtype()
        && users.of(one.sums).stream().allMatch(user -> user.id() > product.id())
        && support.supports(op, product.inputs().stream().map(Tensor::spec).toList());
  }

  /** The product with the sums, or null if there is none, or its operand lies the other way. */
  private static @Nullable MatMulWith with(Node product, Wanted one) {
    OperandSums sums = new OperandSums(one.operand);
    return switch (product.op()) {
      case MatMul(boolean a, boolean b, Form form) when one.operand == 0 ? a : !b ->
          new MatMulWith(a, b, form, Epilogue.NONE.with(sums));
      case MatMulWith(boolean a, boolean b, Form form, Epilogue end)
          when (one.operand == 0 ? a : !b) && end.takes(sums) ->
          new MatMulWith(a, b, form, end.with(sums));
      default -> null;
    };
  }

  private @Nullable List<Tensor> replace(Node node, List<Tensor> in, Graph target) {
    Wanted one = wanted.get(node);
    MatMulWith op = one == null ? null : with(node, one);
    if (one == null || op == null) {
      return null;
    }
    List<Tensor> results = target.add(op, in).outputs();
    late.put(one.sums, results.getLast());
    return results.subList(0, results.size() - 1);
  }
}
