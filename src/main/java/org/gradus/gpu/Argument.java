package org.gradus.gpu;

/** An argument of a kernel, in the order of its parameters. */
public sealed interface Argument {
  /**
   * A pointer to elements of {@code elementBytes}: in CUDA an address, in OpenCL a buffer and a
   * count of elements.
   */
  record Pointer(Place place, int elementBytes) implements Argument {
    /** Checks that the place is a whole number of elements into its region. */
    public Pointer {
      if (place.offset() % elementBytes != 0) {
        throw new IllegalArgumentException(
            "%s is not at a multiple of %d bytes".formatted(place, elementBytes));
      }
    }
  }

  /** A 32-bit integer. */
  record Int32(int value) implements Argument {}

  /** A 64-bit integer. */
  record Int64(long value) implements Argument {}

  /** A 32-bit floating-point number. */
  record Float32(float value) implements Argument {}
}
