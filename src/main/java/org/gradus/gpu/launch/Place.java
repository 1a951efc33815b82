package org.gradus.gpu.launch;

/** A place in device memory: {@code offset} bytes into a region. */
public record Place(Region region, long offset) {
  /** The place {@code bytes} bytes further on. */
  public Place plus(long bytes) {
    return new Place(region, offset + bytes);
  }
}
