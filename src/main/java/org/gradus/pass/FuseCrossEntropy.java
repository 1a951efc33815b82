package org.gradus.pass;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.LogSoftmax;
import org.gradus.op.Fused.SoftmaxCrossEntropy;
import org.gradus.op.Index.OneHot;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * Recognises cross-entropy that is written as sum(one_hot(labels) log_softmax(logits)), with the
 * minus wherever it stands, and the gradient that differentiating it yields.
 */
final class FuseCrossEntropy {
  private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(1);

  /** factors * one_hot(labels), or its negative: factors is null for 1. */
  private record Weighted(Tensor labels, @Nullable Tensor factors, boolean negative) {}

  private FuseCrossEntropy() {}

  static Graph apply(Graph graph, KernelSupport support) {
    return Rewriter.rewrite(
        graph,
        (node, in, target) -> {
          Tensor fused = null;
          if (node.op() instanceof Fold fold && fold.kind() == FoldKind.SUM) {
            fused = loss(fold, in.getFirst(), support);
          } else if (node.op() instanceof Binary(BinaryKind kind) && kind == BinaryKind.SUBTRACT) {
            fused = gradient(in.get(0), in.get(1), support);
          }
          return fused == null ? null : List.of(fused);
        });
  }

  private static @Nullable Tensor loss(Fold sum, Tensor terms, KernelSupport support) {
    Weighted weighted = weighted(terms);
    if (weighted == null
        || weighted.factors() == null
        || !(weighted.factors().node().op() instanceof LogSoftmax)
        || !sum.axes().contains(1)) {
      return null;
    }
    Node fused = fused(weighted.factors().node().input(0), weighted.labels(), support);
    if (fused == null) {
      return null;
    }
    Tensor rows = fused.output(0); // (N)
    Tensor losses = sum.axes().contains(0) ? rows.sum(0) : rows;
    Tensor signed = weighted.negative() ? losses : losses.negate();
    return signed.reshape(terms.shape().reduce(sum.axes(), sum.keep()));
  }

  /** weighted - softmax * sum(weighted), the gradient of the sum of weighted * log_softmax. */
  private static @Nullable Tensor gradient(Tensor weighted, Tensor rest, KernelSupport support) {
    Weighted terms = weighted(weighted);
    Tensor logits = terms == null ? null : logits(weighted, rest);
    if (terms == null || logits == null) {
      return null;
    }
    Tensor factors = terms.factors();
    Shape rows = Shape.of(logits.shape().dim(0), 1);
    if (factors != null && factors.shape().rank() > 0 && !factors.shape().equals(rows)) {
      return null; // weights that differ within a row
    }
    Node fused = fused(logits, terms.labels(), support);
    if (fused == null) {
      return null;
    }
    Tensor gradient = fused.output(1); // softmax - one_hot
    if (factors == null) {
      return terms.negative() ? gradient : gradient.negate();
    }
    return gradient.multiply(terms.negative() ? factors : factors.negate());
  }

  /** The logits, if {@code rest} is softmax(logits) times the sums of {@code weighted}'s rows. */
  private static @Nullable Tensor logits(Tensor weighted, Tensor rest) {
    if (!isProduct(rest)) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Tensor softmax = rest.node().input(i);
      Tensor sum = rest.node().input(1 - i);
      if (softmax.node().op() instanceof Unary exp
          && exp.kind() == UnaryKind.EXP
          && softmax.node().input(0).node().op() instanceof LogSoftmax
          && sum.node().op().equals(new Fold(FoldKind.SUM, List.of(1), true))
          && sum.node().input(0).equals(weighted)) {
        return softmax.node().input(0).node().input(0);
      }
    }
    return null;
  }

  private static @Nullable Weighted weighted(Tensor tensor) {
    if (tensor.node().op() instanceof OneHot && tensor.shape().rank() == 2) {
      return new Weighted(tensor.node().input(0), null, false);
    }
    if (tensor.node().op() instanceof Unary unary && unary.kind() == UnaryKind.NEGATE) {
      Weighted inner = weighted(tensor.node().input(0));
      return inner == null
          ? null
          : new Weighted(inner.labels(), inner.factors(), !inner.negative());
    }
    if (!isProduct(tensor)) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Weighted inner = weighted(tensor.node().input(i));
      if (inner != null && inner.factors() == null) {
        return signed(inner, tensor.node().input(1 - i));
      }
    }
    return null;
  }

  private static Weighted signed(Weighted oneHot, Tensor factors) {
    boolean minus = factors.node().op() instanceof Unary unary && unary.kind() == UnaryKind.NEGATE;
    Tensor plain = minus ? factors.node().input(0) : factors;
    return new Weighted(oneHot.labels(), plain, oneHot.negative() ^ minus);
  }

  private static boolean isProduct(Tensor tensor) {
    return tensor.node().op() instanceof Binary(BinaryKind kind) && kind == BinaryKind.MULTIPLY;
  }

  private static @Nullable Node fused(Tensor logits, Tensor labels, KernelSupport support) {
    List<Tensor> operands = List.of(logits, labels);
    List<TensorSpec> specs = operands.stream().map(Tensor::spec).toList();
    return logits.shape().rank() == 2 && support.supports(LOSS, specs)
        ? logits.graph().add(LOSS, operands)
        : null;
  }
}
