package org.gradus.gpu;

/** A place in device memory: {@code offset} bytes into a region. */
public record Place(Region region, long offset) {}
