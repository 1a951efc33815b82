package org.gradus.watch;

import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.jspecify.annotations.Nullable;

/**
 * What one layer did with a batch.
 *
 * @param name where the layer stands, such as {@code 2}
 * @param layer what it is, such as {@code Dense(64)}
 * @param hasParameters whether it has weights of its own
 * @param activations what it yielded, over samples and units
 * @param gradients of the batch's mean loss, with respect to what it yielded
 * @param dead which share of its units yielded 0 for every sample; null where the layer is no
 *     rectifier, since only there it means that a unit has stopped to learn
 */
public record LayerStatistics(
    String name,
    String layer,
    boolean hasParameters,
    Distribution activations,
    Distribution gradients,
    @Nullable Share dead) {
  /**
   * Some of many.
   *
   * @param part how many of them
   * @param all how many there are
   */
  public record Share(int part, int all) {
    /** The quotient, from 0 to 1. */
    public double value() {
      return (double) part / all;
    }
  }

  /**
   * What all layers of a network do at its first weights, before any step, with {@link
   * ProbeBatch#USUAL_SIZE} samples drawn from {@code data}.
   *
   * <pre>{@code
   * LayerSnapshot start = LayerStatistics.of(layers, data, scaling, Loss.crossEntropy(), 1, "cpu");
   * for (LayerStatistics layer : start.weighted()) {
   *   IO.println(layer.activations().variance() + " " + layer.gradients().variance());
   * }
   * }</pre>
   *
   * @param seed what first weights are drawn from, as a training with that seed would
   * @param device by name, or {@code auto}
   */
  public static LayerSnapshot of(
      Layer layers, Dataset data, Scaling scaling, Loss loss, long seed, String device) {
    ProbeBatch batch = ProbeBatch.of(data, scaling, ProbeBatch.USUAL_SIZE, seed);
    Model model = new Model(layers, data.sampleShape(), seed);
    try (Device opened = Devices.open(device);
        LayerProbe probe = LayerProbe.open(opened, model, loss, batch)) {
      probe.initialize();
      return probe.measure(0);
    }
  }
}
