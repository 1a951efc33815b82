package org.gradus.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.report.Exhibit;

/**
 * Collects what an experiment finds, in the order it is to be seen.
 *
 * <pre>{@code
 * Findings findings = new Findings();
 * findings.number("loss/first", losses[0]);
 * findings.show(Plot.of("Loss", Axis.linear("step"), Axis.log("loss")).line("", 0, losses));
 * return findings.conclude("The loss falls from %s.".formatted(losses[0]));
 * }</pre>
 */
public final class Findings {
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final List<Exhibit> exhibits = new ArrayList<>();

  /**
   * Takes a number, and returns it. Names are words in small letters, with slashes from the general
   * to the particular: {@code accuracy/relu/he}. Infinity and NaN are numbers, too.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public double number(String name, double value) {
    if (numbers.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("there is a number '" + name + "' already");
    }
    return value;
  }

  /**
   * A number that was taken before.
   *
   * @throws IllegalArgumentException if there is none of that name, with the names there are
   */
  public double get(String name) {
    return new Outcome("", numbers, List.of()).number(name);
  }

  /** Takes a plot or a table. */
  public Findings show(Exhibit exhibit) {
    exhibits.add(exhibit);
    return this;
  }

  /** What was found, with the answer in a paragraph. */
  public Outcome conclude(String finding) {
    return new Outcome(finding, numbers, exhibits);
  }
}
