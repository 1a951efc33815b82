package org.gradus.graph;

import java.lang.StackWalker.StackFrame;
import java.util.List;

/** The line of a user's source that a node comes from; gradient nodes keep that of their cause. */
public record Origin(String file, int line) {
  /** The origin of nodes whose line is not known. */
  public static final Origin UNKNOWN = new Origin("unknown", 0);

  private static final List<String> LIBRARY =
      List.of(
          "java.",
          "jdk.",
          "org.gradus.op.",
          "org.gradus.graph.",
          "org.gradus.grad.",
          "org.gradus.pass.",
          "org.gradus.nn.",
          "org.gradus.init.",
          "org.gradus.loss.",
          "org.gradus.optim.",
          "org.gradus.schedule.",
          "org.gradus.train.");

  /** The innermost line on the stack that is not Gradus's own code for building graphs. */
  public static Origin caller() {
    return StackWalker.getInstance()
        .walk(frames -> frames.filter(Origin::isUser).findFirst())
        .map(frame -> new Origin(String.valueOf(frame.getFileName()), frame.getLineNumber()))
        .orElse(UNKNOWN);
  }

  private static boolean isUser(StackFrame frame) {
    return LIBRARY.stream().noneMatch(frame.getClassName()::startsWith);
  }

  /** File and line, such as {@code Mnist.java:41}. */
  @Override
  public String toString() {
    return line > 0 ? file + ":" + line : file;
  }
}
