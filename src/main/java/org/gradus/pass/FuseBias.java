package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.BiasActivation;
import org.gradus.op.Fused.MatMulBias;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * Matmul, bias and activation in one op.
 *
 * <p>A value that is used elsewhere too stays as it is. So an activation whose derivative is
 * computed from its argument is fused for inference, but not where a backward pass wants the
 * argument.
 */
final class FuseBias {
  private final KernelSupport support;
  private final Uses uses; // of the tensors of the graph that is read

  private FuseBias(Graph graph, KernelSupport support) {
    this.support = support;
    this.uses = new Uses(graph);
  }

  static Graph apply(Graph graph, KernelSupport support) {
    return Rewriter.rewrite(graph, new FuseBias(graph, support)::replace);
  }

  private @Nullable List<Tensor> replace(Node node, List<Tensor> in, Graph target) {
    Tensor fused = null;
    if (isSum(node)) {
      fused = bias(node, in);
    } else if (node.op() instanceof Unary unary && isActivation(unary.kind())) {
      fused = activation(unary, node, in);
    }
    return fused == null ? null : List.of(fused);
  }

  private @Nullable Tensor bias(Node sum, List<Tensor> in) {
    for (int i = 0; i < 2; i++) {
      Tensor product = in.get(i);
      Tensor bias = in.get(1 - i);
      if (product.node().op() instanceof MatMul(boolean transposeA, boolean transposeB, Form form)
          && uses.of(sum.input(i)) == 1
          && isBias(bias, product)) {
        return fused(
            new MatMulBias(transposeA, transposeB, null, form), product.node().inputs(), bias);
      }
    }
    return null;
  }

  private @Nullable Tensor activation(Unary activation, Node node, List<Tensor> in) {
    if (uses.of(node.input(0)) != 1) {
      return null;
    }
    Node before = in.getFirst().node();
    if (isSum(before)) {
      return biasActivation(activation, before);
    }
    if (before.op() instanceof View.Reshape(Shape shape)
        && uses.of(node.input(0).node().input(0)) == 1) {
      Tensor inner = through(activation, before.input(0).node());
      return inner == null ? null : inner.reshape(shape);
    }
    return through(activation, before);
  }

  private @Nullable Tensor through(Unary activation, Node product) {
    return product.op() instanceof MatMulBias(boolean a, boolean b, var none, Form form)
            && none == null
        ? fused(new MatMulBias(a, b, activation, form), product.inputs())
        : null;
  }

  private @Nullable Tensor biasActivation(Unary activation, Node sum) {
    for (int i = 0; i < 2; i++) {
      if (sum.input(i).shape().rank() >= 2 && isBias(sum.input(1 - i), sum.input(i))) {
        return fused(new BiasActivation(activation), List.of(sum.input(i)), sum.input(1 - i));
      }
    }
    return null;
  }

  private static boolean isSum(Node node) {
    return node.op() instanceof Binary(BinaryKind kind) && kind == BinaryKind.ADD;
  }

  private static boolean isBias(Tensor bias, Tensor to) {
    return bias.shape().equals(Shape.of(to.shape().last()));
  }

  private @Nullable Tensor fused(Op op, List<Tensor> operands, Tensor... more) {
    List<Tensor> all = new ArrayList<>(operands);
    all.addAll(List.of(more));
    List<TensorSpec> specs = all.stream().map(Tensor::spec).toList();
    return support.supports(op, specs) ? all.getFirst().graph().add(op, all).output(0) : null;
  }

  private static boolean isActivation(UnaryKind kind) {
    return switch (kind) {
      case TANH, SIGMOID, RELU, LEAKY_RELU, ELU, GELU, GELU_TANH, SILU, SOFTPLUS -> true;
      case NEGATE, ABS, SIGN, SQUARE, SQRT, RSQRT, RECIPROCAL, EXP, LOG, SIN, COS, ERF -> false;
    };
  }
}
