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
 * @param suggestion the rate at which the smoothed loss fell fastest as the rate grew; none if it
 *     did not fall
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

  /** Nor has one that falls by less than so many times what batches differ by. */
  private static final double LEAST_SIGNAL = 3;

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
    int reach = Math.max(1, (int) Math.round(REACH * finder.steps()));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      // As far to the left as to the right: a lopsided mean would move the curve along the rates.
      int near = Math.min(reach, Math.min(i, losses.size() - 1 - i));
      double mean =
          losses.subList(i - near, i + near + 1).stream().mapToDouble(each -> each).sum()
              / (2 * near + 1);
      points.add(new Point(finder.rate(i), losses.get(i), mean));
    }
    int steepest = steepest(points);
    return new LearningRateRange(
        finder,
        points,
        steepest < 0 ? OptionalDouble.empty() : OptionalDouble.of(points.get(steepest).rate()),
        diverged ? OptionalDouble.of(finder.rate(losses.size())) : OptionalDouble.empty());
  }

  /** Where the smoothed loss falls fastest before its least value; -1 where it does not fall. */
  private static int steepest(List<Point> points) {
    int least = 0;
    for (int i = 1; i < points.size(); i++) {
      least = points.get(i).smoothed() < points.get(least).smoothed() ? i : least;
    }
    double start = start(points);
    double fallen = points.isEmpty() ? 0 : start - points.get(least).smoothed();
    if (!(fallen > LEAST_FALL * start && fallen > LEAST_SIGNAL * scatter(points))) {
      return -1;
    }
    int steepest = -1;
    double fall = 0;
    for (int i = 1; i < Math.min(least + 1, points.size() - 1); i++) {
      double here = points.get(i - 1).smoothed() - points.get(i + 1).smoothed();
      if (here > fall) {
        fall = here;
        steepest = i;
      }
    }
    return steepest;
  }

  /** The mean loss of the first tenth of the points, where rates are small yet. */
  private static double start(List<Point> points) {
    int count = Math.max(1, points.size() / 10);
    return points.stream().limit(count).mapToDouble(Point::loss).average().orElse(Double.NaN);
  }

  /** By how much losses differ from the smoothed ones, as root mean square over the first half. */
  private static double scatter(List<Point> points) {
    return Math.sqrt(
        points.stream()
            .limit(points.size() / 2)
            .mapToDouble(point -> Math.pow(point.loss() - point.smoothed(), 2))
            .average()
            .orElse(0));
  }

  /** The point with the least smoothed loss. */
  public Point least() {
    return points.stream()
        .min((a, b) -> Double.compare(a.smoothed(), b.smoothed()))
        .orElseThrow(() -> new IllegalStateException("the test has no points"));
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
