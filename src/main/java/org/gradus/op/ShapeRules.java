package org.gradus.op;

import java.util.ArrayList;
import java.util.List;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused.BatchNorm;
import org.gradus.op.Fused.BatchNormGradient;
import org.gradus.op.Fused.BiasActivation;
import org.gradus.op.Fused.ClipScale;
import org.gradus.op.Fused.Dropout;
import org.gradus.op.Fused.GaussianNoise;
import org.gradus.op.Fused.LayerNorm;
import org.gradus.op.Fused.LayerNormGradient;
import org.gradus.op.Fused.LogSoftmax;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Fused.PointwiseLoss;
import org.gradus.op.Fused.Softmax;
import org.gradus.op.Fused.SoftmaxCrossEntropy;

/** The outputs of an op for given operands: element types and shapes, or an error that says why. */
public final class ShapeRules {
  private ShapeRules() {}

  /**
   * The specs of {@code op}'s outputs, in the order its documentation lists them.
   *
   * @throws ShapeException if the operands break a rule of the op; the message begins with its name
   */
  public static List<TensorSpec> outputs(Op op, List<TensorSpec> inputs) {
    Operands in = new Operands(op.name(), inputs);
    return switch (op) {
      case Leaf leaf -> List.of(leaf(leaf, in));
      case View view -> List.of(ViewShapes.output(view, in));
      case Elementwise elementwise -> List.of(elementwise(elementwise, in));
      case Reduce reduce -> List.of(reduce(reduce, in));
      case Contract.MatMul matMul ->
          List.of(matMul(matMul.transposeA(), matMul.transposeB(), matMul.form(), in.count(2)));
      case Index index -> List.of(index(index, in));
      case Fused fused -> fused(fused, in);
      case Update update -> UpdateShapes.outputs(update, in);
      case Custom custom -> List.copyOf(custom.definition().outputs(inputs));
    };
  }

  private static TensorSpec leaf(Leaf leaf, Operands in) {
    in.count(0);
    return switch (leaf) {
      case Leaf.Input input -> input.spec();
      case Leaf.Read read -> read.spec();
      case Leaf.Constant constant -> constant.spec();
    };
  }

  private static TensorSpec elementwise(Elementwise op, Operands in) {
    return switch (op) {
      case Elementwise.Unary ignored -> in.count(1).isFloat(0);
      case Elementwise.UnaryGradient ignored -> in.count(2).isFloat(0).as(same(in));
      case Elementwise.Binary ignored ->
          in.count(2).sameType(0, 1).as(in.broadcast(in.shape(0), in.shape(1)));
      case Elementwise.Compare ignored ->
          in.count(2).sameType(0, 1).as(in.broadcast(in.shape(0), in.shape(1))).as(DType.U8);
      case Elementwise.Select ignored -> {
        in.count(3).isType(0, DType.U8);
        Shape values = in.broadcast(in.shape(1), in.shape(2));
        yield in.sameType(1, 2).as(in.broadcast(in.shape(0), values));
      }
      case Elementwise.Cast cast -> in.count(1).spec(0).as(cast.dtype());
    };
  }

  private static Shape same(Operands in) {
    in.sameType(0, 1);
    in.require(
        in.shape(0).equals(in.shape(1)), "shapes differ: a=%s b=%s", in.shape(0), in.shape(1));
    return in.shape(0);
  }

  private static TensorSpec reduce(Reduce op, Operands in) {
    in.count(1);
    return switch (op) {
      case Reduce.Fold fold -> {
        for (int axis : fold.axes()) {
          in.require(in.axis(0, axis) == axis, "axes are counted from the front: %d", axis);
        }
        in.require(
            fold.axes().stream().distinct().count() == fold.axes().size(),
            "an axis is named twice: %s",
            fold.axes());
        yield in.isFloat(0)
            .as(in.shape(0).reduce(fold.axes(), fold.keep()))
            .as(form(fold.wide()).result(in.spec(0).dtype()));
      }
      case Reduce.ArgMax argMax -> {
        int axis = in.axis(0, argMax.axis());
        in.require(in.shape(0).dim(axis) > 0, "nothing to choose from: a=%s", in.shape(0));
        yield in.isFloat(0).as(DType.I32).as(in.shape(0).reduce(List.of(axis), false));
      }
      case Reduce.AllFinite ignored -> {
        in.isFloat(0);
        yield TensorSpec.of(DType.U8);
      }
    };
  }

  private static Contract.Form form(boolean wide) {
    return wide ? Contract.Form.WIDE : Contract.Form.PLAIN;
  }

  private static TensorSpec matMul(
      boolean transposeA, boolean transposeB, Contract.Form form, Operands in) {
    TensorSpec spec = in.isFloat(0);
    in.sameType(0, 1);
    boolean narrow = spec.dtype() == DType.BF16 || spec.dtype() == DType.F16;
    in.require(form != Contract.Form.TF32 || !narrow, "only F32 is rounded to TF32: a=%s", spec);
    Shape a = in.shape(0);
    Shape b = in.shape(1);
    in.require(
        a.rank() >= 2 && b.rank() == a.rank(),
        "ranks must be equal and at least 2: a=%s b=%s",
        a,
        b);
    int batch = a.rank() - 2;
    in.require(
        a.prefix(batch).equals(b.prefix(batch)), "leading dimensions differ: a=%s b=%s", a, b);
    int innerA = a.dim(transposeA ? -2 : -1);
    int innerB = b.dim(transposeB ? -1 : -2);
    in.require(
        innerA == innerB,
        "inner dimensions differ: a=%s%s b=%s%s (%d != %d)",
        a,
        transposeA ? " transposed" : "",
        b,
        transposeB ? " transposed" : "",
        innerA,
        innerB);
    return spec.as(form.result(spec.dtype()))
        .as(a.prefix(batch).append(a.dim(transposeA ? -1 : -2), b.dim(transposeB ? -2 : -1)));
  }

  private static TensorSpec index(Index op, Operands in) {
    return switch (op) {
      case Index.Gather ignored -> {
        in.count(2).isType(1, DType.I32);
        in.require(in.shape(0).rank() >= 1, "the table has no rows: table=%s", in.shape(0));
        yield in.spec(0).as(in.shape(1).append(in.shape(0).suffix(1).dims()));
      }
      case Index.ScatterAdd scatter -> {
        in.count(2).isType(1, DType.I32);
        int rank = in.shape(1).rank();
        in.require(
            in.shape(0).rank() >= rank && in.shape(0).prefix(rank).equals(in.shape(1)),
            "rows and indices differ: rows=%s indices=%s",
            in.shape(0),
            in.shape(1));
        yield in.isFloat(0).as(Shape.of(scatter.rows()).append(in.shape(0).suffix(rank).dims()));
      }
      case Index.OneHot oneHot -> {
        in.count(1).isType(0, DType.I32);
        in.require(oneHot.depth() > 0, "depth must be positive: %d", oneHot.depth());
        yield new TensorSpec(oneHot.dtype(), in.shape(0).append(oneHot.depth()));
      }
    };
  }

  private static List<TensorSpec> fused(Fused op, Operands in) {
    return switch (op) {
      case Softmax ignored -> List.of(in.count(1).hasAxis(0).isFloat(0));
      case LogSoftmax ignored -> List.of(in.count(1).hasAxis(0).isFloat(0));
      case SoftmaxCrossEntropy loss -> crossEntropy(loss, in.count(2));
      case PointwiseLoss loss -> {
        in.count(2).isFloat(0);
        in.require(
            !loss.kind().hasParameter() || loss.parameter() > 0,
            "the parameter must be positive: %s",
            loss.parameter());
        TensorSpec each = in.spec(0).as(same(in));
        yield List.of(each, each);
      }
      case BiasActivation ignored -> List.of(in.count(2).hasAxis(0).channels(0, 1).sameType(0, 1));
      case MatMulWith product -> matMulWith(product, in);
      case BatchNorm ignored -> {
        TensorSpec x = in.count(3).hasAxis(0).wideChannels(0, 1, 2).isFloat(0);
        yield List.of(x, in.spec(1), in.spec(1));
      }
      case BatchNormGradient ignored ->
          normGradient(in.count(5).hasAxis(0).wideChannels(0, 1, 2, 3));
      case LayerNorm ignored -> {
        TensorSpec x = in.count(3).hasAxis(0).wideChannels(0, 1, 2).isFloat(0);
        TensorSpec rows = in.spec(1).as(x.shape().prefix(x.shape().rank() - 1));
        yield List.of(x, rows, rows);
      }
      case LayerNormGradient ignored -> normGradient(in.count(5).hasAxis(0).wideChannels(0, 1));
      case ClipScale clip -> {
        TensorSpec scalar = in.count(1).isFloat(0).as(Shape.SCALAR);
        in.require(
            clip.toLimit() ? clip.limit() > 0 : clip.limit() >= 0,
            "the limit must be positive: %s",
            clip.limit());
        yield List.of(scalar, scalar);
      }
      case Dropout dropout -> {
        in.count(2).isType(1, DType.I32);
        in.require(in.shape(1).rank() == 0, "step must be a scalar: step=%s", in.shape(1));
        in.require(
            dropout.rate() >= 0 && dropout.rate() < 1,
            "rate must be in [0, 1): %s",
            dropout.rate());
        yield List.of(in.isFloat(0));
      }
      case GaussianNoise noise -> {
        in.count(2).isType(1, DType.I32);
        in.require(in.shape(1).rank() == 0, "step must be a scalar: step=%s", in.shape(1));
        in.require(
            noise.sigma() >= 0 && noise.sigma() < Double.POSITIVE_INFINITY,
            "sigma must be 0 or a positive float: %s",
            noise.sigma());
        yield List.of(in.isFloat(0));
      }
    };
  }

  private static List<TensorSpec> normGradient(Operands in) {
    TensorSpec x = in.isFloat(0);
    in.require(
        in.shape(4).equals(in.shape(0)), "dy differs from x: %s, %s", in.shape(4), in.shape(0));
    return List.of(x, in.spec(1), in.spec(1));
  }

  private static List<TensorSpec> matMulWith(MatMulWith op, Operands in) {
    TensorSpec product = matMul(op.transposeA(), op.transposeB(), op.form(), in.atLeast(2));
    List<TensorSpec> results = new ArrayList<>();
    DType type = product.dtype();
    int operand = 2;
    for (Part part : op.epilogue().parts()) {
      switch (part) {
        case Part.Bias _ ->
            in.is(operand++, new TensorSpec(type, Shape.of(product.shape().last())), "bias");
        case Part.Add _, Part.ChainRule _ -> in.is(operand++, product.as(type), part.name());
        case Part.Keep _ -> results.add(product.as(type));
        case Part.Activation _ -> {}
        case Part.Cast(DType to) -> {
          in.require(to.isFloat(), "values must stay of a float type: %s", to);
          type = to;
        }
        case Part.OperandSums(int summed) -> results.add(operandSums(op, summed, type, in));
      }
    }
    in.count(operand);
    results.addFirst(product.as(type));
    return results;
  }

  private static TensorSpec operandSums(MatMulWith op, int summed, DType type, Operands in) {
    Shape shape = in.shape(summed);
    in.require(
        shape.rank() == 2 && (summed == 0 ? op.transposeA() : !op.transposeB()),
        "sums are of one matrix with K as its rows: %s%s",
        shape,
        summed == 0 || !op.transposeB() ? "" : " transposed");
    return TensorSpec.of(type, shape.last());
  }

  private static List<TensorSpec> crossEntropy(SoftmaxCrossEntropy loss, Operands in) {
    in.require(
        loss.smoothing() >= 0 && loss.smoothing() <= 1,
        "smoothing must be in [0, 1]: %s",
        loss.smoothing());
    TensorSpec logits = in.isFloat(0);
    in.isType(1, DType.I32);
    in.require(
        logits.shape().rank() == 2 && in.shape(1).equals(logits.shape().prefix(1)),
        "logits must be (N, C) and labels (N): logits=%s labels=%s",
        in.shape(0),
        in.shape(1));
    return List.of(logits.as(in.shape(1)), logits);
  }
}
