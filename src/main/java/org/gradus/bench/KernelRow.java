package org.gradus.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was measured of one case.
 *
 * @param family what it is listed under
 * @param op the op's name
 * @param shapes its operands' shapes
 * @param dtype the element type, or {@code tf32} for products of F32 that are rounded to it
 * @param kernels the kernels that were launched, in order
 * @param provider whose kernels they are: {@link #OWN} or the name of a library
 * @param times a run's time by the device's clock
 * @param bytes bytes to be read and written at the least
 * @param operations floating-point operations: a product's multiplications and additions; for the
 *     others a count by which they have a place in a roofline, see {@link Arithmetic}
 * @param product whether it is a matrix product, which arithmetic bounds and not memory
 * @param share the speed as a part of what it is set against: of a copy in the same minute, or of
 *     the fastest matrix product of the run
 */
public record KernelRow(
    String family,
    String op,
    String shapes,
    String dtype,
    List<String> kernels,
    String provider,
    Times times,
    long bytes,
    double operations,
    boolean product,
    double share) {
  /** The provider of Gradus's own kernels. */
  public static final String OWN = "gradus";

  /** Keeps an unmodifiable copy. */
  public KernelRow {
    kernels = List.copyOf(kernels);
  }

  /** Bytes moved in a nanosecond, which are GB/s. */
  public double gigabytesPerSecond() {
    return bytes / times.median();
  }

  /** Operations in a nanosecond, which are GFLOP/s. */
  public double gigaflops() {
    return operations / times.median();
  }

  /** Operations for each byte moved. */
  public double intensity() {
    return operations / Math.max(1, bytes);
  }

  /** What is listed: op, shapes and element type, and whose kernels they are. */
  public String title() {
    return title("%s %s %s".formatted(op, shapes, dtype), provider);
  }

  /** The title of a case that is measured with this provider's kernels. */
  static String title(String one, String provider) {
    return provider.equals(OWN) ? one : one + " " + provider;
  }

  /** The same with another share. */
  KernelRow withShare(double other) {
    return new KernelRow(
        family, op, shapes, dtype, kernels, provider, times, bytes, operations, product, other);
  }

  /**
   * The rows with each product's share of the fastest product of its element type.
   *
   * @param others more products that may be the fastest
   */
  static List<KernelRow> ofFastest(List<KernelRow> rows, List<KernelRow> others) {
    return rows.stream().map(row -> row.product ? row.besides(rows, others) : row).toList();
  }

  private KernelRow besides(List<KernelRow> rows, List<KernelRow> others) {
    double best =
        Stream.concat(rows.stream(), others.stream())
            .filter(row -> row.product && row.dtype.equals(dtype))
            .mapToDouble(KernelRow::gigaflops)
            .max()
            .orElseThrow();
    return withShare(gigaflops() / best);
  }
}
