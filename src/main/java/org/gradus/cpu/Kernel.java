package org.gradus.cpu;

import java.util.Arrays;

/** A step ready to run: its operands are bound and its scratch memory is there. */
@FunctionalInterface
interface Kernel {
  /** A step of which nobody reads an output. */
  Kernel NOTHING = () -> {};

  /** Computes the step; allocates nothing. */
  void run();

  /** Several kernels one after another. */
  static Kernel all(Kernel... parts) {
    Kernel[] busy = Arrays.stream(parts).filter(part -> part != NOTHING).toArray(Kernel[]::new);
    return () -> {
      for (Kernel part : busy) {
        part.run();
      }
    };
  }
}
