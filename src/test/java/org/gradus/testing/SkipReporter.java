package org.gradus.testing;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints why a test was skipped, so that a green build shows what it did not check. */
public final class SkipReporter implements TestExecutionListener {
  /** Called by JUnit, which finds this class through its service file. */
  public SkipReporter() {}

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      String reason =
          result.getThrowable().map(Throwable::getMessage).orElse("no reason was given");
      print(test, reason.replaceFirst("^Assumption failed: ", ""));
    }
  }

  private static void print(TestIdentifier test, String reason) {
    System.out.println("SKIPPED " + name(test) + ": " + reason);
  }

  private static String name(TestIdentifier test) {
    TestSource source = test.getSource().orElse(null);
    if (source instanceof MethodSource method) {
      String name = simple(method.getClassName()) + "." + method.getMethodName();
      return test.getDisplayName().startsWith(method.getMethodName())
          ? name
          : name + " " + test.getDisplayName();
    }
    return source instanceof ClassSource type ? simple(type.getClassName()) : test.getDisplayName();
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
