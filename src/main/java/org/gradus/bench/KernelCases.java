package org.gradus.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.op.DType;
import org.gradus.op.OpNames;
import org.gradus.op.View;

/**
 * What is measured: every kind of kernel at sizes that no cache holds, and matrix products of the
 * usual sizes. To measure a new op, add it to the file of its family.
 */
final class KernelCases {
  private KernelCases() {}

  /** All cases, by family, memory-bound ones over {@code traffic} bytes, which some move twice. */
  static List<KernelCase> all(long traffic, boolean quick) {
    Sizes sizes = new Sizes(traffic, quick);
    List<KernelCase> cases = new ArrayList<>();
    for (DType dtype : List.of(DType.F32, DType.BF16)) {
      MoveCases.add(cases, dtype, sizes);
      PointwiseCases.add(cases, dtype, sizes);
      RowCases.add(cases, dtype, sizes);
      IndexCases.add(cases, dtype, sizes);
      UpdateCases.add(cases, dtype, sizes);
      ProductCases.add(cases, dtype, sizes);
    }
    cases.sort(Comparator.comparing(KernelCase::family)); // stable: types stay in order
    Set<String> seen = new HashSet<>(); // tiny sizes make one case of several
    return cases.stream().filter(one -> seen.add(one.toString())).toList();
  }

  /** A plain copy, what all others are set against. */
  static KernelCase copy(DType dtype, long traffic) {
    int rows = new Sizes(traffic, false).rows(2.0 * dtype.bytes());
    return KernelCase.of("copy", new View.Concat(0), Operand.normal(dtype, rows, Sizes.COLUMNS));
  }

  /**
   * The cases of these families, all if there are none.
   *
   * @throws IllegalArgumentException if one is unknown, with the names of those there are
   */
  static List<KernelCase> ofFamilies(Set<String> families, List<KernelCase> cases) {
    Set<String> known = new TreeSet<>();
    cases.forEach(one -> known.add(one.family()));
    for (String family : families) {
      if (!known.contains(family)) {
        throw new IllegalArgumentException(
            "unknown family '%s'; there are %s".formatted(family, String.join(", ", known)));
      }
    }
    return families.isEmpty()
        ? cases
        : cases.stream().filter(one -> families.contains(one.family())).toList();
  }

  /**
   * The cases of the op {@code name}, all if it is empty.
   *
   * @throws IllegalArgumentException if there are none, with the names that are nearest
   */
  static List<KernelCase> named(String name, List<KernelCase> cases) {
    if (name.isEmpty()) {
      return cases;
    }
    List<KernelCase> found = cases.stream().filter(one -> one.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw OpNames.unknown(name, cases.stream().map(KernelCase::name).toList());
    }
    return found;
  }
}
