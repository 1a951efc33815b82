package org.gradus.opencl;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** What a driver has made and not yet closed; closing this closes the rest, the newest first. */
final class Resources implements AutoCloseable {
  private final SequencedSet<Resource> open = new LinkedHashSet<>();

  /** Something that holds objects of OpenCL. */
  interface Resource {
    /** Releases them; called once. */
    void release();
  }

  /** Takes charge of {@code resource}. */
  <R extends Resource> R add(R resource) {
    open.add(resource);
    return resource;
  }

  /** Releases {@code resource} unless that was done before. */
  void close(Resource resource) {
    if (open.remove(resource)) {
      resource.release();
    }
  }

  /** How many are open. */
  int count() {
    return open.size();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.removeLast().release();
    }
  }
}
