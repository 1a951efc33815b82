package org.gradus.optim;

import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Update;

/**
 * How parameters follow their gradient; a record of settings, checked when it is made.
 *
 * <p>Formulas and the order of operations are PyTorch's. {@code lr} is the learning rate where no
 * schedule is given.
 */
public sealed interface Optimizer permits Sgd, Momentum, Adam, AdamW {
  /** The learning rate where no schedule is given. */
  double lr();

  /** The weight decay: L2 (added to the gradient) but for {@link AdamW}. */
  double weightDecay();

  /** The name {@link Optimizers#named} knows it by. */
  String name();

  /**
   * The update of the flat parameters, declaring the slots it needs.
   *
   * @param parameters the arena {@link Variables#pack} returns
   */
  Update update(Variables variables, Variable parameters);

  /**
   * Appends the update to a graph.
   *
   * @param gradient of the flat parameters
   * @param rates a table of learning rates (K), of which entry {@code step mod K} holds
   * @param step the I32 number of steps done before
   * @param ok a U8 scalar; where it is 0 nothing changes
   */
  default void write(Graph graph, Tensor gradient, Tensor rates, Tensor step, Tensor ok) {
    Variable parameters = graph.variables().pack();
    graph.update(update(graph.variables(), parameters), gradient, rates, step, ok);
  }
}
