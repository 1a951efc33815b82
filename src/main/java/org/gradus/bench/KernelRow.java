package org.gradus.bench;

import java.util.List;
import org.gradus.op.DType;

/**
 * What was measured of one case.
 *
 * @param family what it is listed under
 * @param op the op's name
 * @param shapes its operands' shapes
 * @param dtype the element type
 * @param kernels the kernels that were launched, in order
 * @param times a run's time in nanoseconds by the device's clock, from the fastest to the slowest
 * @param bytes bytes to be read and written at the least
 * @param operations floating-point operations of a matrix product, else 0
 * @param share the speed as a part of what it is set against: of a copy in the same minute, or of
 *     the fastest matrix product of the run
 */
public record KernelRow(
    String family,
    String op,
    String shapes,
    DType dtype,
    List<String> kernels,
    List<Long> times,
    long bytes,
    double operations,
    double share) {
  /** Keeps unmodifiable copies. */
  public KernelRow {
    kernels = List.copyOf(kernels);
    times = times.stream().sorted().toList();
  }

  /** Whether it is a matrix product, which arithmetic bounds and not memory. */
  public boolean isProduct() {
    return operations > 0;
  }

  /** The time that {@code part} of the runs were not slower than, in nanoseconds. */
  public double quantile(double part) {
    double at = part * (times.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, times.size() - 1);
    return times.get(below) + (at - below) * (times.get(above) - times.get(below));
  }

  /** The median time in nanoseconds. */
  public double median() {
    return Math.max(1, quantile(0.5));
  }

  /** The distance between the quartiles as a part of the median. */
  public double spread() {
    return (quantile(0.75) - quantile(0.25)) / median();
  }

  /** Bytes moved in a nanosecond, which are GB/s. */
  public double gigabytesPerSecond() {
    return bytes / median();
  }

  /** Operations in a nanosecond, which are GFLOP/s. */
  public double gigaflops() {
    return operations / median();
  }

  /** The same with another share. */
  KernelRow withShare(double other) {
    return new KernelRow(family, op, shapes, dtype, kernels, times, bytes, operations, other);
  }
}
