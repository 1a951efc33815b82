package org.gradus.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gradus.watch.LayerFinding.Kind;
import org.gradus.watch.LayerStatistics.Share;
import org.jspecify.annotations.Nullable;

/**
 * When a layer counts as vanishing, exploding or dead.
 *
 * <p>Gradients are those of the mean loss with respect to what a layer with parameters yields,
 * before any activation, as root mean square over samples and units; each is compared with the
 * gradient of the last such layer. The loss's own scale cancels out that way: a model that has
 * learnt its data has small gradients everywhere, and none of them has vanished.
 *
 * @param vanishing a layer vanishes whose gradient is below this many times that of the last layer
 * @param exploding a layer explodes whose gradient is above this many times that of the last layer,
 *     or whose output is above this many times that of the first, by root mean square
 * @param dead a layer is dead of whose rectified units at least this share is 0 for every sample
 */
public record LayerRules(double vanishing, double exploding, double dead) {
  /** A thousandth, hundredfold, and half of the units. */
  public static final LayerRules USUAL = new LayerRules(1e-3, 100, 0.5);

  /**
   * Checks the thresholds.
   *
   * @throws IllegalArgumentException if {@code vanishing} is not in (0, 1), {@code exploding} is
   *     not above 1 or {@code dead} is not in (0, 1]
   */
  public LayerRules {
    require("vanishing", vanishing > 0 && vanishing < 1, "between 0 and 1", vanishing);
    require("exploding", exploding > 1, "above 1", exploding);
    require("dead", dead > 0 && dead <= 1, "above 0 and at most 1", dead);
  }

  private static void require(String name, boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s: %s".formatted(name, rule, value));
    }
  }

  /** What is wrong with the layers, in their order; nothing if all is well. */
  public List<LayerFinding> judge(LayerSnapshot snapshot) {
    List<LayerFinding> findings = new ArrayList<>();
    List<LayerStatistics> weighted = snapshot.weighted();
    for (LayerStatistics layer : snapshot.layers()) {
      LayerFinding finding =
          layer.hasParameters()
              ? range(layer, weighted.getFirst(), weighted.getLast())
              : rectifier(layer);
      if (finding != null) {
        findings.add(finding);
      }
    }
    return findings;
  }

  private @Nullable LayerFinding range(
      LayerStatistics layer, LayerStatistics first, LayerStatistics last) {
    if (!layer.activations().isFinite() || !layer.gradients().isFinite()) {
      return new LayerFinding(
          Kind.EXPLODING,
          layer.name(),
          title(layer) + " explodes: it yields or gets NaN or infinity");
    }
    double gradient = layer.gradients().rms();
    double lastGradient = last.gradients().rms();
    if (gradient > exploding * lastGradient) {
      return new LayerFinding(Kind.EXPLODING, layer.name(), compared(layer, "explodes", last));
    }
    double output = layer.activations().rms();
    double firstOutput = first.activations().rms();
    if (firstOutput > 0 && output > exploding * firstOutput) {
      String evidence =
          "%s explodes: its output is %s times that of layer %s (%s to %s, root mean square)"
              .formatted(
                  title(layer),
                  number(output / firstOutput),
                  first.name(),
                  number(output),
                  number(firstOutput));
      return new LayerFinding(Kind.EXPLODING, layer.name(), evidence);
    }
    return gradient < vanishing * lastGradient
        ? new LayerFinding(Kind.VANISHING, layer.name(), compared(layer, "vanishes", last))
        : null;
  }

  private static String compared(LayerStatistics layer, String what, LayerStatistics last) {
    double gradient = layer.gradients().rms();
    double reference = last.gradients().rms();
    return "%s %s: its gradient is %s times that of layer %s (%s to %s, root mean square)"
        .formatted(
            title(layer),
            what,
            number(gradient / reference),
            last.name(),
            number(gradient),
            number(reference));
  }

  private @Nullable LayerFinding rectifier(LayerStatistics layer) {
    Share share = layer.dead();
    if (share == null || share.value() < dead) {
      return null;
    }
    String evidence =
        "%s is dead: %,d of %,d units (%.0f %%) are 0 for every sample"
            .formatted(title(layer), share.part(), share.all(), 100 * share.value());
    return new LayerFinding(Kind.DEAD, layer.name(), evidence);
  }

  private static String title(LayerStatistics layer) {
    return "layer %s, %s,".formatted(layer.name(), layer.layer());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
