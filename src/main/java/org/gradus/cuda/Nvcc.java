package org.gradus.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NVIDIA's compiler, where it is installed; it needs no GPU. */
record Nvcc(Path executable) {
  private static final Pattern RELEASE = Pattern.compile("release (\\d+\\.\\d+)");
  private static final Pattern CODE = Pattern.compile("sm_(\\d+)\\b");

  /** How a command ended, and what it said. */
  record Outcome(int status, String report) {}

  /** The compiler on PATH, in CUDA_HOME or in its usual place. */
  static Optional<Nvcc> find(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      folders.add(Path.of(folder));
    }
    folders.add(Path.of(environment.getOrDefault("CUDA_HOME", "/usr/local/cuda"), "bin"));
    folders.add(Path.of("/usr/local/cuda/bin"));
    return folders.stream()
        .map(folder -> folder.resolve("nvcc"))
        .filter(Files::isExecutable)
        .map(Nvcc::new)
        .findFirst();
  }

  /** Its release, such as {@code 13.0}. */
  String release() throws IOException, InterruptedException {
    Outcome outcome = run(List.of("--version"), Path.of("."));
    Matcher release = RELEASE.matcher(outcome.report());
    if (!release.find()) {
      throw new IOException(executable + " --version says no release: " + outcome.report());
    }
    return release.group(1);
  }

  /** The compute capabilities it compiles for, such as 90. */
  Set<Integer> capabilities() throws IOException, InterruptedException {
    String listed = run(List.of("--list-gpu-code"), Path.of(".")).report();
    return CODE.matcher(listed)
        .results()
        .map(code -> Integer.valueOf(code.group(1)))
        .collect(Collectors.toSet());
  }

  /** Runs it in {@code folder}. */
  Outcome run(List<String> options, Path folder) throws IOException, InterruptedException {
    return run(executable.toString(), options, folder);
  }

  /** Runs a command in {@code folder} and waits for it. */
  static Outcome run(String program, List<String> options, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), report);
  }
}
