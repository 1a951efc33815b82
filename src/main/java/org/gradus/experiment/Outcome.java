package org.gradus.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.report.Exhibit;

/**
 * What an experiment came to.
 *
 * @param finding the answer, in a paragraph made of the run's own numbers
 * @param numbers the outcome by name, such as {@code accuracy/he}
 * @param exhibits plots and tables, in the order they are to be seen
 */
public record Outcome(String finding, Map<String, Double> numbers, List<Exhibit> exhibits) {
  /** Keeps unmodifiable copies in the given order. */
  public Outcome {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    exhibits = List.copyOf(exhibits);
  }

  /**
   * The number of that name.
   *
   * @throws IllegalArgumentException if there is none, with the names there are
   */
  public double number(String name) {
    Double number = numbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          "no number '%s'; there are %s".formatted(name, String.join(", ", numbers.keySet())));
    }
    return number;
  }
}
