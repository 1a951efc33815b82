package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;

/** Small graphs, one for each kernel and awkward size. */
final class KernelCases {
  /** A graph whose outputs are to agree, with the factor its tolerance has beyond the usual. */
  record Case(String name, Graph graph, double slack) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Builds outputs from a graph. */
  private interface Build {
    void into(Graph graph);
  }

  private static final int[][] MATRICES = {
    {1, 1}, {7, 31}, {33, 7}, {93, 257}, {257, 33}, {31, 1}, {1, 1024}, {700, 300}
  };

  private final List<Case> cases = new ArrayList<>();

  static List<Case> all() {
    KernelCases cases = new KernelCases();
    cases.unary();
    cases.binary();
    cases.views();
    cases.reductions();
    cases.products();
    cases.rows();
    cases.norms();
    cases.indices();
    return cases.cases;
  }

  private void add(String name, double slack, Build build) {
    Graph graph = new Graph();
    build.into(graph);
    cases.add(new Case(name, graph, slack));
  }

  private static Tensor f32(Graph graph, String name, int... dims) {
    return graph.input(name, DType.F32, dims);
  }

  private static void all(Graph graph, Node node) {
    for (Tensor output : node.outputs()) {
      graph.output("y" + output.index(), output);
    }
  }

  private static Tensor domain(UnaryKind kind, Tensor x) {
    return switch (kind) {
      case SQRT, RSQRT, LOG, RECIPROCAL -> x.abs().add(0.5);
      default -> x;
    };
  }

  private void unary() {
    for (UnaryKind kind : UnaryKind.values()) {
      for (int n : new int[] {1, 7, 257, 40_000}) {
        add(
            kind + " " + n,
            8,
            g -> {
              Tensor x = domain(kind, f32(g, "x", n));
              Tensor y = x.unary(kind, 0.3);
              g.output("y", y);
              Tensor saved = kind.savesOutput() ? y : x;
              g.output(
                  "dx", saved.apply(new Elementwise.UnaryGradient(kind, 0.3), f32(g, "dy", n)));
            });
      }
    }
  }

  private void binary() {
    int[][][] pairs = {
      {{93, 257}, {93, 257}},
      {{93, 257}, {}},
      {{}, {31}},
      {{93, 257}, {257}},
      {{93, 257}, {93, 1}},
      {{1, 257}, {93, 1}},
      {{7, 1, 33}, {31, 1}},
      {{2, 3, 4, 5}, {3, 1, 5}},
      {{3, 3000}, {3, 1}},
      {{0, 5}, {5}}
    };
    for (int[][] pair : pairs) {
      String shapes = Shape.of(pair[0]) + " " + Shape.of(pair[1]);
      add(
          "binary " + shapes,
          1,
          g -> {
            Tensor a = f32(g, "a", pair[0]);
            Tensor b = f32(g, "b", pair[1]);
            for (BinaryKind kind : BinaryKind.values()) {
              boolean power = kind == BinaryKind.POWER;
              g.output(kind.toString(), (power ? a.abs() : a).binary(kind, b));
              g.output(kind + " swapped", (power ? b.abs() : b).binary(kind, a));
            }
            for (CompareKind kind : CompareKind.values()) {
              g.output(kind.toString(), a.compare(kind, b));
            }
            g.output("select", a.greater(b).select(a, b));
          });
    }
  }

  private void views() {
    for (DType dtype : DType.values()) {
      add(
          "views " + dtype,
          0,
          g -> {
            Tensor x = g.input("x", dtype, 5, 7, 33);
            g.output("permute 021", x.permute(0, 2, 1));
            g.output("permute 210", x.permute(2, 1, 0));
            g.output("permute 102", x.permute(1, 0, 2));
            g.output("slice", x.slice(1, 2, 5).slice(2, 3, 20));
            g.output("rows", x.slice(0, 1, 4));
            g.output("broadcast", x.slice(1, 3, 4).broadcast(Shape.of(2, 5, 6, 33)));
            g.output("concat", Tensor.concat(1, List.of(x, x.slice(1, 0, 2), x)));
            g.output("pad", x.apply(new View.Pad(List.of(1, 0, 2), Shape.of(7, 8, 40))));
            g.output(
                "pack",
                g.add(
                        new View.Pack(List.of(16, 1200), 1600),
                        List.of(x.reshape(-1), x.slice(0, 0, 1)))
                    .output(0));
            for (DType to : DType.values()) {
              g.output("cast " + to, x.cast(to));
            }
          });
    }
  }

  private void reductions() {
    int[][] shapes = {
      {1}, {257}, {100_003}, {93, 257}, {700, 300}, {5, 7, 33}, {3, 93, 31}, {2, 3, 4, 5}
    };
    for (int[] dims : shapes) {
      add(
          "reduce " + Shape.of(dims),
          2 + Math.sqrt(Shape.of(dims).intSize()) / 4, // sums grow with the root of their length
          g -> {
            Tensor x = f32(g, "x", dims);
            for (FoldKind kind : FoldKind.values()) {
              g.output(kind + " all", x.fold(kind, false));
              g.output(kind + " first", x.fold(kind, true, 0));
              g.output(kind + " last", x.fold(kind, false, -1));
              g.output(kind + " none", x.apply(new Reduce.Fold(kind, List.of(), false)));
              if (dims.length > 2) {
                g.output(kind + " middle", x.fold(kind, false, 1));
                g.output(kind + " ends", x.fold(kind, false, 0, -1));
              }
            }
            g.output("argmax", x.argMax(-1));
            g.output("argmax first", x.argMax(0));
            g.output("finite", x.allFinite());
          });
    }
  }

  private void products() {
    int[][] sizes = {{1, 1, 1}, {7, 31, 33}, {93, 257, 31}, {33, 1, 257}, {64, 10, 128}};
    for (int[] s : sizes) {
      for (boolean ta : new boolean[] {false, true}) {
        for (boolean tb : new boolean[] {false, true}) {
          add(
              "matmul %d %d %d %b %b".formatted(s[0], s[1], s[2], ta, tb),
              Math.sqrt(s[2]) + 2,
              g -> product(g, s[0], s[1], s[2], ta, tb));
        }
      }
    }
    add("inner 0", 1, g -> product(g, 3, 4, 0, false, false));
  }

  private static void product(Graph g, int m, int n, int k, boolean ta, boolean tb) {
    Tensor a = f32(g, "a", 3, ta ? k : m, ta ? m : k);
    Tensor b = f32(g, "b", 3, tb ? n : k, tb ? k : n);
    Tensor bias = f32(g, "bias", n);
    g.output("product", a.matmul(b, ta, tb));
    g.output("bias", a.apply(new Fused.MatMulWith(ta, tb, Epilogue.bias(null)), b, bias));
    Unary relu = new Unary(UnaryKind.RELU);
    g.output("relu", a.apply(new Fused.MatMulWith(ta, tb, Epilogue.bias(relu)), b, bias));
    Unary leaky = new Unary(UnaryKind.LEAKY_RELU, 0.1);
    g.output("leaky", a.apply(new Fused.MatMulWith(ta, tb, Epilogue.bias(leaky)), b, bias));
  }

  private void rows() {
    for (int[] size : MATRICES) {
      int n = size[0];
      int c = size[1];
      add(
          "rows " + Shape.of(size),
          8,
          g -> {
            Tensor x = f32(g, "x", n, c);
            g.output("softmax", x.softmax());
            g.output("log_softmax", x.logSoftmax());
            Tensor labels = g.input("labels", DType.I32, n);
            if (c < 4) { // random integers go up to 3
              labels = g.constant(0, DType.I32, n);
            }
            all(g, g.add(new Fused.SoftmaxCrossEntropy(0.25), List.of(x, labels)));
            Unary tanh = new Unary(UnaryKind.TANH);
            g.output("bias", x.apply(new Fused.BiasActivation(tanh), f32(g, "bias", c)));
            Tensor step = g.constant(3, DType.I32);
            g.output("dropout", x.dropout(0.3, 42, 7, step));
          });
    }
  }

  private void norms() {
    for (int[] size : MATRICES) {
      for (double mean : new double[] {0, 100}) {
        int n = size[0];
        int c = size[1];
        add(
            "norm %s %s".formatted(Shape.of(size), mean),
            slack(n, c, mean),
            g -> {
              Tensor x = f32(g, "x", n, c).add(mean);
              Tensor scale = f32(g, "scale", c);
              Tensor bias = f32(g, "bias", c);
              Tensor dy = f32(g, "dy", n, c);
              Node batch = g.add(new Fused.BatchNorm(1e-5), List.of(x, scale, bias));
              all(g, batch);
              Node layer = g.add(new Fused.LayerNorm(1e-5), List.of(x, scale, bias));
              layer.outputs().forEach(y -> g.output("layer" + y.index(), y));
              Node gradient =
                  g.add(
                      new Fused.BatchNormGradient(1e-5),
                      List.of(x, scale, batch.output(1), batch.output(2), dy));
              gradient.outputs().forEach(y -> g.output("batch gradient" + y.index(), y));
              Node layerGradient =
                  g.add(
                      new Fused.LayerNormGradient(),
                      List.of(x, scale, layer.output(1), layer.output(2), dy));
              layerGradient.outputs().forEach(y -> g.output("layer gradient" + y.index(), y));
            });
      }
    }
  }

  /** Without variance rstd is 316; and a mean of 100 takes seven bits of the deviations. */
  private static double slack(int n, int c, double mean) {
    double rounding = n == 1 || c == 1 ? 316 : 32;
    return mean == 0 ? rounding : 100 * rounding;
  }

  private void indices() {
    for (DType dtype : DType.values()) {
      add(
          "gather " + dtype,
          0,
          g -> {
            Tensor table = g.input("table", dtype, 4, 3, 5);
            Tensor indices = g.input("indices", DType.I32, 6, 2);
            g.output("gather", table.gather(indices));
            g.output("one hot", indices.oneHot(4, dtype));
          });
    }
    add(
        "scatter_add",
        1,
        g -> {
          Tensor indices = g.input("indices", DType.I32, 40);
          Tensor rows = f32(g, "rows", 40, 33);
          g.output("sums", rows.apply(new Index.ScatterAdd(5), indices));
        });
  }
}
