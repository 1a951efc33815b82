package org.gradus.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;

/**
 * Whether NVIDIA's driver library is on this machine, and JCuda on top of it.
 *
 * <p>Most machines have none, and on those nothing of JCuda is loaded: the question is answered by
 * looking at the folders in which a driver installs it, at the linker's own list of libraries, and
 * at {@code LD_LIBRARY_PATH}.
 */
final class CudaLibrary {
  /** The file that programs load. */
  static final String NAME = "libcuda.so.1";

  private static final Pattern LINKER =
      Pattern.compile("UnsatisfiedLinkError: .*/libJCudaDriver[^/]*\\.so: (.*)");

  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib64",
          "/usr/lib",
          "/usr/local/nvidia/lib64",
          "/usr/lib/wsl/lib");

  /** JCuda is loaded once in a process, when it is first asked for. */
  private static final class Loaded {
    static final String PROBLEM = load();
  }

  private CudaLibrary() {}

  /** Why CUDA cannot be used and what to do; empty where it can, and then JCuda is loaded. */
  static String problem() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      return "the CUDA device needs Linux on x86-64, and this is " + system;
    }
    if (!isThere()) {
      return NAME + " is not on this machine: install NVIDIA's driver, version 525 or newer";
    }
    return Loaded.PROBLEM;
  }

  /** Whether the driver's library seems to be installed; opens nothing. */
  static boolean isThere() {
    String path = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    return Stream.concat(Stream.of(path.split(":")), FOLDERS.stream())
            .filter(folder -> !folder.isEmpty())
            .anyMatch(folder -> Files.exists(Path.of(folder, NAME)))
        || isListed(Path.of("/etc/ld.so.cache"));
  }

  private static boolean isListed(Path cache) {
    try {
      return new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1).contains(NAME);
    } catch (IOException e) {
      return false; // no list: the folders have been looked at
    }
  }

  private static String load() {
    try {
      Unpacking.alone(_ -> JCudaDriver.setExceptionsEnabled(false));
      return "";
    } catch (IOException e) {
      return "JCuda's library " + e.getMessage();
    } catch (LinkageError e) {
      return "JCuda's library does not load: " + linker(String.valueOf(e.getMessage()));
    }
  }

  /** What the linker said, out of a message in which JCuda quotes it and much else. */
  static String linker(String message) {
    Matcher said = LINKER.matcher(message);
    return said.find() ? said.group(1) : message.lines().findFirst().orElse("no word");
  }
}
