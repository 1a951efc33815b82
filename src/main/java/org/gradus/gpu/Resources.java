package org.gradus.gpu;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** What a driver has made and not yet closed; closing this closes the rest, the newest first. */
public final class Resources implements AutoCloseable {
  private final SequencedSet<Resource> open = new LinkedHashSet<>();

  /** Something that holds objects of a device's library. */
  public interface Resource {
    /** Releases them; called once. */
    void release();
  }

  /** Nothing yet. */
  public Resources() {}

  /** Takes charge of {@code resource}. */
  public <R extends Resource> R add(R resource) {
    open.add(resource);
    return resource;
  }

  /** Releases {@code resource} unless that was done before. */
  public void close(Resource resource) {
    if (open.remove(resource)) {
      resource.release();
    }
  }

  /** How many are open. */
  public int count() {
    return open.size();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.removeLast().release();
    }
  }
}
