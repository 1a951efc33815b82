package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.init.Initializers;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;

/**
 * A fully connected layer: y = x W^T + b over the last axis, (..., in) to (..., units).
 *
 * <p>Parameters {@code weight} (units, in) and {@code bias} (units), the layout of PyTorch's {@code
 * Linear}, so that its {@code state_dict} loads as it is. The input's size is found when the layer
 * is first written into a graph.
 */
public final class Dense implements Layer {
  private final int units;
  private final Initial weight;
  private final boolean bias;
  private final Origin origin = Origin.caller();

  /** A layer with bias whose weight begins with He's normal numbers, which suits ReLU. */
  public Dense(int units) {
    this(units, Initializers.heNormal());
  }

  /** A layer with bias, which begins at zero. */
  public Dense(int units, Initial weight) {
    this(units, weight, true);
  }

  /**
   * A layer with or without bias.
   *
   * @throws IllegalArgumentException if {@code units} is not positive
   */
  public Dense(int units, Initial weight, boolean bias) {
    if (units < 1) {
      throw new IllegalArgumentException("dense: units must be positive: " + units);
    }
    this.units = units;
    this.weight = weight;
    this.bias = bias;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      throw new ShapeException(
          "dense: needs a batch of rows: x=%s, at %s".formatted(shape, origin));
    }
    Tensor rows = shape.rank() == 2 ? x : x.reshape(-1, shape.last());
    Tensor w = scope.parameter("weight", Shape.of(units, shape.last()), weight);
    Tensor product = rows.matmul(w, false, true); // (N, units)
    Tensor y =
        bias ? product.add(scope.parameter("bias", Shape.of(units), Initial.ZEROS)) : product;
    return y.reshape(shape.with(-1, units));
  }

  @Override
  public String description() {
    return "Dense(" + units + (bias ? ")" : ", no bias)");
  }
}
