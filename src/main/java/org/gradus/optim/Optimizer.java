package org.gradus.optim;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;

/**
 * How parameters follow their gradient; a record of settings, checked when it is made.
 *
 * <p>Formulas and the order of operations are PyTorch's where it has the optimizer. {@code lr} is
 * the learning rate where no schedule is given. What goes with any optimizer - clipping, parameter
 * groups, the kind of weight decay - is added by {@link #clip}, {@link #groups} and {@link
 * #decoupled}:
 *
 * <pre>{@code
 * new AdamW(0.001).clip(Clipping.norm(1)).groups(ParameterGroup.vectors().withoutDecay())
 * }</pre>
 */
public sealed interface Optimizer
    permits Sgd,
        Momentum,
        ClassicalMomentum,
        NormalisedGradient,
        Adagrad,
        Adadelta,
        RmsProp,
        Adam,
        AmsGrad,
        AdamW,
        NAdam,
        Lion,
        Arranged {
  /** The learning rate where no schedule is given. */
  double lr();

  /** The weight decay: L2 (added to the gradient) unless {@link #isDecoupled}. */
  double weightDecay();

  /** The name {@link Optimizers#named} knows it by. */
  String name();

  /** The arithmetic for one element. */
  UpdateRule rule();

  /** Whether weights decay by lr weightDecay w a step instead of through their gradient. */
  default boolean isDecoupled() {
    return false;
  }

  /** What is done about large gradients; nothing if not said. */
  default Clipping clipping() {
    return Clipping.NONE;
  }

  /** Parameters that are treated otherwise than the rest: each by the first group it matches. */
  default List<ParameterGroup> groups() {
    return List.of();
  }

  /** The same with gradients clipped. */
  default Optimizer clip(Clipping how) {
    return new Arranged(this, isDecoupled(), how, groups());
  }

  /** The same with these parameter groups. */
  default Optimizer groups(ParameterGroup... chosen) {
    return new Arranged(this, isDecoupled(), clipping(), List.of(chosen));
  }

  /** The same with weights that decay by lr weightDecay w a step, as AdamW's do. */
  default Optimizer decoupled() {
    return new Arranged(this, true, clipping(), groups());
  }

  /** The gradient with what it is multiplied by; see {@link GuardedGradient}. */
  default GuardedGradient guard(Tensor gradient) {
    return clipping().guard(gradient);
  }

  /** As {@link #guard(Tensor)} for a gradient that has yet to be multiplied by a scalar. */
  default GuardedGradient guard(Tensor gradient, Tensor factor) {
    return clipping().guard(gradient, factor);
  }

  /**
   * The update of the flat parameters, declaring the slots it needs.
   *
   * @param parameters the arena {@link Variables#pack} returns
   */
  default Update.Optimize update(Variables variables, Variable parameters) {
    return new Update.Optimize(
        parameters.name(),
        Slots.declare(variables, parameters, rule()),
        rule(),
        isDecoupled(),
        clipping().value(),
        ParameterGroup.spans(groups(), variables, weightDecay()));
  }

  /**
   * Appends the update to a graph.
   *
   * @param gradient of the flat parameters, from {@link #guard}
   * @param rates a table of learning rates (K), of which entry {@code step mod K} holds
   * @param step the I32 number of steps done before
   * @param ok a U8 scalar; where it is 0 nothing changes
   * @return the parameters' new values
   */
  default Tensor write(
      Graph graph, GuardedGradient gradient, Tensor rates, Tensor step, Tensor ok) {
    Variable parameters = graph.variables().pack();
    return graph
        .update(
            update(graph.variables(), parameters),
            gradient.gradient(),
            rates,
            step,
            gradient.scale(),
            ok)
        .output(0);
  }
}
