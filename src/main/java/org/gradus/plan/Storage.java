package org.gradus.plan;

import org.gradus.graph.Variable;

/** Where a value lies. */
public sealed interface Storage {
  /** In the executable's scratch memory, {@code offset} bytes into pool {@code pool}. */
  record Scratch(int pool, long offset) implements Storage {
    @Override
    public String toString() {
      return "@" + offset;
    }
  }

  /** In a stored variable, {@code offset} bytes into it. */
  record State(Variable variable, long offset) implements Storage {
    @Override
    public String toString() {
      return variable.name() + (offset == 0 ? "" : "+" + offset);
    }
  }

  /** Nowhere: nobody reads the value, and whoever computes it skips it. */
  record Absent() implements Storage {
    @Override
    public String toString() {
      return "absent";
    }
  }
}
