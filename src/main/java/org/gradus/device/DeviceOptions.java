package org.gradus.device;

/**
 * How a device is to compute, where it has a choice.
 *
 * @param gemm whose kernels multiply matrices
 */
public record DeviceOptions(Gemm gemm) {
  /** What is best for most. */
  public static final DeviceOptions USUAL = new DeviceOptions(Gemm.AUTO);
}
