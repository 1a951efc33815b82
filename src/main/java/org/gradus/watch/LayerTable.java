package org.gradus.watch;

import java.util.List;
import java.util.Locale;
import org.gradus.watch.LayerStatistics.Share;

/** A measurement of the layers as text: a row a layer, and a line for each that is wrong. */
public final class LayerTable {
  private static final String ROW = "%-8s %-28s %10s %10s %7s %7s %10s %10s";

  private LayerTable() {}

  /**
   * The table: mean and standard deviation of what each layer yields, the shares of zeros and of
   * dead units, the gradient's root mean square, and update/weight of its weights.
   */
  public static String text(LayerSnapshot snapshot, List<LayerFinding> findings) {
    StringBuilder table = new StringBuilder();
    table.append(row("name", "layer", "mean", "std", "zeros", "dead", "gradient", "update"));
    for (LayerStatistics layer : snapshot.layers()) {
      table.append(
          row(
              layer.name(),
              layer.layer(),
              number(layer.activations().mean()),
              number(layer.activations().std()),
              share(layer.activations().zeros()),
              dead(layer),
              number(layer.gradients().rms()),
              update(snapshot, layer)));
    }
    findings.forEach(finding -> table.append(finding.evidence()).append(System.lineSeparator()));
    return table.toString();
  }

  private static String row(Object... cells) {
    return ROW.formatted(cells).stripTrailing() + System.lineSeparator();
  }

  /** The share of a rectifier's units that are dead; empty for other layers. */
  public static String dead(LayerStatistics layer) {
    Share share = layer.dead();
    return share == null ? "" : share(share.value());
  }

  /** The update/weight ratio of a layer's weights; empty where there are none or none was tried. */
  public static String update(LayerSnapshot snapshot, LayerStatistics layer) {
    return snapshot.parameters().stream()
        .filter(parameter -> parameter.name().equals(layer.name() + ".weight"))
        .filter(parameter -> !Double.isNaN(parameter.updateRatio()))
        .map(parameter -> number(parameter.updateRatio()))
        .findFirst()
        .orElse("");
  }

  /** A number in three digits, such as {@code 0.0123} or {@code 4.56e-07}. */
  public static String number(double value) {
    double size = Math.abs(value);
    return value == 0
        ? "0"
        : String.format(Locale.ROOT, size >= 1e-3 && size < 1e5 ? "%.4f" : "%.2e", value);
  }

  /** A share in per cent. */
  public static String share(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }
}
