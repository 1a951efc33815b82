package org.gradus.watch;

import java.util.List;

/**
 * What all layers and parameters of a model did with one batch at one moment of a training.
 *
 * @param step steps done before
 * @param loss the batch's mean loss
 * @param layers in the order of the forward pass; layers that only move numbers, such as {@code
 *     Flatten}, and those that only hold others are left out
 * @param parameters in the order they were declared
 */
public record LayerSnapshot(
    long step, double loss, List<LayerStatistics> layers, List<ParameterStatistics> parameters) {
  /** Keeps unmodifiable copies. */
  public LayerSnapshot {
    layers = List.copyOf(layers);
    parameters = List.copyOf(parameters);
  }

  /** The layers that have weights, in the order of the forward pass: depth 1, 2 and so on. */
  public List<LayerStatistics> weighted() {
    return layers.stream().filter(LayerStatistics::hasParameters).toList();
  }
}
