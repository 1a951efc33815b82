package org.gradus.check;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.pass.Decompose;
import org.gradus.pass.Rewriter;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/**
 * A graph in F64 that errs as one in F32 may: fused ops in their parts, every result rounded to
 * F32, and every sum off by a random number of the size of what its additions round.
 *
 * <p>A sum of n terms t is off by a normal number of deviation u (sqrt(n) |sum t| + sum |t|), which
 * bounds that of n additions one after another; {@code docs/numerics.md} derives it. Where terms
 * cancel the second part stays, however small the sum.
 */
final class Rounded {
  private final long seed;
  private final int twin;

  private Rounded(long seed, int twin) {
    this.seed = seed;
    this.twin = twin;
  }

  /** The graph with errors of that twin's own. */
  static Graph apply(Graph wide, long seed, int twin) {
    return Rewriter.rewrite(Decompose.all(wide), new Rounded(seed, twin)::replacement);
  }

  private @Nullable List<Tensor> replacement(Node node, List<Tensor> operands, Graph target) {
    if (node.op() instanceof Leaf || node.op() instanceof View || node.op() instanceof Update) {
      return null; // nothing is computed, or it is a variable's own
    }
    List<Tensor> results = target.add(node.op(), operands).outputs();
    int terms = terms(node);
    if (terms > 1 && results.getFirst().dtype() == DType.F64) {
      return List.of(round(added(node, operands, results.getFirst(), terms)));
    }
    return results.stream().map(Rounded::round).toList();
  }

  /** How many terms a sum of a node has at the most; 1 if it is none. */
  private static int terms(Node node) {
    Shape first = node.inputs().getFirst().shape();
    if (node.op() instanceof Contract.MatMul product) {
      return first.dim(product.transposeA() ? -2 : -1);
    }
    if (node.op() instanceof Reduce.Fold fold && fold.kind() == FoldKind.SUM) {
      return fold.axes().stream().mapToInt(first::dim).reduce(1, Math::multiplyExact);
    }
    if (node.op() instanceof Index.ScatterAdd) {
      return node.inputs().get(1).shape().intSize(); // all into one row, at the most
    }
    return 1;
  }

  /** The sum with what adding up may err. */
  private Tensor added(Node node, List<Tensor> operands, Tensor sum, int terms) {
    Graph graph = sum.node().graph();
    List<Tensor> magnitudes =
        operands.stream().map(x -> x.dtype() == DType.F64 ? x.abs() : x).toList();
    Tensor deviation =
        sum.abs()
            .multiply(Tolerance.growth(terms))
            .add(graph.add(node.op(), magnitudes).output(0))
            .multiply(DType.F32.epsilon());
    int stream = Streams.of("check/rounding/%d/%d".formatted(twin, node.id()));
    Tensor normal =
        graph
            .constant(0, DType.F64, sum.shape())
            .gaussianNoise(1, seed, stream, graph.constant(0, DType.I32));
    return sum.add(deviation.multiply(normal));
  }

  private static Tensor round(Tensor result) {
    return result.dtype() == DType.F64 ? result.cast(DType.F32).cast(DType.F64) : result;
  }
}
