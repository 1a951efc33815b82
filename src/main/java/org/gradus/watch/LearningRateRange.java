package org.gradus.watch;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a range test has found.
 *
 * @param finder its settings
 * @param points a point a step, in their order
 * @param suggestion the rate at which the smoothed loss fell fastest, on its way from where it was
 *     first below the start by more than batches differ down to its least value; none if it did not
 *     fall
 * @param divergence the rate at which the loss had diverged; none if it did not
 */
public record LearningRateRange(
    LearningRateFinder finder,
    List<Point> points,
    OptionalDouble suggestion,
    OptionalDouble divergence) {
  /** The smoothed loss is the mean over this share of all steps to either side. */
  private static final double REACH = 0.05;

  /** A loss that falls by less than this share has not fallen. */
  private static final double LEAST_FALL = 0.02;

  /** Nor has one that falls by less than so many standard errors of the fall. */
  private static final double LEAST_SIGNAL = 4;

  /** Where it is below the start by so many, a fall has begun. */
  private static final double FIRST_SIGNAL = 2;

  /**
   * A step of the test.
   *
   * @param rate the learning rate
   * @param loss of the step's batch, before the step
   * @param smoothed the mean of the losses around it, to either side as many
   */
  public record Point(double rate, double loss, double smoothed) {}

  /** Keeps an unmodifiable copy. */
  public LearningRateRange {
    points = List.copyOf(points);
  }

  /**
   * Reads the losses of a test.
   *
   * @param losses of the steps that were done
   * @param diverged whether the test ended because the loss had diverged
   */
  static LearningRateRange of(LearningRateFinder finder, List<Double> losses, boolean diverged) {
    int reach = reach(finder);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      // As far to the left as to the right: a lopsided mean would move the curve along the rates.
      int near = Math.min(reach, Math.min(i, losses.size() - 1 - i));
      double mean =
          losses.subList(i - near, i + near + 1).stream().mapToDouble(each -> each).sum()
              / (2 * near + 1);
      points.add(new Point(finder.rate(i), losses.get(i), mean));
    }
    int steepest = steepest(points, reach);
    return new LearningRateRange(
        finder,
        points,
        steepest < 0 ? OptionalDouble.empty() : OptionalDouble.of(points.get(steepest).rate()),
        diverged ? OptionalDouble.of(finder.rate(losses.size())) : OptionalDouble.empty());
  }

  private static int reach(LearningRateFinder finder) {
    return Math.max(1, (int) Math.round(REACH * finder.steps()));
  }

  /** Where the smoothed loss falls fastest in the fall to its least value; -1 where it does not. */
  private static int steepest(List<Point> points, int reach) {
    int least = least(points, reach);
    if (least < 0) {
      return -1;
    }
    double start = start(points);
    double error = standardError(points, reach);
    double share = LEAST_FALL * Math.abs(start);
    double fallen = start - points.get(least).smoothed();
    if (!(fallen > Math.max(share, LEAST_SIGNAL * error))) {
      return -1;
    }
    // What falls before that is by what batches differ, at rates that do nothing yet.
    double begun = start - Math.max(share, FIRST_SIGNAL * error);
    int steepest = least;
    double most = 0;
    for (int i = least; i > 0 && points.get(i).smoothed() < begun; i--) {
      double fall = slope(points, i, reach);
      if (fall >= most) {
        most = fall;
        steepest = i;
      }
    }
    return steepest;
  }

  /** By how much the smoothed loss falls from {@code reach} points before to as many after. */
  private static double slope(List<Point> points, int at, int reach) {
    int near = Math.min(reach, Math.min(at, points.size() - 1 - at));
    double fall = points.get(at - near).smoothed() - points.get(at + near).smoothed();
    return near == 0 ? 0 : fall / near;
  }

  /** The least smoothed loss, at the ends none that is the mean of fewer; -1 without points. */
  private static int least(List<Point> points, int reach) {
    int margin = points.size() > 2 * reach ? reach : 0;
    int least = points.isEmpty() ? -1 : margin;
    for (int i = margin; i < points.size() - margin; i++) {
      least = points.get(i).smoothed() < points.get(least).smoothed() ? i : least;
    }
    return least;
  }

  /** The mean loss of the first tenth of the points, where rates are small yet. */
  private static double start(List<Point> points) {
    int count = first(points);
    return points.stream().limit(count).mapToDouble(Point::loss).average().orElse(Double.NaN);
  }

  private static int first(List<Point> points) {
    return Math.max(1, points.size() / 10);
  }

  /** The standard error of the start less a smoothed loss, where both are of the same losses. */
  private static double standardError(List<Point> points, int reach) {
    return noise(points) * Math.sqrt(1.0 / first(points) + 1.0 / (2 * reach + 1));
  }

  /**
   * The standard deviation of a batch's loss, from the second differences of the first half: these
   * leave out what is a straight line, such as a fall over many steps.
   */
  private static double noise(List<Point> points) {
    int count = points.size() / 2;
    double sum = 0;
    for (int i = 1; i < count - 1; i++) {
      double bend = points.get(i - 1).loss() - 2 * points.get(i).loss() + points.get(i + 1).loss();
      sum += bend * bend / 6; // its variance is 1 + 4 + 1 times that of a loss
    }
    return count < 3 ? 0 : Math.sqrt(sum / (count - 2));
  }

  /** The point with the least smoothed loss, but for the ends, where fewer losses are smoothed. */
  public Point least() {
    if (points.isEmpty()) {
      throw new IllegalStateException("the test has no points");
    }
    return points.get(least(points, reach(finder)));
  }

  /** What was found, in a sentence with its numbers. */
  public String evidence() {
    if (points.isEmpty()) {
      return "the loss was not finite from the first step on";
    }
    String start = number(start(points));
    String fall =
        suggestion.isEmpty()
            ? "the loss did not fall: it began at %s, and the least was %s, at rate %s"
                .formatted(start, number(least().smoothed()), rate(least().rate()))
            : "the loss fell fastest at rate %s; it began at %s and was least, %s, at rate %s"
                .formatted(
                    rate(suggestion.getAsDouble()),
                    start,
                    number(least().smoothed()),
                    rate(least().rate()));
    return fall
        + (divergence.isEmpty()
            ? "; up to rate %s it did not diverge".formatted(rate(points.getLast().rate()))
            : "; it had diverged at rate %s".formatted(rate(divergence.getAsDouble())));
  }

  /** A rate in three digits, such as {@code 0.0123}, {@code 10} or {@code 1.00e-07}. */
  public static String rate(double rate) {
    return rate < 1e-3
        ? String.format(Locale.ROOT, "%.2e", rate)
        : new BigDecimal(rate).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String number(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }
}
