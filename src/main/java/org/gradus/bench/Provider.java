package org.gradus.bench;

import java.util.Collection;
import org.gradus.device.Device;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Gemm;

/**
 * Whose matrix products are measured.
 *
 * @param name as in {@link KernelRow#provider}
 * @param device the device, by name
 * @param options how it is to compute
 */
public record Provider(String name, String device, DeviceOptions options) {
  private static final String CUBLAS = Gemm.CUBLAS.word();

  /** The products of a device that computes as {@code options} say. */
  public static Provider of(String device, DeviceOptions options) {
    String name = options.gemm() == Gemm.CUBLAS ? CUBLAS : KernelRow.OWN;
    return new Provider(name, device, options);
  }

  /** Opens the device. */
  Device open() {
    return Devices.plain(device, options);
  }

  /** Who provides kernels of these names. */
  static String of(Collection<String> kernels) {
    boolean library = kernels.stream().anyMatch(kernel -> kernel.startsWith(CUBLAS + "_"));
    return library ? CUBLAS : KernelRow.OWN;
  }
}
