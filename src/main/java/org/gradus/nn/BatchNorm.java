package org.gradus.nn;

import java.util.List;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;

/**
 * Batch normalisation of each channel (the last axis) over all other axes (Ioffe and Szegedy,
 * 2015).
 *
 * <p>In training y = weight (x - mean) / sqrt(var + epsilon) + bias with the batch's mean and
 * biased variance; the running statistics move towards the batch's by {@code momentum}, {@code
 * running_var} towards the unbiased variance, as in PyTorch. In evaluation the running statistics
 * take the batch's place, folded into one scale and one shift a channel.
 *
 * <p>Parameters {@code weight} (C), {@code bias} (C); statistics {@code running_mean} (C), {@code
 * running_var} (C). PyTorch's {@code num_batches_tracked} is left out: it is only read where its
 * momentum is None, and the step counter holds the same number.
 */
public final class BatchNorm implements Layer {
  private final double momentum;
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Momentum 0.1 and epsilon 1e-5. */
  public BatchNorm() {
    this(0.1, 1e-5);
  }

  /**
   * Batch normalisation with its settings.
   *
   * @param momentum the weight of a new batch in the running statistics, in (0, 1]
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if a setting is out of range
   */
  public BatchNorm(double momentum, double epsilon) {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("batch_norm: momentum must be in (0, 1]: " + momentum);
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("batch_norm: epsilon must be positive: " + epsilon);
    }
    this.momentum = momentum;
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape channels = Shape.of(x.shape().last());
    Tensor weight = scope.parameter("weight", channels, Initial.constant(1));
    Tensor bias = scope.parameter("bias", channels, Initial.ZEROS);
    Variable mean = scope.statistic("running_mean", channels, Initial.ZEROS);
    Variable variance = scope.statistic("running_var", channels, Initial.constant(1));
    return scope.mode() == Mode.TRAIN
        ? train(scope, x, weight, bias, mean, variance)
        : infer(x, weight, bias, scope.graph().read(mean), scope.graph().read(variance));
  }

  private Tensor train(
      Scope scope, Tensor x, Tensor weight, Tensor bias, Variable mean, Variable variance) {
    double count = (double) x.shape().size() / x.shape().last();
    if (!(count > 1)) {
      throw new ShapeException(
          "batch_norm: training needs more than one value a channel: x=%s, at %s"
              .formatted(x.shape(), origin));
    }
    Node norm = scope.graph().add(new Fused.BatchNorm(epsilon), List.of(x, weight, bias));
    Tensor unbiased = norm.output(2).multiply(count / (count - 1));
    scope.move(mean, norm.output(1), momentum);
    scope.move(variance, unbiased, momentum);
    return norm.output(0);
  }

  private Tensor infer(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance) {
    Tensor scale = weight.multiply(variance.add(epsilon).rsqrt()); // (C)
    Tensor shift = bias.subtract(mean.multiply(scale)); // (C)
    return x.multiply(scale).add(shift);
  }

  @Override
  public String description() {
    return "BatchNorm";
  }
}
