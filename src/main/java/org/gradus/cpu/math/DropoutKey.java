package org.gradus.cpu.math;

/** Which random numbers a dropout takes; the step is set anew for each run. */
public final class DropoutKey {
  final long seed;
  final int stream;
  int step;

  /** The numbers of a stream, at step 0. */
  public DropoutKey(long seed, int stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /** Goes to the numbers of a step. */
  public void step(int number) {
    step = number;
  }
}
