package org.gradus.cpu.math;

/** What a matrix product does to its result before it leaves the cache. */
@FunctionalInterface
public interface Epilogue {
  /** Leaves the product as it is. */
  Epilogue NONE = (c, at, column, length) -> {};

  /**
   * Finishes a part of a row in place.
   *
   * @param c where the result lies, the part from {@code at} on
   * @param column of the result in which the part begins
   * @param length how many columns there are
   */
  void apply(float[] c, int at, int column, int length);
}
