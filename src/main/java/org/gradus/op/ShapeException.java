package org.gradus.op;

/** A rule of shapes or element types was broken; the message names the operands and the rule. */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** An exception with a message made for users. */
  public ShapeException(String message) {
    super(message);
  }
}
