package org.gradus.pass;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;

/** The decompositions of the fused ops; each result list has the outputs in the op's order. */
final class FusedParts {
  private FusedParts() {}

  static List<Tensor> of(Fused op, List<Tensor> in) {
    Tensor a = in.getFirst();
    return switch (op) {
      case Fused.Softmax _ -> List.of(softmax(a));
      case Fused.LogSoftmax _ -> List.of(logSoftmax(a));
      case Fused.SoftmaxCrossEntropy loss -> crossEntropy(a, in.get(1), loss);
      case Fused.PointwiseLoss loss -> LossParts.of(loss, a, in.get(1));
      case Fused.BiasActivation bias -> List.of(a.add(in.get(1)).apply(bias.activation()));
      case Fused.MatMulWith product -> matMulWith(product, in);
      case Fused.ClipScale clip -> clipScale(a, clip);
      case Fused.BatchNorm norm ->
          narrowed(a, batchNorm(wide(0, in), in.get(1), in.get(2), norm.epsilon()));
      case Fused.BatchNormGradient norm -> {
        Tensor rstd = in.get(3).add(norm.epsilon()).rsqrt(); // (C)
        yield narrowed(a, batchNormGradient(wide(0, in), in.get(1), in.get(2), rstd, wide(4, in)));
      }
      case Fused.LayerNorm norm -> narrowed(a, layerNorm(wide(0, in), in.get(1), in.get(2), norm));
      case Fused.LayerNormGradient norm -> {
        Tensor dy = wide(4, in);
        yield narrowed(
            a, layerNormGradient(norm, wide(0, in), in.get(1), in.get(2), in.get(3), dy));
      }
      case Fused.Dropout _, Fused.GaussianNoise _ ->
          throw new IllegalArgumentException(
              op.name() + ": a primitive op; no other can draw its random bits");
    };
  }

  /** A norm's matrix in the type of its vectors, in which it computes. */
  private static Tensor wide(int operand, List<Tensor> in) {
    return in.get(operand).cast(in.get(1).dtype());
  }

  /** The same results, the first of them, a matrix, in the type of {@code x}. */
  private static List<Tensor> narrowed(Tensor x, List<Tensor> results) {
    List<Tensor> all = new ArrayList<>(results);
    all.set(0, results.getFirst().cast(x.dtype()));
    return all;
  }

  private static List<Tensor> matMulWith(Fused.MatMulWith op, List<Tensor> in) {
    List<Tensor> results = new ArrayList<>();
    Iterator<Tensor> others = in.subList(2, in.size()).iterator();
    Contract.MatMul plain = new Contract.MatMul(op.transposeA(), op.transposeB(), op.form());
    Tensor value = in.get(0).apply(plain, in.get(1));
    for (Part part : op.epilogue().parts()) {
      switch (part) {
        case Part.Bias _, Part.Add _ -> value = value.add(others.next());
        case Part.Keep _ -> results.add(value);
        case Part.Activation(Unary function) -> value = value.apply(function);
        case Part.ChainRule(UnaryGradient rule) ->
            value = UnaryDerivatives.chain(rule, others.next(), value);
        case Part.Cast(DType dtype) -> value = value.cast(dtype);
        case Part.OperandSums(int operand) -> results.add(sums(in.get(operand), value.dtype()));
      }
    }
    results.addFirst(value);
    return results;
  }

  /** The sums over the rows of a matrix, rounded to {@code dtype} alone. */
  private static Tensor sums(Tensor x, DType dtype) {
    return x.apply(new Fold(FoldKind.SUM, List.of(0), false, true)).cast(dtype);
  }

  private static Tensor softmax(Tensor x) {
    Tensor exp = belowMax(x).exp();
    return exp.divide(exp.fold(FoldKind.SUM, true, -1));
  }

  private static Tensor logSoftmax(Tensor x) {
    Tensor below = belowMax(x);
    return below.subtract(below.exp().fold(FoldKind.SUM, true, -1).log());
  }

  /** x minus the largest of its row, so that no exponential overflows. */
  private static Tensor belowMax(Tensor x) {
    return x.subtract(x.fold(FoldKind.MAX, true, -1));
  }

  private static List<Tensor> crossEntropy(
      Tensor logits, Tensor labels, Fused.SoftmaxCrossEntropy op) {
    Integer ignored = op.ignored();
    if (ignored == null) {
      return smoothed(logits, labels, op);
    }
    Tensor zero = logits.graph().constant(0, logits.dtype());
    Tensor none = labels.equal(labels.graph().constant(ignored, DType.I32)); // (N)
    // A label that is no class must not be looked up.
    Tensor known = none.select(labels.graph().constant(0, DType.I32), labels);
    List<Tensor> all = smoothed(logits, known, op);
    Tensor row = none.reshape(none.shape().append(1)); // (N, 1)
    return List.of(none.select(zero, all.get(0)), row.select(zero, all.get(1)));
  }

  /**
   * The label's element is selected, not multiplied by 1: a logit of -inf elsewhere is harmless.
   */
  private static List<Tensor> smoothed(Tensor logits, Tensor labels, Fused.SoftmaxCrossEntropy op) {
    int classes = logits.shape().last();
    Tensor zero = logits.graph().constant(0, logits.dtype());
    Tensor hit = labels.oneHot(classes, DType.U8); // (N, C)
    Tensor logs = logSoftmax(logits);
    Tensor loss = hit.select(logs, zero).sum(1).negate();
    Tensor wanted = labels.oneHot(classes, logits.dtype());
    if (op.smoothing() != 0) {
      double rest = 1 - op.smoothing();
      double share = op.smoothing() / classes;
      Tensor all = logs.sum(1).multiply(-share);
      loss = rest == 0 ? all : loss.multiply(rest).add(all); // 0 times infinity would be NaN
      wanted = wanted.multiply(rest).add(share);
    }
    Tensor gradient = softmax(logits).subtract(wanted);
    double scale = op.gradientScale();
    return List.of(loss, scale == 1 ? gradient : gradient.multiply(scale));
  }

  private static List<Tensor> clipScale(Tensor x, Fused.ClipScale op) {
    Tensor norm = sum(x.square(), IntStream.range(0, x.shape().rank()).toArray()).sqrt();
    Tensor one = x.graph().constant(1, x.dtype());
    if (op.toLimit()) {
      Tensor limit = x.graph().constant(op.limit(), x.dtype());
      return List.of(limit.divide(norm.add(Fused.ClipScale.EPSILON)).minimum(one), norm);
    }
    Tensor above = norm.greater(x.graph().constant(op.limit(), x.dtype()));
    return List.of(above.select(one.divide(norm), one), norm);
  }

  private static List<Tensor> batchNorm(Tensor x, Tensor scale, Tensor bias, double epsilon) {
    int[] rows = leading(x.shape());
    Tensor mean = mean(x, rows); // (C)
    Tensor centered = x.subtract(mean);
    Tensor variance = mean(centered.square(), rows);
    Tensor normal = centered.multiply(variance.add(epsilon).rsqrt());
    return List.of(normal.multiply(scale).add(bias), mean, variance);
  }

  /** dx = scale rstd (dy - mean(dy) - normal mean(dy normal)), means over the rows. */
  private static List<Tensor> batchNormGradient(
      Tensor x, Tensor scale, Tensor mean, Tensor rstd, Tensor dy) {
    int[] rows = leading(x.shape());
    double share = (double) x.shape().last() / x.shape().size();
    Tensor normal = x.subtract(mean).multiply(rstd);
    Tensor dbias = sum(dy, rows); // (C)
    Tensor dscale = sum(dy.multiply(normal), rows); // (C)
    Tensor along = dbias.add(normal.multiply(dscale)).multiply(share);
    return List.of(dy.subtract(along).multiply(scale.multiply(rstd)), dscale, dbias);
  }

  private static List<Tensor> layerNorm(Tensor x, Tensor scale, Tensor bias, Fused.LayerNorm norm) {
    Shape rows = x.shape().prefix(x.shape().rank() - 1);
    Tensor mean = // (..., 1)
        norm.centred()
            ? x.fold(FoldKind.SUM, true, -1).multiply(1.0 / x.shape().last())
            : x.graph().constant(0, x.dtype(), rows.append(1));
    Tensor centered = x.subtract(mean);
    Tensor variance =
        centered.square().fold(FoldKind.SUM, true, -1).multiply(1.0 / x.shape().last());
    Tensor rstd = variance.add(norm.epsilon()).rsqrt(); // (..., 1)
    Tensor y = centered.multiply(rstd).multiply(scale).add(bias);
    return List.of(y, mean.reshape(rows), rstd.reshape(rows));
  }

  /**
   * dx = rstd (g - mean(g) - normal mean(g normal)) with g = dy scale, means over each row; without
   * mean(g) where the forward pass is not centred.
   */
  private static List<Tensor> layerNormGradient(
      Fused.LayerNormGradient op, Tensor x, Tensor scale, Tensor mean, Tensor rstd, Tensor dy) {
    int[] rows = leading(x.shape());
    Shape column = mean.shape().append(1);
    Tensor each = rstd.reshape(column); // (..., 1)
    Tensor normal = x.subtract(mean.reshape(column)).multiply(each);
    Tensor g = dy.multiply(scale);
    Tensor dot = g.multiply(normal).fold(FoldKind.SUM, true, -1);
    Tensor turned = normal.multiply(dot);
    Tensor both = op.centred() ? g.fold(FoldKind.SUM, true, -1).add(turned) : turned;
    Tensor along = both.multiply(1.0 / x.shape().last());
    return List.of(g.subtract(along).multiply(each), sum(dy.multiply(normal), rows), sum(dy, rows));
  }

  /** All axes but the last. */
  private static int[] leading(Shape shape) {
    return IntStream.range(0, shape.rank() - 1).toArray();
  }

  /** The sum over {@code axes}; of no axes, the tensor itself. */
  private static Tensor sum(Tensor x, int[] axes) {
    return axes.length == 0 ? x : x.sum(axes);
  }

  private static Tensor mean(Tensor x, int[] axes) {
    return sum(x, axes).multiply((double) x.shape().last() / x.shape().size());
  }
}
