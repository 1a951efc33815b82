package org.gradus.grad;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Gradients as nodes of the same graph.
 *
 * <p>A gradient node keeps the origin of the forward node it comes from. Where a tensor is used
 * more than once its gradients are added in the order of falling ids of its users, so two builds of
 * a model add in the same order. Gradients are tensors like any other and can be differentiated
 * again.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Appends the gradients of {@code loss} with respect to each of {@code wrt}.
   *
   * @param loss a floating-point scalar
   * @param wrt floating-point tensors of the loss's graph
   * @return a tensor of the shape and element type of each of {@code wrt}; zeros where the loss
   *     does not depend on it
   * @throws IllegalArgumentException if {@code loss} or {@code wrt} are not as said, or if an
   *     update or a custom op without gradient lies between them
   */
  public static List<Tensor> of(Tensor loss, List<Tensor> wrt) {
    Graph graph = loss.graph();
    check(loss, wrt);
    Tensor one =
        graph.at(loss.node().origin(), () -> graph.constant(1, loss.dtype(), loss.shape()));
    List<@Nullable Tensor> found =
        new Backpropagation(graph, 0, wrt).run(List.of(loss), List.of(one));
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < wrt.size(); i++) {
      Tensor gradient = found.get(i);
      gradients.add(gradient == null ? zeros(wrt.get(i)) : gradient);
    }
    return gradients;
  }

  private static void check(Tensor loss, List<Tensor> wrt) {
    if (loss.shape().rank() != 0 || !loss.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "gradients: the loss must be a floating-point scalar, not %s of %s"
              .formatted(loss.spec(), loss.node()));
    }
    for (Tensor tensor : wrt) {
      if (tensor.graph() != loss.graph()) {
        throw new IllegalArgumentException(
            "gradients: %s belongs to another graph than the loss".formatted(tensor.node()));
      }
      if (!tensor.dtype().isFloat()) {
        throw new IllegalArgumentException(
            "gradients: only floating-point tensors have them, not %s of %s"
                .formatted(tensor.spec(), tensor.node()));
      }
    }
  }

  private static Tensor zeros(Tensor like) {
    return like.graph()
        .at(like.node().origin(), () -> like.graph().constant(0, like.dtype(), like.shape()));
  }
}
