package org.gradus.train;

import java.util.List;
import org.gradus.device.DeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a training came to.
 *
 * @param epochs all epochs, those before a resume among them
 * @param device where it was trained
 * @param state the trained parameters and statistics: with early stopping those of the best epoch
 * @param bestEpoch the number of the epoch that {@code state} is of; the last one without early
 *     stopping
 * @param stopReason why training ended before its last epoch; null if it did not
 * @param finishedBefore whether a resumed run was finished already, so that nothing was done
 */
public record TrainingResult(
    List<Epoch> epochs,
    DeviceInfo device,
    ModelState state,
    int bestEpoch,
    @Nullable String stopReason,
    boolean finishedBefore) {
  /** Keeps an unmodifiable copy. */
  public TrainingResult {
    epochs = List.copyOf(epochs);
  }

  /** The last epoch. */
  public Epoch last() {
    return epochs.getLast();
  }

  /** The epoch that the state is of. */
  public Epoch best() {
    return epochs.get(bestEpoch - 1);
  }

  /** Seconds of training in all, evaluation not counted. */
  public double seconds() {
    return epochs.stream().mapToDouble(Epoch::seconds).sum();
  }
}
