package org.gradus.gpu.lowering;

import java.util.List;
import java.util.Map;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.TunedProducts;

/**
 * The kernel that {@code GRADUS_MATMUL} asks matrix products of, such as {@code sm80_matmul
 * 128x128}, wherever it can compute them: to measure one kernel beside another, and to find one at
 * fault.
 */
public final class ForcedProducts {
  static final String VARIABLE = "GRADUS_MATMUL";

  private ForcedProducts() {}

  /**
   * These traits, with the kernel that {@code environment} asks for.
   *
   * @throws DeviceException if there is no such kernel; the message names those there are
   */
  public static Traits in(Traits traits, Map<String, String> environment) {
    String tiles = environment.getOrDefault(VARIABLE, "").strip();
    if (tiles.isEmpty()) {
      return traits;
    }
    List<String> known = ProductCandidates.titles();
    if (!known.contains(tiles)) {
      throw new DeviceException(
          "%s: there is no kernel '%s'; there are %s"
              .formatted(VARIABLE, tiles, String.join(", ", known)));
    }
    return traits.withTuned(TunedProducts.always(tiles));
  }
}
