package org.gradus.watch;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.watch.Convergence.Kind;
import org.jspecify.annotations.Nullable;

/**
 * When a training counts as converged, stalled, unsteady, diverging or overfitting.
 *
 * <p>The judged loss is the validation loss, or the training loss where there is no validation. The
 * rules are asked in this order:
 *
 * <ol>
 *   <li>diverging: the judged loss of the last epoch is not finite, or its training loss is above
 *       that of the first by more than {@code rise}, or has risen in each of the last {@code
 *       window} epochs, by more than {@code rise} in all;
 *   <li>guessing, which is stalled: in each of the last {@code window} epochs, of more than that,
 *       the accuracy, both in training and in validation, was what guessing gets: below {@code
 *       guess} times 1 right answer for each {@code classes - 1} wrong ones. It takes a known
 *       number of classes. Whatever such a loss does, nothing is learnt;
 *   <li>overfitting: the validation loss is above its least by more than {@code rise}, while the
 *       training loss has clearly fallen since the epoch of that least: by more than {@code rise},
 *       and by more than it rises on average in those epochs since in which it rises. The accuracy
 *       is better than that of guessing;
 *   <li>unsteady: the least judged loss of the last {@code window} epochs is above the least before
 *       by more than {@code rise}, and by more than {@code progress} of the first epoch's;
 *   <li>flat: the least judged loss of the last {@code window} epochs is below the least before by
 *       less than {@code progress}. Flat is converged if the judged loss has fallen from the first
 *       epoch by at least {@code learnt}, or the judged accuracy has reached {@code accuracy}; else
 *       it is stalled. No curve can say whether more could be reached.
 * </ol>
 *
 * @param window epochs, at least 1
 * @param progress share of a loss, in (0, 1)
 * @param rise share of a loss, positive
 * @param learnt share of a loss, in (0, 1)
 * @param accuracy share of right answers, in (0, 1]
 * @param guess ratio of right to wrong answers, in multiples of that of guessing; at least 1
 */
public record ConvergenceRules(
    int window, double progress, double rise, double learnt, double accuracy, double guess) {
  /**
   * 3 epochs; 1 % of progress; a rise of 10 %; a fall of 10 % learnt; accuracy 0.9; 1.4 times
   * guessing, which is an accuracy of 0.135 for 10 classes and of 0.583 for 2.
   */
  public static final ConvergenceRules USUAL = new ConvergenceRules(3, 0.01, 0.1, 0.1, 0.9, 1.4);

  /**
   * Checks the thresholds.
   *
   * @throws IllegalArgumentException naming the one that is out of its range
   */
  public ConvergenceRules {
    require("window", window >= 1, "at least 1", window);
    require("progress", progress > 0 && progress < 1, "between 0 and 1", progress);
    require("rise", rise > 0, "positive", rise);
    require("learnt", learnt > 0 && learnt < 1, "between 0 and 1", learnt);
    require("accuracy", accuracy > 0 && accuracy <= 1, "above 0 and at most 1", accuracy);
    require("guess", guess >= 1, "at least 1", guess);
  }

  private static void require(String name, boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s: %s".formatted(name, rule, value));
    }
  }

  /** What the epochs done so far say, where it is not known how many classes there are. */
  public Convergence judge(List<Epoch> epochs) {
    return judge(epochs, 0);
  }

  /**
   * What the epochs done so far say.
   *
   * @param classes among which the model chooses; below 2 if that is not known
   */
  public Convergence judge(List<Epoch> epochs, int classes) {
    Convergence found = diverging(epochs);
    boolean guesses = guesses(epochs, classes);
    if (found == null) {
      found = guesses ? guessing(epochs, classes) : overfitting(epochs);
    }
    if (found != null) {
      return found;
    }
    return epochs.size() <= window
        ? new Convergence(
            Kind.TOO_SHORT,
            "%d of the %d epochs it takes to tell".formatted(epochs.size(), window + 1))
        : progress(epochs);
  }

  private @Nullable Convergence diverging(List<Epoch> epochs) {
    if (epochs.isEmpty()) {
      return null;
    }
    Epoch first = epochs.getFirst();
    Epoch last = epochs.getLast();
    if (!Double.isFinite(last.judgedLoss())) {
      String what = "the loss of epoch %d is %s".formatted(last.epoch(), last.judgedLoss());
      return new Convergence(Kind.DIVERGING, what);
    }
    Epoch before = epochs.get(Math.max(0, epochs.size() - 1 - window));
    if (last.trainLoss() > (1 + rise) * first.trainLoss()) {
      return new Convergence(Kind.DIVERGING, rose("training", first, last, Epoch::trainLoss));
    }
    boolean rises = epochs.size() > window;
    for (int i = epochs.size() - window; rises && i < epochs.size(); i++) {
      rises = epochs.get(i).trainLoss() > epochs.get(i - 1).trainLoss();
    }
    return rises && last.trainLoss() > (1 + rise) * before.trainLoss()
        ? new Convergence(Kind.DIVERGING, rose("training", before, last, Epoch::trainLoss))
        : null;
  }

  /** Whether the last epochs get no more right than guessing does. */
  private boolean guesses(List<Epoch> epochs, int classes) {
    List<Epoch> recent = epochs.subList(Math.max(0, epochs.size() - window), epochs.size());
    return classes >= 2
        && !recent.isEmpty()
        && recent.stream()
            .allMatch(
                epoch ->
                    isGuess(epoch.trainAccuracy(), classes) && isGuess(accuracy(epoch), classes));
  }

  private boolean isGuess(double right, int classes) {
    return right * (classes - 1) < guess * (1 - right);
  }

  private @Nullable Convergence guessing(List<Epoch> epochs, int classes) {
    if (epochs.size() <= window) {
      return null;
    }
    Epoch last = epochs.getLast();
    Evaluation judged = last.validation();
    String what =
        "after %d epochs the accuracy, %s%s, is that of guessing among %d classes; the training loss is %s, from %s in epoch 1"
            .formatted(
                last.epoch(),
                percent(last.trainAccuracy()),
                judged == null
                    ? ""
                    : " in training and %s in validation".formatted(percent(judged.accuracy())),
                classes,
                number(last.trainLoss()),
                number(epochs.getFirst().trainLoss()));
    return new Convergence(Kind.STALLED, what);
  }

  private @Nullable Convergence overfitting(List<Epoch> epochs) {
    if (epochs.isEmpty()) {
      return null;
    }
    Epoch best = best(epochs);
    Epoch last = epochs.getLast();
    Evaluation judged = last.validation();
    boolean overfits =
        judged != null
            && judged.loss() > (1 + rise) * best.judgedLoss()
            && hasClearlyFallen(epochs.subList(epochs.indexOf(best), epochs.size()));
    return overfits
        ? new Convergence(
            Kind.OVERFITTING,
            "%s while the training loss fell from %s to %s"
                .formatted(
                    rose("validation", best, last, Epoch::judgedLoss),
                    number(best.trainLoss()),
                    number(last.trainLoss())))
        : null;
  }

  /** Whether the training loss has fallen by more than it goes up and down by. */
  private boolean hasClearlyFallen(List<Epoch> since) {
    double start = since.getFirst().trainLoss();
    double fallen = start - since.getLast().trainLoss();
    double rises = 0;
    int rising = 0;
    for (int i = 1; i < since.size(); i++) {
      double risen = since.get(i).trainLoss() - since.get(i - 1).trainLoss();
      rises += Math.max(0, risen);
      rising += risen > 0 ? 1 : 0;
    }
    return fallen > rise * start && (rising == 0 || fallen > rises / rising);
  }

  private Convergence progress(List<Epoch> epochs) {
    int recent = epochs.size() - window;
    Epoch before = best(epochs.subList(0, recent));
    Epoch now = best(epochs.subList(recent, epochs.size()));
    double fall = fall(before, now);
    String part = now.validation() == null ? "training" : "validation";
    String lately =
        "the least %s loss of the last %d epochs, %s, is %s that of before, %s (epoch %d)"
            .formatted(
                part,
                window,
                number(now.judgedLoss()),
                compared(fall),
                number(before.judgedLoss()),
                before.epoch());
    if (fall >= progress) {
      return new Convergence(Kind.IMPROVING, lately);
    }
    Epoch first = epochs.getFirst();
    double worse = now.judgedLoss() - before.judgedLoss();
    if (fall < -rise && worse > progress * first.judgedLoss()) {
      return new Convergence(Kind.UNSTEADY, unsteady(part, before, now, epochs.getLast()));
    }
    Epoch best = best(epochs);
    double right = accuracy(epochs.getLast());
    boolean hasLearnt = fall(first, best) >= learnt || right >= accuracy;
    String since =
        "%s; since epoch 1, %s, the loss has fallen by %s, and the accuracy is %s"
            .formatted(
                lately, number(first.judgedLoss()), percent(fall(first, best)), percent(right));
    return new Convergence(hasLearnt ? Kind.CONVERGED : Kind.STALLED, since);
  }

  private String unsteady(String part, Epoch before, Epoch now, Epoch last) {
    return "the least %s loss of the last %d epochs, %s, is above that of before, %s (epoch %d)%s"
        .formatted(
            part,
            window,
            number(now.judgedLoss()),
            number(before.judgedLoss()),
            before.epoch(),
            now.validation() == null
                ? ""
                : ", and the training loss went from %s to %s"
                    .formatted(number(before.trainLoss()), number(last.trainLoss())));
  }

  private static String compared(double fall) {
    return fall > 0 ? percent(fall) + " below" : "not below";
  }

  private static Epoch best(List<Epoch> epochs) {
    Epoch best = epochs.getFirst();
    for (Epoch epoch : epochs) {
      best = epoch.judgedLoss() < best.judgedLoss() ? epoch : best;
    }
    return best;
  }

  private static double fall(Epoch from, Epoch to) {
    double before = from.judgedLoss();
    return before == 0 ? 0 : (before - to.judgedLoss()) / Math.abs(before);
  }

  private static double accuracy(Epoch epoch) {
    Evaluation judged = epoch.validation();
    return judged == null ? epoch.trainAccuracy() : judged.accuracy();
  }

  private static String rose(String part, Epoch from, Epoch to, ToDoubleFunction<Epoch> loss) {
    return "the %s loss rose from %s (epoch %d) to %s (epoch %d)"
        .formatted(
            part,
            number(loss.applyAsDouble(from)),
            from.epoch(),
            number(loss.applyAsDouble(to)),
            to.epoch());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 0.01 ? "%.3g" : "%.4f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
