package org.gradus.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasStatus;
import jcuda.libraryPropertyType;
import org.gradus.device.DeviceException;

/**
 * The cuBLAS of this machine, and JCublas on top of it, which a process loads once, when it is
 * first asked for.
 *
 * @param problem why it cannot be used and what to do; empty where it can, and then it is loaded
 * @param version such as {@code 12.6.4}
 * @param origin where it lies, and how JCublas reaches it
 */
record CublasLibrary(String problem, String version, String origin) {
  private static final class Loaded {
    static final CublasLibrary LIBRARY = load();
  }

  /** The library, or why there is none. JCuda must be loaded. */
  static CublasLibrary loaded() {
    return Loaded.LIBRARY;
  }

  private static CublasLibrary load() {
    try {
      return load(Installed.driver());
    } catch (DeviceException e) {
      return new CublasLibrary(String.valueOf(e.getMessage()), "", "");
    }
  }

  private static CublasLibrary load(int driver) {
    CublasSearch search = new CublasSearch(System.getenv(), Path.of("/"));
    Optional<Path> found = search.find(driver);
    if (found.isEmpty()) {
      return new CublasLibrary(search.missing(driver), "", "");
    }
    Path library = found.get();
    try {
      Unpacking.alone(folder -> load(library, folder));
      return new CublasLibrary("", told(), origin(library));
    } catch (IOException | IllegalArgumentException | LinkageError e) {
      String words = String.valueOf(e.getMessage()).replace(library.toAbsolutePath() + ": ", "");
      String problem = "%s does not load: %s".formatted(library, words);
      return new CublasLibrary(problem, "", origin(library));
    }
  }

  /** A library that is loaded satisfies all that want one of its name, wherever it lies. */
  private static void load(Path library, Path folder) throws IOException {
    Path file = library.toAbsolutePath();
    Path other = file.resolveSibling(String.valueOf(file.getFileName()).replace("blas", "blasLt"));
    if (Files.exists(other)) {
      System.load(other.toString());
    }
    System.load(file.toString()); // unlike a lookup, it says what is wrong
    if (CublasSearch.isNewer(file)) {
      Forwarding.load(folder, SymbolLookup.libraryLookup(file, Arena.global()));
    }
    JCublas2.setExceptionsEnabled(false);
  }

  private static String origin(Path library) {
    return CublasSearch.isNewer(library)
        ? library + ", through libcublas.so.12 of this build"
        : library.toString();
  }

  private static String told() {
    return "%d.%d.%d"
        .formatted(
            property(libraryPropertyType.MAJOR_VERSION),
            property(libraryPropertyType.MINOR_VERSION),
            property(libraryPropertyType.PATCH_LEVEL));
  }

  /** The version, and where it lies. */
  @Override
  public String toString() {
    return version + ", " + origin;
  }

  private static int property(int which) {
    int[] value = new int[1];
    int code = JCublas2.cublasGetProperty(which, value);
    if (code != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new IllegalArgumentException("cublasGetProperty: " + cublasStatus.stringFor(code));
    }
    return value[0];
  }
}
