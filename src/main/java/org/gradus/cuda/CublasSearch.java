package org.gradus.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where cuBLAS may lie on a machine: where the linker looks, in NVIDIA's toolkit, and in the
 * packages of Python that PyTorch brings. Only looks at folders and opens no library.
 */
final class CublasSearch {
  /** The library that JCublas is linked to. */
  static final String OWN = "libcublas.so.12";

  /** The next one, which wants a driver for {@link #NEWER_DRIVER} and a library that forwards. */
  static final String NEWER = "libcublas.so.13";

  private static final int NEWER_DRIVER = 13_000;

  /** A user's word on where it is: a folder or the file itself, and nowhere else is looked. */
  static final String VARIABLE = "GRADUS_CUBLAS";

  private static final Pattern CACHED = Pattern.compile("(/[!-~]*)/libcublas\\.so\\.1[23]\0");

  private static final List<String> SYSTEM =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/local/nvidia/lib64");

  /** NVIDIA's packages, below the folder of all packages. */
  private static final List<String> WHEELS =
      List.of("nvidia/cublas/lib", "nvidia/cu12/lib", "nvidia/cu13/lib");

  /** A name for people, and the folders it stands for. */
  private record Place(String name, List<Path> folders) {}

  private final Map<String, String> environment;
  private final List<Place> places = new ArrayList<>();

  /**
   * Looks for the folders.
   *
   * @param environment the process's variables
   * @param cache the linker's list of libraries
   */
  CublasSearch(Map<String, String> environment, Path cache) {
    this.environment = environment;
    String word = environment.getOrDefault(VARIABLE, "");
    if (!word.isEmpty()) {
      add("%s=%s".formatted(VARIABLE, word), List.of(word));
      return;
    }
    add("LD_LIBRARY_PATH", split("LD_LIBRARY_PATH"));
    add("the linker's list", cached(cache));
    add("CUDA_HOME", below(List.of(environment.getOrDefault("CUDA_HOME", "")), "lib64"));
    add("/usr/local/cuda*/lib64", below(matching("/usr/local", "cuda*"), "lib64"));
    SYSTEM.forEach(folder -> add(folder, List.of(folder)));
    add(
        "Python's packages (%s) of VIRTUAL_ENV, CONDA_PREFIX, PATH, ~/.local, ~/.pyenv, /opt/conda,"
                .formatted(String.join(", ", WHEELS))
            + " /usr/local and /usr",
        wheels());
  }

  /** The first library that a driver for this CUDA version, such as 13000, can run. */
  Optional<Path> find(int driver) {
    return libraries().stream()
        .filter(file -> !isNewer(file) || driver >= NEWER_DRIVER)
        .findFirst();
  }

  /** Whether it is {@link #NEWER}, and JCublas needs a library that forwards. */
  static boolean isNewer(Path library) {
    return String.valueOf(library.getFileName()).startsWith(NEWER);
  }

  /** What was looked for and where, and what to do. */
  String missing(int driver) {
    List<Path> found = libraries();
    if (!found.isEmpty()) {
      return "%s needs a driver for CUDA 13, and this one is for CUDA %s: install a newer one, or %s"
          .formatted(found.getFirst(), Codes.version(driver), OWN);
    }
    String where = places.stream().map(Place::name).collect(Collectors.joining(", "));
    String remedy =
        where.startsWith(VARIABLE)
            ? "and nowhere else was looked"
            : "install NVIDIA's toolkit or its package for Python (pip install nvidia-cublas-cu12),"
                + " or name the library's folder by "
                + VARIABLE;
    return "neither %s nor %s is in %s: %s".formatted(OWN, NEWER, where, remedy);
  }

  private List<Path> libraries() {
    List<Path> found = new ArrayList<>();
    for (Place place : places) {
      for (Path folder : place.folders()) {
        if (Files.isRegularFile(folder)) {
          found.add(folder); // named by the user
        }
        Stream.of(OWN, NEWER).map(folder::resolve).filter(Files::isRegularFile).forEach(found::add);
      }
    }
    return found;
  }

  private void add(String name, List<String> folders) {
    places.add(new Place(name, folders.stream().flatMap(CublasSearch::path).toList()));
  }

  private List<String> split(String variable) {
    return List.of(environment.getOrDefault(variable, "").split(File.pathSeparator));
  }

  private List<String> wheels() {
    List<String> roots = new ArrayList<>();
    roots.add(environment.getOrDefault("VIRTUAL_ENV", ""));
    roots.add(environment.getOrDefault("CONDA_PREFIX", ""));
    for (String folder : split("PATH")) {
      path(folder)
          .filter(each -> Files.isExecutable(each.resolve("python3")))
          .map(each -> each.resolve("..").normalize().toString())
          .forEach(roots::add);
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.isEmpty()) {
      roots.add(home + "/.local");
      roots.addAll(matching(home + "/.pyenv/versions", "*"));
    }
    roots.addAll(List.of("/opt/conda", "/usr/local", "/usr"));
    List<String> folders = new ArrayList<>();
    for (String python : below(roots, "lib").stream().flatMap(CublasSearch::pythons).toList()) {
      for (String packages : List.of("site-packages", "dist-packages")) {
        WHEELS.forEach(wheel -> folders.add("%s/%s/%s".formatted(python, packages, wheel)));
      }
    }
    return folders.stream().distinct().toList();
  }

  private static Stream<String> pythons(String folder) {
    return matching(folder, "python3*").stream();
  }

  private static List<String> below(List<String> folders, String name) {
    return folders.stream().filter(each -> !each.isEmpty()).map(each -> each + "/" + name).toList();
  }

  /** Folders whose names match, the last one by name first: the newest version. */
  private static List<String> matching(String folder, String pattern) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), pattern)) {
      files.forEach(file -> found.add(file.toString()));
    } catch (IOException | InvalidPathException e) {
      return List.of(); // nothing there to look at
    }
    return found.stream().sorted((a, b) -> b.compareTo(a)).toList();
  }

  private static List<String> cached(Path cache) {
    try {
      String text = new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1);
      return CACHED.matcher(text).results().map(match -> match.group(1)).distinct().toList();
    } catch (IOException e) {
      return List.of(); // no list
    }
  }

  /** Nothing for what is no path: a variable may hold anything. */
  private static Stream<Path> path(String folder) {
    try {
      return folder.isEmpty() ? Stream.empty() : Stream.of(Path.of(folder));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
