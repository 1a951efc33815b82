package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Initial;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.GaussianNoise;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;

/** The models the command line can name. */
final class ModelChoice {
  private ModelChoice() {}

  /**
   * Builds the model of the settings.
   *
   * <p>{@code mlp} is, for each hidden layer, Dense, norm, activation, dropout, and Dense at the
   * end; {@code linear} is the last Dense alone. Noise comes first in either. The settings'
   * initializer is for all weights.
   *
   * @param classes how many logits it yields for a sample
   */
  static Sequential build(TrainSettings settings, int classes) {
    Initial weights = Initializers.named(settings.init());
    List<Layer> layers = new ArrayList<>();
    layers.add(new Flatten());
    if (settings.noise() > 0) {
      layers.add(new GaussianNoise(settings.noise()));
    }
    for (int units : settings.hidden()) {
      layers.add(NormChoice.within(settings.norm(), new Dense(units, weights)));
      Layer norm = NormChoice.behind(settings.norm());
      if (norm != null) {
        layers.add(norm);
      }
      layers.add(Activation.named(settings.activation()));
      if (settings.dropout() > 0) {
        layers.add(new Dropout(settings.dropout()));
      }
    }
    layers.add(new Dense(classes, weights));
    return new Sequential(layers);
  }
}
