package org.gradus.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.pass.Decompose;

/**
 * Computes tensors of a graph in double, element by element, whatever their element types;
 * composite ops through their decomposition. It shares no code with any device.
 */
public final class Oracle {
  /** A custom op's results, for tests that have one. */
  public interface Definition {
    /** The outputs for these operands. */
    List<double[]> compute(List<double[]> operands);
  }

  private final Map<String, double[]> inputs;
  private final Map<Node, List<double[]>> known = new HashMap<>();

  /** An oracle for graphs that are fed {@code inputs}; variables are fed by their names too. */
  public Oracle(Map<String, double[]> inputs) {
    this.inputs = inputs;
  }

  /** The value of {@code tensor}, row-major. */
  public double[] value(Tensor tensor) {
    return outputs(tensor.node()).get(tensor.index());
  }

  private List<double[]> outputs(Node node) {
    List<double[]> values = known.get(node);
    if (values == null) {
      values = compute(node);
      known.put(node, values);
    }
    return values;
  }

  private List<double[]> compute(Node node) {
    Op op = node.op();
    if (Decompose.isComposite(op)) {
      return Decompose.node(node, node.inputs(), node.graph()).stream().map(this::value).toList();
    }
    List<double[]> in = node.inputs().stream().map(this::value).toList();
    Shape shape = node.specs().getFirst().shape();
    return switch (op) {
      case Leaf leaf -> List.of(leaf(leaf));
      case View view -> List.of(Views.compute(view, in, shapes(node), shape));
      case Elementwise elementwise -> List.of(elementwise(elementwise, in, node));
      case Reduce reduce -> List.of(Folds.compute(reduce, in.getFirst(), node.input(0).shape()));
      case MatMul product -> List.of(matMul(product, in.get(0), in.get(1), shapes(node), shape));
      case Index index -> List.of(index(index, in, shape));
      case Fused.Dropout dropout -> List.of(dropout(dropout, in.getFirst()));
      case Fused.GaussianNoise noise -> List.of(noise(noise, in.getFirst()));
      case Fused fused -> throw new AssertionError("not decomposed: " + fused);
      case Update update -> throw new AssertionError("the oracle updates nothing: " + update);
      case Custom custom -> ((Definition) custom.definition()).compute(in);
    };
  }

  private static List<Shape> shapes(Node node) {
    return node.inputs().stream().map(Tensor::shape).toList();
  }

  private double[] leaf(Leaf leaf) {
    return switch (leaf) {
      case Leaf.Input input -> fed(input.input());
      case Leaf.Read read -> fed(read.variable());
      case Leaf.Constant constant -> {
        double[] all = new double[constant.spec().shape().intSize()];
        Arrays.fill(all, constant.value());
        yield all;
      }
    };
  }

  private double[] fed(String name) {
    double[] value = inputs.get(name);
    if (value == null) {
      throw new AssertionError("nothing is fed for " + name);
    }
    return value;
  }

  private static double[] elementwise(Elementwise op, List<double[]> in, Node node) {
    Shape shape = node.specs().getFirst().shape();
    List<double[]> wide = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      wide.add(Views.broadcast(in.get(i), node.input(i).shape(), shape));
    }
    double[] result = new double[shape.intSize()];
    for (int i = 0; i < result.length; i++) {
      double a = wide.getFirst()[i];
      result[i] =
          switch (op) {
            case Elementwise.Unary unary -> Functions.unary(unary.kind(), unary.parameter(), a);
            case Elementwise.UnaryGradient gradient -> throw new AssertionError(gradient);
            case Elementwise.Binary binary -> Functions.binary(binary.kind(), a, wide.get(1)[i]);
            case Elementwise.Compare compare ->
                Functions.compare(compare.kind(), a, wide.get(1)[i]) ? 1 : 0;
            case Elementwise.Select _ -> a != 0 ? wide.get(1)[i] : wide.get(2)[i];
            case Elementwise.Cast(DType dtype) -> dtype.isFloat() ? a : (int) a;
          };
    }
    return result;
  }

  private static double[] matMul(MatMul op, double[] a, double[] b, List<Shape> in, Shape out) {
    int rows = out.dim(-2);
    int columns = out.dim(-1);
    int inner = in.getFirst().dim(op.transposeA() ? -2 : -1);
    int batches = rows * columns == 0 ? 0 : out.intSize() / (rows * columns);
    double[] c = new double[out.intSize()];
    for (int batch = 0; batch < batches; batch++) {
      for (int m = 0; m < rows; m++) {
        for (int n = 0; n < columns; n++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            int left = op.transposeA() ? k * rows + m : m * inner + k;
            int right = op.transposeB() ? n * inner + k : k * columns + n;
            sum += a[batch * rows * inner + left] * b[batch * inner * columns + right];
          }
          c[(batch * rows + m) * columns + n] = sum;
        }
      }
    }
    return c;
  }

  private static double[] index(Index op, List<double[]> in, Shape out) {
    double[] result = new double[out.intSize()];
    switch (op) {
      case Index.OneHot oneHot -> {
        for (int i = 0; i < in.getFirst().length; i++) {
          result[i * oneHot.depth() + (int) in.getFirst()[i]] = 1;
        }
      }
      case Index.Gather _ -> {
        double[] indices = in.get(1);
        int row = result.length / Math.max(1, indices.length);
        for (int i = 0; i < indices.length; i++) {
          System.arraycopy(in.getFirst(), ((int) indices[i]) * row, result, i * row, row);
        }
      }
      case Index.ScatterAdd _ -> {
        double[] indices = in.get(1);
        int row = in.getFirst().length / Math.max(1, indices.length);
        for (int i = 0; i < in.getFirst().length; i++) {
          result[((int) indices[i / row]) * row + i % row] += in.getFirst()[i];
        }
      }
    }
    return result;
  }

  /** Not Philox: any fixed mask that differs by seed and stream shows whether gradients agree. */
  private static double[] dropout(Fused.Dropout op, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      long mixed = (op.seed() * 31 + op.stream() * 7L + i + 1) * 0x9E3779B97F4A7C15L;
      boolean kept = (mixed >>> 11) * 0x1p-53 >= op.rate();
      y[i] = kept ? x[i] / (1 - op.rate()) : 0;
    }
    return y;
  }

  /** Not normal: any fixed numbers that differ by seed and stream show whether gradients agree. */
  private static double[] noise(Fused.GaussianNoise op, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      long mixed = (op.seed() * 31 + op.stream() * 7L + i + 1) * 0x9E3779B97F4A7C15L;
      y[i] = x[i] + op.sigma() * ((mixed >>> 11) * 0x1p-52 - 1);
    }
    return y;
  }
}
