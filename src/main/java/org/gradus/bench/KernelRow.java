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
 * @param provider whose kernels they are: {@link #OWN} or the name of a library
 * @param times a run's time by the device's clock
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
    String provider,
    Times times,
    long bytes,
    double operations,
    double share) {
  /** The provider of Gradus's own kernels. */
  public static final String OWN = "gradus";

  /** Keeps an unmodifiable copy. */
  public KernelRow {
    kernels = List.copyOf(kernels);
  }

  /** Whether it is a matrix product, which arithmetic bounds and not memory. */
  public boolean isProduct() {
    return operations > 0;
  }

  /** Bytes moved in a nanosecond, which are GB/s. */
  public double gigabytesPerSecond() {
    return bytes / times.median();
  }

  /** Operations in a nanosecond, which are GFLOP/s. */
  public double gigaflops() {
    return operations / times.median();
  }

  /** The same with another share. */
  KernelRow withShare(double other) {
    return new KernelRow(
        family, op, shapes, dtype, kernels, provider, times, bytes, operations, other);
  }
}
