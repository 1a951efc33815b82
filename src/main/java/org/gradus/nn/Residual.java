package org.gradus.nn;

import java.util.List;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/**
 * Adds its input to what its layers make of it: x + f(x) (He et al., 2015).
 *
 * <p>The layers stand under their positions, as in a {@link Sequential}.
 */
public final class Residual implements Layer {
  private final Sequential layers;
  private final Origin origin = Origin.caller();

  /** Of the layers one after another, which have to yield what they take, in shape. */
  public Residual(Layer... layers) {
    this.layers = new Sequential(List.of(layers));
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.gradus.op.ShapeException also if the layers change the shape
   */
  @Override
  public Tensor apply(Scope scope, Tensor x) {
    Tensor y = layers.apply(scope, x);
    return scope
        .graph()
        .at(
            origin,
            () -> {
              SameShapes.require("residual", List.of(x, y), origin);
              return x.add(y);
            });
  }

  @Override
  public String description() {
    return "Residual";
  }
}
