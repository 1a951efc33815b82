package org.gradus.gpu.lowering;

/**
 * One way to compute a matrix product on a GPU.
 *
 * @param tiles by which kernel, in which tiles
 * @param slices how K is cut
 */
record ProductCandidate(ProductTiles tiles, Slices slices) {
  /** Kernel, tile and slices, such as {@code sm80_matmul 64x64 in 8}, or {@code in 1}. */
  String title() {
    return tiles.title() + " in " + slices.count();
  }

  /** Whether {@code title} is this one's, or its kernel's and tile's. */
  boolean isCalled(String title) {
    return title().equals(title) || tiles.title().equals(title);
  }

  /** Groups of the launch. */
  long groups(Product product) {
    return tiles.count(product) * slices.count();
  }

  /** Writes down the launches. */
  void lower(Product product, StepCode code) {
    tiles.lower(product, slices, code);
  }
}
