package org.gradus.op;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The names of ops as people write them. */
public final class OpNames {
  private static final int NEAR = 3;

  private OpNames() {}

  /** The error for {@code name}, which is none of {@code known}: it says which are nearest. */
  public static IllegalArgumentException unknown(String name, Collection<String> known) {
    String near =
        new TreeSet<>(known)
            .stream()
                .sorted(Comparator.comparingInt(each -> distance(name, each)))
                .limit(NEAR)
                .collect(Collectors.joining(", "));
    return new IllegalArgumentException("unknown op '%s'; did you mean %s?".formatted(name, near));
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
