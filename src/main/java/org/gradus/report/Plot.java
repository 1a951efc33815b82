package org.gradus.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.report.Series.Style;
import org.jspecify.annotations.Nullable;

/**
 * Series over two axes; each method returns a plot with more in it.
 *
 * <pre>{@code
 * Plot.of("Loss", Axis.linear("epoch"), Axis.log("loss (cross-entropy)"))
 *     .line("rate 0.1", epochs, losses)
 *     .dashed("rate 0.1, test", epochs, testLosses)
 * }</pre>
 *
 * @param title what stands above it
 * @param says one or two sentences that say how to read it; may be empty
 * @param x the axis at the bottom
 * @param y the axis at the left
 * @param categories the names of the bars, in their order; empty for other plots
 * @param series at least one when it is shown
 * @param contours lines of equal height beneath the series; null for none
 * @param wide whether it takes the page's whole width
 */
public record Plot(
    String title,
    String says,
    Axis x,
    Axis y,
    List<String> categories,
    List<Series> series,
    @Nullable Contours contours,
    boolean wide)
    implements Exhibit {
  /** Keeps copies. */
  public Plot {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
  }

  /** A plot with nothing in it yet, half as wide as a wide page. */
  public static Plot of(String title, Axis x, Axis y) {
    return new Plot(title, "", x, y, List.of(), List.of(), null, false);
  }

  /** A plot of bars, a group of them over each category. */
  public static Plot bars(String title, String what, List<String> categories, Axis y) {
    return new Plot(title, "", Axis.linear(what), y, categories, List.of(), null, false);
  }

  /** With a line through these points. */
  public Plot line(String label, double[] xs, double[] ys) {
    return with(Series.of(label, Style.LINE, xs, ys));
  }

  /** With a line through points at {@code first}, {@code first + 1} and so on. */
  public Plot line(String label, int first, double[] ys) {
    return line(label, from(first, ys.length), ys);
  }

  /** With a dashed line in the colour of the series before. */
  public Plot dashed(String label, double[] xs, double[] ys) {
    return with(Series.of(label, Style.DASHED, xs, ys));
  }

  /** With a dashed line through points at {@code first}, {@code first + 1} and so on. */
  public Plot dashed(String label, int first, double[] ys) {
    return dashed(label, from(first, ys.length), ys);
  }

  /** With a thin line in the colour of text, to compare the others with. */
  public Plot reference(String label, double[] xs, double[] ys) {
    return with(Series.of(label, Style.REFERENCE, xs, ys));
  }

  /** With points and no line. */
  public Plot points(String label, double[] xs, double[] ys) {
    return with(Series.of(label, Style.POINTS, xs, ys));
  }

  /** With how something moved: a line with a mark at each place and a larger one at its end. */
  public Plot path(String label, double[] xs, double[] ys) {
    return with(Series.of(label, Style.PATH, xs, ys));
  }

  /**
   * With a bar over each category.
   *
   * @throws IllegalArgumentException if there is not a value for each
   */
  public Plot bar(String label, double... values) {
    if (values.length != categories.size()) {
      throw new IllegalArgumentException(
          "plot '%s': %d bars for %s".formatted(title, values.length, categories));
    }
    return with(Series.of(label, Style.BARS, from(0, values.length), values));
  }

  /** With these points, drawn as they say. */
  public Plot with(Series more) {
    List<Series> all = new ArrayList<>(series);
    all.add(more);
    return new Plot(title, says, x, y, categories, all, contours, wide);
  }

  /** Over lines of equal height. */
  public Plot over(Contours lines) {
    return new Plot(title, says, x, y, categories, series, lines, wide);
  }

  /** As wide as the page. */
  public Plot widely() {
    return new Plot(title, says, x, y, categories, series, contours, true);
  }

  /** With a sentence on how to read it. */
  public Plot saying(String sentence) {
    return new Plot(title, sentence, x, y, categories, series, contours, wide);
  }

  /** The numbers {@code first}, {@code first + 1} and so on. */
  public static double[] from(int first, int count) {
    return IntStream.range(first, first + count).asDoubleStream().toArray();
  }

  /** So many numbers from {@code low} to {@code high}, both among them, at equal distances. */
  public static double[] range(double low, double high, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> low + (high - low) * i / (count - 1));
    return values;
  }
}
