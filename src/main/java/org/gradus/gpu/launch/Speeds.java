package org.gradus.gpu.launch;

/**
 * How fast a GPU is, as far as its driver tells.
 *
 * @param gigahertz the clock of its multiprocessors, 0 where that is not known
 * @param memoryRate bytes that its memory moves in a nanosecond, 0 where that is not known
 * @param cacheBytes its second level cache, 0 where that is not known
 */
public record Speeds(double gigahertz, double memoryRate, long cacheBytes) {
  /** Nothing is known. */
  public static final Speeds UNKNOWN = new Speeds(0, 0, 0);

  private static final double USUAL_GIGAHERTZ = 1.5;

  /** Bytes of memory a cycle for each multiprocessor: an A100 has 10, an H100 14. */
  private static final double USUAL_MEMORY_RATE = 10;

  private static final long USUAL_CACHE = 4 << 20;

  /** The clock, or a usual one. */
  public double clock() {
    return gigahertz > 0 ? gigahertz : USUAL_GIGAHERTZ;
  }

  /** Bytes of memory in a cycle of each of {@code units} multiprocessors. */
  public double memoryBytesPerCycle(int units) {
    return memoryRate > 0 ? memoryRate / clock() / units : USUAL_MEMORY_RATE;
  }

  /** The second level cache, or a small one. */
  public long cache() {
    return cacheBytes > 0 ? cacheBytes : USUAL_CACHE;
  }
}
