package org.gradus.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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

  private static final Pattern LISTED = Pattern.compile("(/[!-~]*)/libcublas\\.so\\.1[23]\0");

  private static final List<String> SYSTEM =
      List.of("usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/local/nvidia/lib64");

  /** NVIDIA's packages, below the folder of all packages. */
  private static final List<String> PACKAGES =
      List.of("nvidia/cublas/lib", "nvidia/cu12/lib", "nvidia/cu13/lib");

  /** A name for people, and the folders it stands for. */
  private record Place(String name, List<Path> folders) {}

  private final List<Place> places = new ArrayList<>();

  /**
   * Looks for the folders.
   *
   * @param environment the process's variables
   * @param root of the file system
   */
  CublasSearch(Map<String, String> environment, Path root) {
    List<Path> said = paths(environment, VARIABLE);
    if (!said.isEmpty()) {
      places.add(new Place(VARIABLE + "=" + environment.get(VARIABLE), said));
      return;
    }
    places.add(new Place("LD_LIBRARY_PATH", paths(environment, "LD_LIBRARY_PATH")));
    places.add(new Place("the linker's list", listed(root.resolve("etc/ld.so.cache"))));
    places.add(new Place("CUDA_HOME", in("lib64", paths(environment, "CUDA_HOME"))));
    List<Path> toolkits = matching(root.resolve("usr/local"), "cuda*");
    places.add(new Place("/usr/local/cuda*/lib64", in("lib64", toolkits)));
    SYSTEM.forEach(each -> places.add(new Place("/" + each, List.of(root.resolve(each)))));
    List<Path> packages = new ArrayList<>();
    for (Path folder : PythonPackages.folders(environment, root)) {
      PACKAGES.forEach(each -> packages.add(folder.resolve(each)));
    }
    String python = "Python's packages (%s) of %s";
    String name = python.formatted(String.join(", ", PACKAGES), PythonPackages.PLACES);
    places.add(new Place(name, packages));
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

  /** The folders that a variable lists. */
  private static List<Path> paths(Map<String, String> environment, String variable) {
    return Stream.of(environment.getOrDefault(variable, "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .toList();
  }

  private static List<Path> in(String name, List<Path> folders) {
    return folders.stream().map(folder -> folder.resolve(name)).toList();
  }

  /** What {@code folder} holds of such names, the last by name first: the newest version. */
  static List<Path> matching(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      files.forEach(found::add);
    } catch (IOException e) {
      return List.of(); // nothing there to look at
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }

  private static List<Path> listed(Path list) {
    try {
      String text = new String(Files.readAllBytes(list), StandardCharsets.ISO_8859_1);
      return LISTED.matcher(text).results().map(match -> Path.of(match.group(1))).toList();
    } catch (IOException e) {
      return List.of(); // no list
    }
  }
}
