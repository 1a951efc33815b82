package org.gradus.train;

/**
 * How many steps run before the host looks at what they came to: as many as take some milliseconds,
 * so that looking costs next to nothing and people still see training move.
 */
final class Chunk {
  private static final double NANO = 1e-9;

  /** Seconds that a chunk should take. */
  private static final double AIM = 0.02;

  /** A chunk is at most so many times as long as the one before. */
  private static final int GROWTH = 4;

  private final int fixed;
  private final double aim;
  private int length = 1;

  /**
   * Chunks of any length.
   *
   * @param fixed the length of every chunk; 0 to go by the time they take
   * @param seconds what a chunk may take at most
   */
  Chunk(int fixed, double seconds) {
    this.fixed = fixed;
    aim = Math.min(AIM, seconds);
  }

  /** The length of the next chunk: at most {@code limit}, which is positive. */
  int length(long limit) {
    return (int) Math.min(fixed > 0 ? fixed : length, Math.min(limit, TrainingStep.METRICS_ROWS));
  }

  /** Learns from a chunk of {@code steps} steps that took so long. */
  void took(int steps, long nanoseconds) {
    double each = Math.max(1, nanoseconds) * NANO / steps;
    int longest = Math.min(GROWTH * length, TrainingStep.METRICS_ROWS);
    length = (int) Math.clamp(aim / each, 1, longest);
  }
}
