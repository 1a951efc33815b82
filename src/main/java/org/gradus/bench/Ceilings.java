package org.gradus.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The best that was measured on a device: no kernel is expected to be faster.
 *
 * @param copy bytes read and written in a nanosecond by the fastest copy, which are GB/s
 * @param read bytes read in a nanosecond
 * @param write bytes written in a nanosecond
 * @param products the fastest matrix product of each element type and provider
 */
public record Ceilings(
    OptionalDouble copy, OptionalDouble read, OptionalDouble write, List<KernelRow> products) {
  /**
   * The best of all rows.
   *
   * @param ceilings rows of kernels that were measured for this
   * @param kernels rows of the others, whose products may be faster
   */
  static Ceilings of(List<KernelRow> ceilings, List<KernelRow> kernels) {
    Map<String, KernelRow> products = new LinkedHashMap<>();
    Stream.concat(ceilings.stream(), kernels.stream())
        .filter(KernelRow::product)
        .sorted(Comparator.comparing(KernelRow::dtype))
        .forEach(row -> products.merge(row.dtype() + " " + row.provider(), row, Ceilings::faster));
    return new Ceilings(
        fastest(ceilings, CeilingCases.COPY),
        fastest(ceilings, CeilingCases.READ),
        fastest(ceilings, CeilingCases.WRITE),
        List.copyOf(products.values()));
  }

  private static KernelRow faster(KernelRow one, KernelRow other) {
    return other.gigaflops() > one.gigaflops() ? other : one;
  }

  private static OptionalDouble fastest(List<KernelRow> rows, String family) {
    return rows.stream()
        .filter(row -> row.family().equals(family))
        .mapToDouble(KernelRow::gigabytesPerSecond)
        .max();
  }
}
