package org.gradus.bench;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Gemm;

/**
 * Whose matrix products there are on a device.
 *
 * @param all Gradus's own first
 * @param cublas what the device with cuBLAS is, or why there is none
 */
record Providers(List<Provider> all, String cublas) {
  /** Gradus's, and cuBLAS where the device has it. */
  static Providers of(String device) {
    Provider own = Provider.of(device, new DeviceOptions(Gemm.OWN));
    Provider library = Provider.of(device, new DeviceOptions(Gemm.CUBLAS));
    try (Device open = library.open()) {
      return new Providers(List.of(own, library), open.info().description());
    } catch (DeviceException e) {
      return new Providers(List.of(own), String.valueOf(e.getMessage()));
    }
  }
}
