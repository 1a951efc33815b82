package org.gradus.gpu;

/**
 * What the choice of kernels and groups depends on.
 *
 * @param cpu whether groups run on processor cores, one after another, and so gain nothing from
 *     local memory
 * @param units compute units: multiprocessors, or cores
 * @param maxGroup the most items of one group
 * @param localBytes memory that a group can share
 * @param largestAllocation the most bytes of one piece of memory
 * @param lanes floats in one register: 4, 8 or 16 on processors, 1 on a GPU
 * @param products the library that is to compute matrix products, such as {@code cublas}; empty
 *     where Gradus's own kernels do
 */
public record Traits(
    boolean cpu,
    int units,
    int maxGroup,
    long localBytes,
    long largestAllocation,
    int lanes,
    String products) {
  /** Of a device on which Gradus's own kernels do everything. */
  public Traits(
      boolean cpu, int units, int maxGroup, long localBytes, long largestAllocation, int lanes) {
    this(cpu, units, maxGroup, localBytes, largestAllocation, lanes, "");
  }

  /** The same device with {@code library} for its matrix products. */
  public Traits withProducts(String library) {
    return new Traits(cpu, units, maxGroup, localBytes, largestAllocation, lanes, library);
  }
}
