package org.gradus.cpu;

/** Which random numbers a dropout takes; the step is set anew for each run. */
final class DropoutKey {
  final long seed;
  final int stream;
  int step;

  DropoutKey(long seed, int stream) {
    this.seed = seed;
    this.stream = stream;
  }
}
