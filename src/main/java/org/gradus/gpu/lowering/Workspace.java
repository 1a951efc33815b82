package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;

/** Scratch memory of single steps: each step starts at the beginning again. */
final class Workspace {
  private static final long ALIGNMENT = 256;

  private long used;
  private long peak;

  /** Memory for a step that begins. */
  void reset() {
    used = 0;
  }

  /** The next {@code bytes} bytes. */
  Place place(long bytes) {
    Place place = new Place(new Region.Workspace(), used);
    used = Math.ceilDiv(used + bytes, ALIGNMENT) * ALIGNMENT;
    peak = Math.max(peak, used);
    return place;
  }

  /** The most any step took. */
  long peak() {
    return peak;
  }
}
