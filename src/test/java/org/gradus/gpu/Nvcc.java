package org.gradus.gpu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** NVIDIA's compiler, where it is installed; it needs no GPU. */
record Nvcc(Path executable) {
  /** What a compilation says of one program: the assembler's report and the intermediate code. */
  record Output(int status, String report, String ptx) {}

  /** The compiler on PATH, in CUDA_HOME or in its usual place, or null. */
  static @Nullable Nvcc find(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      folders.add(Path.of(folder));
    }
    folders.add(Path.of(environment.getOrDefault("CUDA_HOME", "/usr/local/cuda"), "bin"));
    folders.add(Path.of("/usr/local/cuda/bin"));
    for (Path folder : folders) {
      Path executable = folder.resolve("nvcc");
      if (Files.isExecutable(executable)) {
        return new Nvcc(executable);
      }
    }
    return null;
  }

  /** Compiles a program for both architectures in {@code folder}, warnings being errors. */
  Output compile(Program program, Path folder) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("kernel.cu"), KernelSources.text(program));
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(List.of("-gencode", "arch=compute_80,code=sm_80"));
    command.addAll(List.of("-gencode", "arch=compute_90a,code=sm_90a"));
    command.addAll(List.of("-fatbin", "-Werror", "all-warnings", "-Xptxas", "-v,-warn-spills"));
    command.addAll(List.of("--keep", "--keep-dir", ".", "-o", "kernel.fatbin"));
    program.defines().forEach((macro, value) -> command.add("-D" + macro + "=" + value));
    command.add("kernel.cu");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return new Output(status, report, status == 0 ? ptx(folder) : "");
  }

  private static String ptx(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".ptx")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
