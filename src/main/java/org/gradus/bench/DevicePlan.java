package org.gradus.bench;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to measure of a device.
 *
 * @param device the device by name, such as {@code cuda}
 * @param parts which parts
 * @param families the only families of kernels to measure, or empty for all
 * @param quick whether sizes are tiny: it shows that all runs, and no speed
 * @param mnist a folder with MNIST's four files to train on; digits that the program draws if null
 */
public record DevicePlan(
    String device, Set<Part> parts, Set<String> families, boolean quick, @Nullable Path mnist) {
  /**
   * Keeps copies, the parts in their order.
   *
   * @throws IllegalArgumentException if there is no part, or no such family
   */
  public DevicePlan {
    families = Set.copyOf(families);
    KernelCases.ofFamilies(families, KernelCases.all(1, true));
    parts = Collections.unmodifiableSet(EnumSet.copyOf(parts));
  }
}
