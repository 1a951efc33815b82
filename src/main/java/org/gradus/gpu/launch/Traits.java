package org.gradus.gpu.launch;

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
 * @param tensorCores what multiplies matrices by itself, {@link TensorCores#NONE} if nothing does
 * @param products the library that is to compute matrix products, such as {@code cublas}; empty
 *     where Gradus's own kernels do
 * @param speeds how fast it is, by which kernels for matrix products are chosen
 * @param tuned which of them were measured to be fastest
 */
public record Traits(
    boolean cpu,
    int units,
    int maxGroup,
    long localBytes,
    long largestAllocation,
    int lanes,
    TensorCores tensorCores,
    String products,
    Speeds speeds,
    TunedProducts tuned) {
  /** Of a device without tensor cores on which Gradus's own kernels do everything. */
  public Traits(
      boolean cpu, int units, int maxGroup, long localBytes, long largestAllocation, int lanes) {
    this(
        cpu,
        units,
        maxGroup,
        localBytes,
        largestAllocation,
        lanes,
        TensorCores.NONE,
        "",
        Speeds.UNKNOWN,
        TunedProducts.NONE);
  }

  /** The same device with {@code cores}. */
  public Traits withTensorCores(TensorCores cores) {
    return with(cores, products, speeds, tuned);
  }

  /** The same device with {@code library} for its matrix products. */
  public Traits withProducts(String library) {
    return with(tensorCores, library, speeds, tuned);
  }

  /** The same device with these speeds. */
  public Traits withSpeeds(Speeds known) {
    return with(tensorCores, products, known, tuned);
  }

  /** The same device with these choices. */
  public Traits withTuned(TunedProducts measured) {
    return with(tensorCores, products, speeds, measured);
  }

  private Traits with(TensorCores cores, String library, Speeds known, TunedProducts measured) {
    return new Traits(
        cpu,
        units,
        maxGroup,
        localBytes,
        largestAllocation,
        lanes,
        cores,
        library,
        known,
        measured);
  }
}
