package org.gradus.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gradus.train.Epoch;
import org.gradus.train.Weights;

/**
 * Everything the page about one run shows.
 *
 * @param title what was trained on what
 * @param note one sentence on how the run ended, empty when there is nothing to say
 * @param epochs in the order they were trained; may be empty
 * @param bestEpoch the number of the epoch whose weights are what the run has come to, as far as it
 *     is; 0 before the first
 * @param configuration setting by setting, in the order to show them
 * @param layers the model table, in the order of the forward pass
 * @param environment device, JDK, seed, version and the like, in the order to show them
 * @param tables what else was measured; may be empty
 */
public record RunReport(
    String title,
    String note,
    List<Epoch> epochs,
    int bestEpoch,
    Map<String, String> configuration,
    List<LayerRow> layers,
    Map<String, String> environment,
    List<Grid> tables) {
  /** Copies the collections, keeping their order. */
  public RunReport {
    epochs = Collections.unmodifiableList(new ArrayList<>(epochs));
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    layers = List.copyOf(layers);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    tables = List.copyOf(tables);
  }

  /** A report of a run that comes to the weights of its last epoch, without further tables. */
  public RunReport(
      String title,
      String note,
      List<Epoch> epochs,
      Map<String, String> configuration,
      List<LayerRow> layers,
      Map<String, String> environment) {
    this(title, note, epochs, epochs.size(), configuration, layers, environment, List.of());
  }

  /** Returns the epoch whose weights the run has come to. */
  Epoch best() {
    return epochs.get(bestEpoch - 1);
  }

  /** Returns whether any epoch was judged by averaged weights. */
  boolean hasAverages() {
    return epochs.stream().anyMatch(epoch -> epoch.weights() != Weights.TRAINED);
  }

  /** Returns the number of parameters of all layers. */
  public long parameters() {
    return outermost().mapToLong(LayerRow::parameters).sum();
  }

  /** Returns the operations of a forward pass of all layers over a batch. */
  public double operations() {
    return outermost().mapToDouble(LayerRow::operations).sum();
  }

  /** Returns the bytes that all layers keep of a batch for the backward pass. */
  public long keptBytes() {
    return outermost().mapToLong(LayerRow::keptBytes).sum();
  }

  /** The rows that are no part of another: what these have is in that one's row, too. */
  private Stream<LayerRow> outermost() {
    return layers.stream()
        .filter(
            row -> layers.stream().noneMatch(outer -> row.name().startsWith(outer.name() + ".")));
  }

  /** Returns whether any epoch was also judged by samples held back for validation. */
  public boolean hasValidation() {
    return epochs.stream().anyMatch(epoch -> epoch.validation() != null);
  }
}
