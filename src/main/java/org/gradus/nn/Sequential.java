package org.gradus.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.gradus.graph.Tensor;

/**
 * Layers one after another, under their positions, "0", "1" and so on, or under names.
 *
 * <p>First weights and masks are drawn by a layer's name: named layers keep theirs when another is
 * put between them.
 */
public final class Sequential implements Layer {
  private final Map<String, Layer> layers;

  /** The layers in the order they are applied. */
  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  /** The layers in the order they are applied. */
  public Sequential(List<Layer> layers) {
    Map<String, Layer> numbered = new LinkedHashMap<>();
    for (Layer layer : layers) {
      numbered.put(Integer.toString(numbered.size()), layer);
    }
    this.layers = numbered;
  }

  /** The layers by their names, in the order of the map. */
  public Sequential(SequencedMap<String, Layer> layers) {
    this.layers = new LinkedHashMap<>(layers);
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    Tensor y = x;
    for (Map.Entry<String, Layer> layer : layers.entrySet()) {
      y = scope.apply(layer.getKey(), layer.getValue(), y);
    }
    return y;
  }

  @Override
  public String description() {
    return "Sequential";
  }
}
