package org.gradus.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the page about an experiment shows.
 *
 * @param name the experiment's name
 * @param lesson the lesson it belongs to
 * @param question what it asks
 * @param finding what came out, in a paragraph
 * @param exhibits plots and tables, in their order
 * @param numbers the outcome by name
 * @param environment where and how it ran, by name
 */
public record ExperimentReport(
    String name,
    int lesson,
    String question,
    String finding,
    List<Exhibit> exhibits,
    Map<String, Double> numbers,
    Map<String, String> environment) {
  /** Keeps unmodifiable copies in the given order. */
  public ExperimentReport {
    exhibits = List.copyOf(exhibits);
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
