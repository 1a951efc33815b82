package org.gradus.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.gradus.check.OpCase.Trait;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * The catalogue: at least one case for every op, and for every function, fold and comparison.
 *
 * <p>To cover a new op, add it to the file of its family. Extents are awkward on purpose: {1, 7,
 * 31, 33, 93, 257, 1024}, and some drawn by the seed.
 */
public final class OpCases {
  private OpCases() {}

  /** All cases; {@code seed} draws the shapes of some of them. */
  public static List<OpCase> all(long seed) {
    RandomStream random = new RandomStream(seed, Streams.of("check/shapes"));
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(LeafCases.all());
    cases.addAll(ViewCases.all(random));
    cases.addAll(UnaryCases.all(random));
    cases.addAll(ElementwiseCases.all(random));
    cases.addAll(ReduceCases.all(random));
    cases.addAll(ContractCases.all(random));
    cases.addAll(IndexCases.all());
    cases.addAll(SoftmaxCases.all(random));
    cases.addAll(NormCases.all());
    cases.addAll(BiasCases.all(random));
    cases.addAll(UpdateCases.all());
    cases.addAll(CustomCases.all());
    return List.copyOf(cases);
  }

  /** The cases of the quick run. */
  public static List<OpCase> quick(long seed) {
    return all(seed).stream().filter(one -> !one.is(Trait.FULL_ONLY)).toList();
  }

  /**
   * The cases that cover the op {@code name}.
   *
   * @throws IllegalArgumentException if there is no such op, with the names that are nearest
   */
  public static List<OpCase> of(String name, List<OpCase> cases) {
    List<OpCase> found = cases.stream().filter(one -> one.op().name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown op '%s'; did you mean %s?".formatted(name, String.join(", ", near(name))));
    }
    return found;
  }

  private static List<String> near(String name) {
    TreeSet<String> names = new TreeSet<>();
    all(0).forEach(one -> names.add(one.op().name()));
    return names.stream()
        .sorted(Comparator.comparingInt(known -> distance(name, known)))
        .limit(3)
        .toList();
  }

  /** Edits between two words (Levenshtein); a word within the other is one away. */
  private static int distance(String a, String b) {
    if (!a.isEmpty() && (a.contains(b) || b.contains(a))) {
      return 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
