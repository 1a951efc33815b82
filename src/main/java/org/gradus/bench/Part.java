package org.gradus.bench;

import java.util.Locale;

/** The parts of the benchmark of a device, in their order. */
public enum Part {
  /** Whether every op computes what it should. */
  SUITE,
  /** What memory and arithmetic of the device can do. */
  CEILINGS,
  /** Each kernel by itself. */
  KERNELS,
  /** Whole training steps. */
  TRAINING;

  /** The part's name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
