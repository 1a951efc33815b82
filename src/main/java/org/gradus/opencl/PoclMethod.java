package org.gradus.opencl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How PoCL makes a group of a kernel's items, which it takes from the environment.
 *
 * <p>From version 4 on it can split kernels at barriers into continuations ({@code cbs}); its
 * default, loops with peeled first items, is known to give wrong results where only part of a group
 * is active (pocl issue 1390, OpenCL.jl pull request 460). Older versions know no {@code cbs}: they
 * complain about it at each kernel and fall back to loops that are not vectorised, which is no more
 * correct and up to 2.6 times slower than their default, {@code loopvec}.
 */
final class PoclMethod {
  /** The environment variable. */
  static final String VARIABLE = "POCL_WORK_GROUP_METHOD";

  private static final String BEST = "cbs";
  private static final String BEFORE_4 = "loopvec";
  private static final Pattern VERSION = Pattern.compile("(?i)\\bpocl (\\d+)\\.");

  private PoclMethod() {}

  /** To be called before OpenCL is: sets the best method unless the user chose one. */
  static void choose() {
    if (System.getenv(VARIABLE) == null) {
      EnvironmentSetting.set(VARIABLE, BEST);
    }
  }

  /** To be called before kernels are built: takes back what this platform's version lacks. */
  static void settle(String platformVersion) {
    if (!method(platformVersion).equals(asked())) {
      EnvironmentSetting.set(VARIABLE, method(platformVersion));
    }
  }

  /** The method a platform of this version uses, or nothing if it is not PoCL. */
  static String method(String platformVersion) {
    Matcher version = VERSION.matcher(platformVersion);
    if (!version.find()) {
      return "";
    }
    boolean old = Integer.parseInt(version.group(1)) < 4;
    return old && asked().equals(BEST) ? BEFORE_4 : asked();
  }

  /** The method and for which version, for people; nothing if the platform is not PoCL. */
  static String describe(String platformVersion) {
    String method = method(platformVersion);
    String name = platformVersion.replaceFirst("(?i).*\\b(pocl \\S+).*", "$1");
    return method.isEmpty() ? "" : "%s, chosen for %s".formatted(method, name);
  }

  private static String asked() {
    String chosen = System.getenv(VARIABLE);
    return chosen == null ? BEST : chosen;
  }
}
