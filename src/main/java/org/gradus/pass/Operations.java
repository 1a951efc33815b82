package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;
import org.gradus.op.View;

/**
 * How many floating-point operations a graph asks for.
 *
 * <p>Fused ops are taken apart first. Then each element of an elementwise op's result counts one,
 * whatever the function, and each element that a reduction reads; a matrix product counts its
 * multiplications and additions. Moves, casts and indexing count nothing, scatter-add one for each
 * element it adds. Updates count what stands in their formulas.
 */
public final class Operations {
  private Operations() {}

  /** The operations of a run of {@code graph}. */
  public static double of(Graph graph) {
    return Decompose.all(graph).nodes().stream().mapToDouble(Operations::primitive).sum();
  }

  /** The operations of one node, fused or not, all of whose results somebody wants. */
  public static double of(Node node) {
    if (!Decompose.isComposite(node.op())) {
      return primitive(node);
    }
    Graph alone = new Graph();
    List<Tensor> operands = new ArrayList<>();
    for (Tensor operand : node.inputs()) {
      operands.add(alone.input("operand " + operands.size(), operand.spec()));
    }
    for (Tensor result : alone.add(node.op(), operands).outputs()) {
      alone.output("result " + result.index(), result);
    }
    return of(alone);
  }

  private static double primitive(Node node) {
    return switch (node.op()) {
      case Elementwise.Cast _ -> 0;
      case Elementwise _ -> node.output(0).shape().size();
      case Reduce _ -> node.input(0).shape().size();
      case Contract.MatMul product -> product(node, product);
      case Index.ScatterAdd _ -> node.input(0).shape().size();
      case Fused.Dropout _ -> 2.0 * node.output(0).shape().size(); // compare, scale
      case Fused.GaussianNoise _ -> 2.0 * node.output(0).shape().size(); // scale, add
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
      case Update.Assign _, Update.RecordRow _, Update.AdjustScale _ -> 0;
      case Update.Optimize step -> 3 + perElement(step.rule()); // scale 1, decay 2
    };
  }

  private static double perElement(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> 2;
      case UpdateRule.Momentum momentum -> momentum.form() == Form.NESTEROV ? 6 : 4;
      case UpdateRule.Adagrad _ -> 7; // square 2, root, epsilon, quotient, and 2 to apply
      case UpdateRule.Adadelta _ -> 16; // squares 8, epsilons, roots, quotient, product, 2 to apply
      case UpdateRule.RmsProp rmsProp -> // square 4, the rest as Adagrad
          9 + (rmsProp.centred() ? 5 : 0) + (rmsProp.momentum() == 0 ? 0 : 2);
      case UpdateRule.Adam adam -> adam.greatest() ? 15 : 14; // moments 7, root 3, 4 to apply
      case UpdateRule.NAdam _ -> 16;
      case UpdateRule.Lion _ -> 9; // blends 6, sign, and 2 to apply
    };
  }
}
