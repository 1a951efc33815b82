package org.gradus.op;

/** A user's own op, the one open door of the family. */
public record Custom(CustomOp definition) implements Op {
  @Override
  public String name() {
    return definition.name();
  }
}
