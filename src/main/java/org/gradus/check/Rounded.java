package org.gradus.check;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.pass.Rewriter;
import org.jspecify.annotations.Nullable;

/** A graph in F64 in which every result is rounded to F32, as a device rounds it at the least. */
final class Rounded {
  private Rounded() {}

  static Graph apply(Graph wide) {
    return Rewriter.rewrite(wide, Rounded::replacement);
  }

  private static @Nullable List<Tensor> replacement(
      Node node, List<Tensor> operands, Graph target) {
    if (node.op() instanceof Leaf || node.op() instanceof View || node.op() instanceof Update) {
      return null; // nothing is computed, or it is a variable's own
    }
    return target.add(node.op(), operands).outputs().stream().map(Rounded::round).toList();
  }

  private static Tensor round(Tensor result) {
    return result.dtype() == DType.F64 ? result.cast(DType.F32).cast(DType.F64) : result;
  }
}
