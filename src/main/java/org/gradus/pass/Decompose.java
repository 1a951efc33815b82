package org.gradus.pass;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;

/**
 * Composite ops said in simpler ones: what a device without a kernel computes instead, what fused
 * kernels are tested against, and what gradients without a rule of their own are derived from.
 *
 * <p>Decompositions are made of primitive ops only. Composite are {@link Elementwise.UnaryGradient}
 * and the {@link Fused} family but for {@link Fused.Dropout} and {@link Fused.GaussianNoise}, whose
 * random bits no other op can draw. Everything else is primitive. What a device without TF32 has in
 * place of a product in that form is no decomposition but the plain product, whose factors are more
 * exact.
 */
public final class Decompose {
  private static final Logger LOG = System.getLogger(Decompose.class.getName());

  /** Stands among the names of ops for products whose factors are not rounded. */
  private static final String IN_TF32 = "a product in tf32";

  private Decompose() {}

  /** Whether {@link #node} can say {@code op} in simpler ops. */
  public static boolean isComposite(Op op) {
    return switch (op) {
      case Elementwise.UnaryGradient _ -> true;
      case Fused.Dropout _, Fused.GaussianNoise _ -> false;
      case Fused _ -> true;
      case Leaf _, View _, Elementwise _, Reduce _, Contract _, Index _, Update _, Custom _ ->
          false;
    };
  }

  /**
   * Appends simpler nodes to {@code graph} that compute what {@code node} does.
   *
   * @param operands what stands for the node's operands in {@code graph}
   * @return what stands for the node's outputs
   * @throws IllegalArgumentException if the op is primitive
   */
  public static List<Tensor> node(Node node, List<Tensor> operands, Graph graph) {
    return graph.at(node.origin(), () -> op(node.op(), operands));
  }

  static List<Tensor> op(Op op, List<Tensor> in) {
    return switch (op) {
      case Elementwise.UnaryGradient gradient ->
          List.of(UnaryDerivatives.chain(gradient, in.get(0), in.get(1)));
      case Fused fused -> FusedParts.of(fused, in);
      case Leaf _, View _, Elementwise _, Reduce _, Contract _, Index _, Update _, Custom _ ->
          throw new IllegalArgumentException(
              op.name() + ": a primitive op; it has no decomposition");
    };
  }

  /**
   * The graph with every composite op that {@code support} lacks decomposed, said in one line of
   * the log. Primitive ops stay: a device that lacks one says so itself.
   */
  public static Graph apply(Graph graph, KernelSupport support) {
    Set<String> decomposed = new TreeSet<>();
    Graph result = rewrite(graph, support, decomposed);
    if (decomposed.remove(IN_TF32)) {
      LOG.log(Level.DEBUG, "products are in f32, as the device has no TF32");
    }
    if (!decomposed.isEmpty()) {
      LOG.log(Level.INFO, "decomposed, as the device has no kernel for them: {0}", decomposed);
    }
    return result;
  }

  /**
   * The graph with every composite op decomposed: the reference that fused ops are held against.
   */
  public static Graph all(Graph graph) {
    return rewrite(graph, (op, inputs) -> false, new TreeSet<>());
  }

  private static Graph rewrite(Graph graph, KernelSupport support, Set<String> decomposed) {
    return Rewriter.rewrite(
        graph,
        (node, operands, target) -> {
          List<TensorSpec> specs = operands.stream().map(Tensor::spec).toList();
          Op plain = withoutTf32(node.op());
          if (!plain.equals(node.op()) && !support.supports(node.op(), specs)) {
            decomposed.add(IN_TF32);
            return target.add(plain, operands).outputs();
          }
          if (!isComposite(node.op()) || support.supports(node.op(), specs)) {
            return null;
          }
          decomposed.add(node.op().name());
          return op(node.op(), operands);
        });
  }

  private static Op withoutTf32(Op op) {
    return switch (op) {
      case MatMul(boolean a, boolean b, Form form) when form == Form.TF32 -> new MatMul(a, b);
      case MatMulWith(boolean a, boolean b, Form form, Epilogue end) when form == Form.TF32 ->
          new MatMulWith(a, b, end);
      default -> op;
    };
  }
}
