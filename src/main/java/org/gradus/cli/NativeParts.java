package org.gradus.cli;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for what devices other than the CPU need; none of it is needed to train. */
final class NativeParts {
  private final Map<String, String> environment;

  NativeParts(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Returns a finding for each library and tool. */
  List<Finding> findings() {
    return List.of(
        library(
            "CUDA driver",
            "libcuda.so.1",
            "for an NVIDIA GPU, install its driver, version 525 or newer"),
        library(
            "OpenCL loader",
            "libOpenCL.so.1",
            "install an OpenCL loader and a driver (Debian: ocl-icd-libopencl1 pocl-opencl-icd)"),
        compiler());
  }

  private static Finding library(String name, String file, String remedy) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(file, arena);
      return Finding.ok(name, file + " loads");
    } catch (IllegalArgumentException e) {
      return Finding.absent(name, file + " was not found or does not load", remedy);
    }
  }

  private Finding compiler() {
    String name = "CUDA compiler";
    for (Path folder : searched()) {
      Path nvcc = folder.resolve("nvcc");
      if (Files.isExecutable(nvcc)) {
        return Finding.ok(name, nvcc.toString());
      }
    }
    return Finding.absent(
        name,
        "nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda",
        "for an NVIDIA GPU, install NVIDIA's CUDA toolkit and build again");
  }

  private List<Path> searched() {
    List<Path> folders = new ArrayList<>();
    for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      add(folders, entry);
    }
    String home = environment.get("CUDA_HOME");
    if (home != null) {
      add(folders, home + "/bin");
    }
    folders.add(Path.of("/usr/local/cuda/bin"));
    return folders;
  }

  private static void add(List<Path> folders, String entry) {
    try {
      if (!entry.isEmpty()) {
        folders.add(Path.of(entry));
      }
    } catch (InvalidPathException e) {
      // A PATH may hold anything; what is no path holds no compiler.
    }
  }
}
