package org.gradus.cuda;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folders in which Pythons of a machine keep their packages. */
final class PythonPackages {
  /** The places that are looked at, for people. */
  static final String PLACES =
      "VIRTUAL_ENV, CONDA_PREFIX, PATH, ~/.local, ~/.pyenv, /opt/conda, /usr/local and /usr";

  private PythonPackages() {}

  /**
   * All folders of packages, that of the Python in use first.
   *
   * @param environment the process's variables
   * @param root of the file system
   */
  static List<Path> folders(Map<String, String> environment, Path root) {
    List<Path> folders = new ArrayList<>();
    for (Path prefix : prefixes(environment, root)) {
      for (Path python : CublasSearch.matching(prefix.resolve("lib"), "python3*")) {
        folders.add(python.resolve("site-packages"));
        folders.add(python.resolve("dist-packages"));
      }
    }
    return folders;
  }

  private static List<Path> prefixes(Map<String, String> environment, Path root) {
    List<Path> prefixes = new ArrayList<>();
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      String prefix = environment.getOrDefault(variable, "");
      if (!prefix.isEmpty()) {
        prefixes.add(Path.of(prefix));
      }
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "python3"))) {
        prefixes.add(Path.of(folder).resolveSibling(""));
      }
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.isEmpty()) {
      prefixes.add(Path.of(home, ".local"));
      prefixes.addAll(CublasSearch.matching(Path.of(home, ".pyenv", "versions"), "*"));
    }
    for (String system : List.of("opt/conda", "usr/local", "usr")) {
      prefixes.add(root.resolve(system));
    }
    return prefixes;
  }
}
