package org.gradus.nn;

import java.util.List;
import org.gradus.graph.Tensor;

/** Layers one after another; their names are their positions, "0", "1" and so on. */
public final class Sequential implements Layer {
  private final List<Layer> layers;

  /** The layers in the order they are applied. */
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  /** The layers in the order they are applied. */
  public Sequential(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      y = scope.apply(Integer.toString(i), layers.get(i), y);
    }
    return y;
  }

  @Override
  public String description() {
    return "Sequential";
  }
}
