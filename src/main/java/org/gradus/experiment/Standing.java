package org.gradus.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers by name, of which a sentence tells the largest and the smallest. NaN is neither. */
final class Standing {
  private final Map<String, Double> numbers = new LinkedHashMap<>();

  /** One of them. */
  record Place(String name, double value) {}

  /** Takes a number, and returns it. */
  double add(String name, double value) {
    numbers.put(name, value);
    return value;
  }

  /** The number of that name; NaN if there is none. */
  double of(String name) {
    return numbers.getOrDefault(name, Double.NaN);
  }

  /** The largest, the first of equal ones; NaN by no name if there is none. */
  Place highest() {
    return first(1);
  }

  /** The smallest, the first of equal ones; NaN by no name if there is none. */
  Place lowest() {
    return first(-1);
  }

  private Place first(int sign) {
    Place first = new Place("none", Double.NaN);
    for (Map.Entry<String, Double> number : numbers.entrySet()) {
      double value = number.getValue();
      if (!Double.isNaN(value) && !(sign * value <= sign * first.value)) {
        first = new Place(number.getKey(), value);
      }
    }
    return first;
  }
}
