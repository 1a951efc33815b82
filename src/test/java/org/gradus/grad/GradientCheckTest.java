package org.gradus.grad;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Op;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, and the gradients of its gradients, against central differences of the oracle. */
class GradientCheckTest {
  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithCentralDifferences(GradientCase checked) {
    double worst = checked.worst();
    assertTrue(worst <= 1, () -> "error is " + worst + " times the tolerance");
  }

  static List<GradientCase> cases() {
    List<GradientCase> cases = new ArrayList<>();
    unary(cases);
    binary(cases);
    views(cases);
    reductions(cases);
    products(cases);
    fused(cases);
    norms(cases);
    return cases;
  }

  private static void unary(List<GradientCase> cases) {
    for (UnaryKind kind : UnaryKind.values()) {
      GradientCase one =
          GradientCase.of(kind.toString(), in -> in.get(0).unary(kind, 0.3), dims(3, 5));
      boolean positive = kind == UnaryKind.SQRT || kind == UnaryKind.RSQRT || kind == UnaryKind.LOG;
      cases.add(positive ? one.positive() : one);
    }
    cases.add(GradientCase.of("used twice", in -> in.get(0).multiply(in.get(0)), dims(4)));
    cases.add(GradientCase.of("chain", in -> in.get(0).tanh().exp().square().sigmoid(), dims(4)));
    cases.add(
        GradientCase.of(
            "unary_gradient",
            in -> in.get(0).apply(new UnaryGradient(UnaryKind.TANH, 0), in.get(1)),
            dims(2, 3),
            dims(2, 3)));
    cases.add(GradientCase.of("cast", in -> in.get(0).cast(DType.F32).cast(DType.F64), dims(3)));
  }

  private static void binary(List<GradientCase> cases) {
    int[][][] shapes = {
      {dims(2, 3), dims(2, 3)}, {dims(2, 3), dims(3)}, {dims(2, 1), dims(1, 3)}, {dims(), dims(2)}
    };
    for (BinaryKind kind : BinaryKind.values()) {
      for (int[][] shape : shapes) {
        String name = kind + " " + Shape.of(shape[0]) + " " + Shape.of(shape[1]);
        cases.add(GradientCase.of(name, in -> in.get(0).binary(kind, in.get(1)), shape).positive());
      }
    }
    cases.add(
        GradientCase.of(
            "select",
            in -> in.get(0).greater(in.get(1)).select(in.get(2), in.get(0)),
            dims(3, 4),
            dims(4),
            dims(3, 1)));
  }

  private static void views(List<GradientCase> cases) {
    cases.add(GradientCase.of("reshape", in -> in.get(0).reshape(3, -1).exp(), dims(2, 6)));
    cases.add(GradientCase.of("permute", in -> in.get(0).permute(2, 0, 1), dims(2, 3, 4)));
    cases.add(GradientCase.of("slice", in -> in.get(0).slice(1, 1, 3), dims(3, 5)));
    cases.add(
        GradientCase.of("broadcast", in -> in.get(0).broadcast(Shape.of(4, 2, 3)), dims(2, 1)));
    cases.add(
        GradientCase.of("concat", in -> Tensor.concat(1, in), dims(2, 3), dims(2, 1), dims(2, 2)));
    cases.add(
        GradientCase.of(
            "pad", in -> in.get(0).apply(new View.Pad(List.of(1, 0), Shape.of(4, 5))), dims(2, 3)));
    cases.add(
        GradientCase.of(
            "pack",
            in -> in.get(0).apply(new View.Pack(List.of(1, 8), 16), in.get(1)),
            dims(2, 3),
            dims(4)));
  }

  private static void reductions(List<GradientCase> cases) {
    for (FoldKind kind : FoldKind.values()) {
      for (boolean keep : new boolean[] {false, true}) {
        cases.add(fold(kind, keep, 0));
        cases.add(fold(kind, keep, 1));
        cases.add(fold(kind, keep, 0, 2));
        cases.add(fold(kind, keep));
      }
    }
    cases.add(GradientCase.of("mean", in -> in.get(0).mean(0, 1), dims(3, 4, 2)));
  }

  private static GradientCase fold(FoldKind kind, boolean keep, int... axes) {
    String name = kind + " over " + axes.length + (keep ? " keep" : "");
    return GradientCase.of(name, in -> in.get(0).fold(kind, keep, axes), dims(2, 3, 4));
  }

  private static void products(List<GradientCase> cases) {
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        Function<List<Tensor>, Tensor> product = in -> in.get(0).matmul(in.get(1), a, b);
        int[] left = a ? dims(3, 2) : dims(2, 3);
        int[] right = b ? dims(4, 3) : dims(3, 4);
        cases.add(GradientCase.of(new MatMul(a, b).toString(), product, left, right));
        int[] lefts = a ? dims(5, 3, 2) : dims(5, 2, 3);
        int[] rights = b ? dims(5, 4, 3) : dims(5, 3, 4);
        cases.add(GradientCase.of("batched " + new MatMul(a, b), product, lefts, rights));
        cases.add(matMulBias(a, b, null));
        cases.add(matMulBias(a, b, new Unary(UnaryKind.TANH)));
        cases.add(matMulBias(a, b, new Unary(UnaryKind.GELU)));
      }
    }
    cases.add(
        GradientCase.of(
            "matmul of rank 3 and 2",
            in -> in.get(0).matmul(in.get(1)),
            dims(2, 3, 4),
            dims(4, 2)));
    cases.add(GradientCase.of("gather", in -> in.get(0).gather(indices(in, 2, 0, 2)), dims(3, 2)));
    cases.add(
        GradientCase.of(
            "scatter_add",
            in -> in.get(0).apply(new Index.ScatterAdd(4), indices(in, 2, 0, 2)),
            dims(3, 2)));
  }

  private static GradientCase matMulBias(boolean a, boolean b, @Nullable Unary activation) {
    Op op = new Fused.MatMulWith(a, b, Epilogue.bias(activation));
    return GradientCase.of(
        op.name() + " " + a + " " + b,
        in -> in.get(0).apply(op, in.get(1), in.get(2)),
        a ? dims(3, 2) : dims(2, 3),
        b ? dims(4, 3) : dims(3, 4),
        dims(4));
  }

  private static void fused(List<GradientCase> cases) {
    cases.add(GradientCase.of("softmax", in -> in.get(0).softmax(), dims(3, 4)));
    cases.add(GradientCase.of("log_softmax", in -> in.get(0).logSoftmax(), dims(2, 2, 4)));
    for (double scale : new double[] {1, 0.25, 0}) {
      Op op = new Fused.SoftmaxCrossEntropy(scale);
      cases.add(
          GradientCase.of(
              op.toString(), in -> in.get(0).apply(op, indices(in, 2, 0, 1)), dims(3, 4)));
      cases.add(
          GradientCase.of("both of " + op, in -> in.get(0), dims(3, 4))
              .results(in -> outputs(op, in.get(0), indices(in, 2, 0, 1))));
    }
    for (UnaryKind kind : List.of(UnaryKind.RELU, UnaryKind.SIGMOID, UnaryKind.SILU)) {
      Op op = new Fused.BiasActivation(new Unary(kind));
      cases.add(
          GradientCase.of(op.name(), in -> in.get(0).apply(op, in.get(1)), dims(2, 3, 4), dims(4)));
    }
    cases.add(
        GradientCase.of(
            "dropout",
            in -> in.get(0).square().dropout(0.4, 3, 1, step(in.get(0).graph())),
            dims(5, 4)));
  }

  private static void norms(List<GradientCase> cases) {
    for (Op op : List.of(new Fused.BatchNorm(1e-3), new Fused.LayerNorm(1e-3))) {
      int[][] shapes = {dims(3, 2, 4), dims(4), dims(4)};
      cases.add(
          GradientCase.of(op.name(), in -> in.get(0).apply(op, in.get(1), in.get(2)), shapes));
      cases.add(
          GradientCase.of("all of " + op.name(), in -> in.get(0), shapes)
              .results(in -> outputs(op, in.toArray(Tensor[]::new))));
      cases.add(
          GradientCase.of("statistics of " + op.name(), in -> in.get(0), shapes)
              .results(in -> outputs(op, in.toArray(Tensor[]::new)).subList(1, 3)));
    }
  }

  private static List<Tensor> outputs(Op op, Tensor... in) {
    return in[0].graph().add(op, List.of(in)).outputs();
  }

  /** I32 indices made of constants. */
  private static Tensor indices(List<Tensor> in, int... values) {
    Graph graph = in.getFirst().graph();
    return Tensor.concat(
        0, Arrays.stream(values).mapToObj(v -> graph.constant(v, DType.I32, 1)).toList());
  }

  private static Tensor step(Graph graph) {
    return graph.constant(0, DType.I32);
  }

  private static int[] dims(int... dims) {
    return dims;
  }
}
