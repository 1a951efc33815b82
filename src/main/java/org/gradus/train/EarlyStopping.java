package org.gradus.train;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When to end a training that gets no better on its validation data. The weights of the best epoch
 * are what is left of it, whether it ends early or not.
 *
 * <pre>{@code
 * .validationSplit(0.1).earlyStopping(EarlyStopping.patience(5).minDelta(0.001))
 * }</pre>
 *
 * <p>All of it follows from the epochs done, so a resumed training stops where an uninterrupted one
 * would; one that has stopped may go on with more patience.
 *
 * @param patience epochs in a row that are not better than the best before training ends
 * @param minDelta by how much more than this an epoch must be better to count
 * @param by what makes an epoch better
 */
public record EarlyStopping(int patience, double minDelta, Measure by) {
  /** Checks the settings. */
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be at least 1: " + patience);
    }
    if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the least improvement must be zero or a positive finite number: " + minDelta);
    }
  }

  /**
   * Ends a training whose validation loss has not fallen for so many epochs.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static EarlyStopping patience(int epochs) {
    return new EarlyStopping(epochs, 0, Measure.LOSS);
  }

  /** The same where smaller improvements do not count. */
  public EarlyStopping minDelta(double least) {
    return new EarlyStopping(patience, least, by);
  }

  /** The same by another figure. */
  public EarlyStopping by(Measure measure) {
    return new EarlyStopping(patience, minDelta, measure);
  }

  /** The best of some epochs, the first of equally good ones; null if none has a figure. */
  public @Nullable Epoch best(List<Epoch> epochs) {
    Epoch best = null;
    for (Epoch epoch : epochs) {
      best = by.better(best, epoch, minDelta);
    }
    return best;
  }

  /** Why a training that has done these epochs ends; null if it goes on. */
  public @Nullable String verdict(List<Epoch> epochs) {
    Epoch best = best(epochs);
    int waited = epochs.size() - (best == null ? 0 : best.epoch());
    if (waited < patience) {
      return null;
    }
    String count = patience == 1 ? "1 epoch" : patience + " epochs";
    String margin = minDelta == 0 ? "" : " by more than " + minDelta;
    return best == null
        ? "the validation %s was no number for %s".formatted(by, count)
        : String.format(
            Locale.ROOT,
            "the validation %s has not been better than the %.4f of epoch %d%s for %s",
            by,
            by.of(best),
            best.epoch(),
            margin,
            count);
  }

  /** What two trainings must share for one to go on where the other stopped. */
  String fact() {
    return "by " + by + (minDelta == 0 ? "" : ", by more than " + minDelta);
  }
}
