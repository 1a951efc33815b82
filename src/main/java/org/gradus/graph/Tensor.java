package org.gradus.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;

/**
 * A handle on one output of a node; its methods append nodes to the graph and return handles on
 * them.
 *
 * <p>Operands broadcast as in NumPy: axes are matched from the last and an extent of 1 stretches.
 * Axes may be counted from the end with negative numbers. Every method throws {@link
 * org.gradus.op.ShapeException}, naming the user's line, if the operands do not fit.
 */
public record Tensor(Node node, int index) {
  /** The graph the tensor belongs to. */
  public Graph graph() {
    return node.graph();
  }

  /** Element type and shape. */
  public TensorSpec spec() {
    return node.specs().get(index);
  }

  /** The shape. */
  public Shape shape() {
    return spec().shape();
  }

  /** The element type. */
  public DType dtype() {
    return spec().dtype();
  }

  // Elementwise

  /** This plus {@code other}. */
  public Tensor add(Tensor other) {
    return binary(BinaryKind.ADD, other);
  }

  /** This plus a number. */
  public Tensor add(double number) {
    return add(scalar(number));
  }

  /** This minus {@code other}. */
  public Tensor subtract(Tensor other) {
    return binary(BinaryKind.SUBTRACT, other);
  }

  /** This minus a number. */
  public Tensor subtract(double number) {
    return subtract(scalar(number));
  }

  /** This times {@code other}, element by element. */
  public Tensor multiply(Tensor other) {
    return binary(BinaryKind.MULTIPLY, other);
  }

  /** This times a number. */
  public Tensor multiply(double number) {
    return multiply(scalar(number));
  }

  /** This divided by {@code other}, element by element. */
  public Tensor divide(Tensor other) {
    return binary(BinaryKind.DIVIDE, other);
  }

  /** This divided by a number. */
  public Tensor divide(double number) {
    return divide(scalar(number));
  }

  /** The larger of this and {@code other}. */
  public Tensor maximum(Tensor other) {
    return binary(BinaryKind.MAXIMUM, other);
  }

  /** The smaller of this and {@code other}. */
  public Tensor minimum(Tensor other) {
    return binary(BinaryKind.MINIMUM, other);
  }

  /** This to the power {@code other}. */
  public Tensor power(Tensor other) {
    return binary(BinaryKind.POWER, other);
  }

  /** A function of two variables. */
  public Tensor binary(BinaryKind kind, Tensor other) {
    return apply(new Elementwise.Binary(kind), other);
  }

  /** A function of one variable that has no parameter. */
  public Tensor unary(UnaryKind kind) {
    return unary(kind, 0);
  }

  /** A function of one variable with its slope or scale. */
  public Tensor unary(UnaryKind kind, double parameter) {
    return apply(new Elementwise.Unary(kind, parameter));
  }

  /** The negative. */
  public Tensor negate() {
    return unary(UnaryKind.NEGATE);
  }

  /** The absolute value. */
  public Tensor abs() {
    return unary(UnaryKind.ABS);
  }

  /** The square. */
  public Tensor square() {
    return unary(UnaryKind.SQUARE);
  }

  /** The square root. */
  public Tensor sqrt() {
    return unary(UnaryKind.SQRT);
  }

  /** One over the square root. */
  public Tensor rsqrt() {
    return unary(UnaryKind.RSQRT);
  }

  /** One over this. */
  public Tensor reciprocal() {
    return unary(UnaryKind.RECIPROCAL);
  }

  /** e to the power of this. */
  public Tensor exp() {
    return unary(UnaryKind.EXP);
  }

  /** The natural logarithm. */
  public Tensor log() {
    return unary(UnaryKind.LOG);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return unary(UnaryKind.TANH);
  }

  /** 1 / (1 + exp(-x)). */
  public Tensor sigmoid() {
    return unary(UnaryKind.SIGMOID);
  }

  /** max(x, 0). */
  public Tensor relu() {
    return unary(UnaryKind.RELU);
  }

  /** This == other, as U8. */
  public Tensor equal(Tensor other) {
    return compare(CompareKind.EQUAL, other);
  }

  /** This &lt; other, as U8. */
  public Tensor less(Tensor other) {
    return compare(CompareKind.LESS, other);
  }

  /** This &gt; other, as U8. */
  public Tensor greater(Tensor other) {
    return compare(CompareKind.GREATER, other);
  }

  /** A comparison, as U8. */
  public Tensor compare(CompareKind kind, Tensor other) {
    return apply(new Elementwise.Compare(kind), other);
  }

  /** Where this U8 tensor is not 0 {@code a}, else {@code b}. */
  public Tensor select(Tensor a, Tensor b) {
    return apply(new Elementwise.Select(), a, b);
  }

  /** The same values as another element type; this itself if it has that type. */
  public Tensor cast(DType dtype) {
    return dtype == dtype() ? this : apply(new Elementwise.Cast(dtype));
  }

  // Views

  /** The same elements under another shape; one extent may be -1 and is then found. Aliases. */
  public Tensor reshape(int... dims) {
    int[] found = dims.clone();
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == -1) {
        found[axis] = 1;
        long rest = Shape.of(found).size();
        found[axis] = rest == 0 ? 0 : Math.toIntExact(shape().size() / rest);
      }
    }
    return reshape(Shape.of(found));
  }

  /** The same elements under another shape. Aliases. */
  public Tensor reshape(Shape shape) {
    return shape.equals(shape()) ? this : apply(new View.Reshape(shape));
  }

  /**
   * Axes in another order. Copies, except in front of a matmul, which takes transposed operands.
   */
  public Tensor permute(int... axes) {
    return apply(new View.Permute(Arrays.stream(axes).boxed().toList()));
  }

  /** The last two axes swapped. */
  public Tensor transpose() {
    int rank = shape().rank();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    if (rank >= 2) {
      Collections.swap(axes, rank - 2, rank - 1);
    }
    return apply(new View.Permute(axes));
  }

  /** Positions {@code from} (inclusive) to {@code to} (exclusive) of one axis. */
  public Tensor slice(int axis, int from, int to) {
    int along = shape().axis(axis);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape().rank(), 0));
    starts.set(along, from);
    return apply(new View.Slice(starts, shape().with(along, Math.max(0, to - from))));
  }

  /** This stretched to {@code shape}. Copies. */
  public Tensor broadcast(Shape shape) {
    return shape.equals(shape()) ? this : apply(new View.Broadcast(shape));
  }

  /** The tensors one after another along {@code axis}. Copies. */
  public static Tensor concat(int axis, List<Tensor> tensors) {
    Tensor first = tensors.getFirst();
    return first.graph().add(new View.Concat(first.shape().axis(axis)), tensors).output(0);
  }

  // Reductions

  /** The sum over {@code axes}, which are folded away; without axes, over all. */
  public Tensor sum(int... axes) {
    return fold(FoldKind.SUM, false, axes);
  }

  /** The largest element over {@code axes}, which are folded away; without axes, over all. */
  public Tensor max(int... axes) {
    return fold(FoldKind.MAX, false, axes);
  }

  /** The smallest element over {@code axes}, which are folded away; without axes, over all. */
  public Tensor min(int... axes) {
    return fold(FoldKind.MIN, false, axes);
  }

  /** The mean over {@code axes}, which are folded away; without axes, over all. */
  public Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.multiply((double) sum.shape().size() / shape().size());
  }

  /** A fold over {@code axes}, or all if there are none; {@code keep} leaves extents of 1. */
  public Tensor fold(FoldKind kind, boolean keep, int... axes) {
    List<Integer> folded =
        axes.length == 0
            ? IntStream.range(0, shape().rank()).boxed().toList()
            : Arrays.stream(axes).map(shape()::axis).sorted().boxed().toList();
    return apply(new Reduce.Fold(kind, folded, keep));
  }

  /** The I32 position of the first largest element along {@code axis}. */
  public Tensor argMax(int axis) {
    return apply(new Reduce.ArgMax(shape().axis(axis)));
  }

  /** A U8 scalar: 1 if no element is NaN or infinite. */
  public Tensor allFinite() {
    return apply(new Reduce.AllFinite());
  }

  // Contractions and indexing

  /**
   * The matrix product over the last two axes. A right operand of rank 2 serves every leading index
   * of the left one.
   */
  public Tensor matmul(Tensor right) {
    Shape left = shape();
    if (left.rank() > 2 && right.shape().rank() == 2) {
      Tensor product = reshape(-1, left.last()).matmul(right);
      return product.reshape(left.with(-1, right.shape().last()));
    }
    return matmul(right, false, false);
  }

  /** The matrix product of operands of equal rank, each stored transposed if its flag says so. */
  public Tensor matmul(Tensor right, boolean transposeThis, boolean transposeRight) {
    return apply(new Contract.MatMul(transposeThis, transposeRight), right);
  }

  /** The rows of this table that {@code indices} name. */
  public Tensor gather(Tensor indices) {
    return apply(new Index.Gather(), indices);
  }

  /** 1 at the index this I32 tensor holds and 0 elsewhere, along a new last axis. */
  public Tensor oneHot(int depth, DType dtype) {
    return apply(new Index.OneHot(depth, dtype));
  }

  // Neural-network functions

  /** exp(x) / sum(exp(x)) along the last axis. */
  public Tensor softmax() {
    return apply(new Fused.Softmax());
  }

  /** x - log(sum(exp(x))) along the last axis. */
  public Tensor logSoftmax() {
    return apply(new Fused.LogSoftmax());
  }

  /** The cross-entropy of each row of these logits (N, C) with its I32 label: (N). */
  public Tensor softmaxCrossEntropy(Tensor labels) {
    return apply(new Fused.SoftmaxCrossEntropy(1), labels);
  }

  /** Each element 0 with probability {@code rate}, else divided by 1 - rate; see {@link Fused}. */
  public Tensor dropout(double rate, long seed, int stream, Tensor step) {
    return apply(new Fused.Dropout(rate, seed, stream), step);
  }

  /** Each element plus {@code sigma} times a standard normal number; see {@link Fused}. */
  public Tensor gaussianNoise(double sigma, long seed, int stream, Tensor step) {
    return apply(new Fused.GaussianNoise((float) sigma, seed, stream), step);
  }

  /** Applies an op with this as its first operand and returns the first output. */
  public Tensor apply(Op op, Tensor... others) {
    List<Tensor> operands = new ArrayList<>(List.of(this));
    operands.addAll(List.of(others));
    return graph().add(op, operands).output(0);
  }

  private Tensor scalar(double number) {
    return graph().constant(number, dtype());
  }

  /** Node, output and spec, such as {@code %7.0 f32[32, 10]}. */
  @Override
  public String toString() {
    return "%" + node.id() + "." + index + " " + spec();
  }
}
