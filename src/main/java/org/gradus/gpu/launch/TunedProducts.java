package org.gradus.gpu.launch;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which way to compute a matrix product was measured to be fastest on a device, for each product by
 * its name; {@code gradus tune} makes such a table.
 *
 * @param titles the candidates' titles, by product
 * @param others a candidate's title, or kernel and tile, for products that have none of their own;
 *     empty as a rule
 */
public record TunedProducts(SortedMap<String, String> titles, String others) {
  /** No measurements. */
  public static final TunedProducts NONE = always("");

  /** Keeps an unmodifiable copy. */
  public TunedProducts {
    titles = Collections.unmodifiableSortedMap(new TreeMap<>(titles));
  }

  /** One way, or kernel and tile, for all products that it suits. */
  public static TunedProducts always(String title) {
    return new TunedProducts(new TreeMap<>(), title);
  }

  /** The title by which {@code product} is to be computed; empty where nothing is said of it. */
  public String titleFor(String product) {
    return titles.getOrDefault(product, others);
  }
}
