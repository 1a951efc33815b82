package org.gradus.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which epochs' checkpoints a run directory keeps besides the last: {@code
 * checkpoints/epoch-0003.safetensors}. Each can be gone on from and used by itself.
 *
 * <pre>{@code
 * .keep(Keep.every(10).andBest(3))
 * }</pre>
 *
 * @param every keeps each epoch whose number it divides; 0 for none
 * @param best keeps so many of the best epochs so far; 0 for none
 * @param by what makes an epoch better
 */
public record Keep(int every, int best, Measure by) {
  /** Keeps none. */
  public static final Keep NONE = new Keep(0, 0, Measure.LOSS);

  /** Checks the counts. */
  public Keep {
    if (every < 0 || best < 0) {
      throw new IllegalArgumentException(
          "checkpoints are kept every so many epochs, or so many of the best: %d, %d"
              .formatted(every, best));
    }
  }

  /** Keeps every n-th epoch. */
  public static Keep every(int epochs) {
    return new Keep(epochs, 0, Measure.LOSS);
  }

  /** Keeps the best epochs so far, by the loss of the validation data. */
  public static Keep best(int count) {
    return new Keep(0, count, Measure.LOSS);
  }

  /** The same, and the best epochs so far. */
  public Keep andBest(int count) {
    return new Keep(every, count, by);
  }

  /** The same with another figure that makes an epoch better. */
  public Keep by(Measure measure) {
    return new Keep(every, best, measure);
  }

  /** The numbers of those that are kept of the epochs done; of equally good ones the first. */
  Set<Integer> of(List<Epoch> epochs) {
    Set<Integer> kept = new TreeSet<>();
    epochs.stream()
        .map(Epoch::epoch)
        .filter(epoch -> every > 0 && epoch % every == 0)
        .forEach(kept::add);
    List<Epoch> ranked = new ArrayList<>(epochs);
    ranked.removeIf(epoch -> Double.isNaN(by.of(epoch)));
    Comparator<Epoch> order = Comparator.comparingDouble(by::of);
    ranked.sort(by == Measure.LOSS ? order : order.reversed());
    ranked.stream().limit(best).map(Epoch::epoch).forEach(kept::add);
    return kept;
  }
}
