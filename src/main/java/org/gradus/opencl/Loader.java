package org.gradus.opencl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import org.lwjgl.opencl.CL;
import org.lwjgl.system.Configuration;

/** The OpenCL library of this machine, opened once in a process. */
final class Loader {
  private static final String PROBLEM = load(); // as LWJGL, which opens it once and for all

  private Loader() {}

  /** Opens the library if it is not open; returns why that failed, or nothing. */
  static String problem() {
    return PROBLEM;
  }

  private static String load() {
    PoclMethod.choose();
    Configuration.OPENCL_EXPLICIT_INIT.set(true);
    if (!Configuration.DEBUG.get(false) && Configuration.DEBUG_STREAM.get() == null) {
      // LWJGL writes to standard error when a library is missing; what it throws says it as well.
      Configuration.DEBUG_STREAM.set(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    }
    if (Configuration.OPENCL_LIBRARY_NAME.get() == null && isLinux()) {
      // LWJGL looks for libOpenCL.so, which is there only where programs are developed.
      Configuration.OPENCL_LIBRARY_NAME.set("libOpenCL.so.1");
    }
    try {
      CL.create();
      return "";
    } catch (LinkageError | RuntimeException e) { // OpenCL's library, or LWJGL's own
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }
}
