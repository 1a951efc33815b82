package org.gradus.watch;

import java.util.List;
import org.gradus.train.Epoch;

/**
 * How a training goes, and what says so.
 *
 * @param kind in one word
 * @param evidence in half a sentence, with the numbers
 */
public record Convergence(Kind kind, String evidence) {
  /** What can be said of a training. */
  public enum Kind {
    /** The loss has fallen, and no longer does. */
    CONVERGED("converged"),
    /** The loss does not fall, and never did much; or the model does no better than guessing. */
    STALLED("stalled"),
    /** The loss has been lower before, and goes up and down. */
    UNSTEADY("unsteady"),
    /** The training loss rises. */
    DIVERGING("diverging"),
    /** The validation loss rises while the training loss clearly falls. */
    OVERFITTING("overfitting"),
    /** The loss falls still. */
    IMPROVING("still improving"),
    /** There are too few epochs to say. */
    TOO_SHORT("too short to tell");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The kind in words. */
    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * What the epochs say by {@link ConvergenceRules#USUAL}, where it is not known how many classes
   * there are: what guesses may pass for more then.
   */
  public static Convergence of(List<Epoch> epochs) {
    return ConvergenceRules.USUAL.judge(epochs);
  }

  /**
   * What the epochs say by {@link ConvergenceRules#USUAL}.
   *
   * @param classes among which the model chooses
   */
  public static Convergence of(List<Epoch> epochs, int classes) {
    return ConvergenceRules.USUAL.judge(epochs, classes);
  }

  /** What is said of a training that stopped because of {@code failure}. */
  public static Convergence failed(String failure) {
    return new Convergence(Kind.DIVERGING, failure);
  }

  /** Kind and evidence, such as {@code diverging: the training loss rose from ...}. */
  @Override
  public String toString() {
    return kind + ": " + evidence;
  }
}
