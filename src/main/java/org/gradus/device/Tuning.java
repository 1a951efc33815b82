package org.gradus.device;

import java.nio.file.Path;
import java.util.List;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a device can compute a matrix product: to measure them, and to keep which was
 * the fastest, so that plans loaded later go by it.
 */
public interface Tuning {
  /**
   * A way to compute a matrix product.
   *
   * @param title the kernel, its tile and into how many slices it cuts the inner length, such as
   *     {@code matmul 64x64 in 4}
   * @param nanoseconds what the device's model expects of it
   */
  record Way(String title, double nanoseconds) {}

  /**
   * What was found of a product.
   *
   * @param product its {@link Tuning#product name}
   * @param title the fastest way
   * @param nanoseconds what it took
   * @param model what the way took that is taken without measurements
   */
  record Found(String product, String title, double nanoseconds, double model) {}

  /** The product's name in tables: element types, transposes and extents of {@code step}. */
  String product(Step step);

  /** By what the device computes the product {@code step}, as plans loaded now do. */
  String chosen(Step step);

  /** All ways there are, the one that is expected to be fastest first. */
  List<Way> ways(Step step);

  /**
   * As {@link Device#load}, with every product computed the way {@code title} where that can be.
   */
  Executable load(Plan plan, VariableStore store, String title);

  /** The text of a table that holds {@code found}, for this device and this Gradus. */
  String table(List<Found> found);

  /** What the device's own table holds already, nothing if there is none for this Gradus. */
  List<Found> kept();

  /** Where the device looks for its table; null if no folder of the user's is known. */
  @Nullable Path place();
}
