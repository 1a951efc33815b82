package org.gradus.bench;

import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.pass.Decompose;

/**
 * How many floating-point operations a graph asks for, for its place in a roofline.
 *
 * <p>Fused ops are taken apart first. Then each element of an elementwise op's result counts one,
 * whatever the function, and each element that a reduction reads; a matrix product counts its
 * multiplications and additions. Moves, casts and indexing count nothing, scatter-add one for each
 * element it adds. Updates count what stands in their formulas.
 */
final class Arithmetic {
  private Arithmetic() {}

  static double of(Graph graph) {
    return Decompose.all(graph).nodes().stream().mapToDouble(Arithmetic::of).sum();
  }

  private static double of(Node node) {
    return switch (node.op()) {
      case Elementwise.Cast _ -> 0;
      case Elementwise _ -> node.output(0).shape().size();
      case Reduce _ -> node.input(0).shape().size();
      case Contract.MatMul product -> product(node, product);
      case Index.ScatterAdd _ -> node.input(0).shape().size();
      case Fused.Dropout _ -> 2.0 * node.output(0).shape().size(); // compare, scale
      case Update update -> perElement(update) * node.output(0).shape().size();
      case Leaf _, View _, Index _, Fused _, Custom _ -> 0;
    };
  }

  private static double product(Node node, Contract.MatMul product) {
    int inner = node.input(0).shape().dim(product.transposeA() ? -2 : -1);
    return 2.0 * inner * node.output(0).shape().size();
  }

  private static double perElement(Update update) {
    return switch (update) {
      case Update.Assign _, Update.RecordRow _ -> 0;
      case Update.Sgd _ -> 4; // decay 2, rate, subtract
      case Update.Momentum(_, _, _, boolean nesterov, _) -> nesterov ? 8 : 6;
      case Update.Adam _ -> 16; // decay 2, mean 3, square 4, corrections 2, root, and 4 to apply
    };
  }
}
