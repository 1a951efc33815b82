package org.gradus.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gradus.check.CheckOptions;
import org.gradus.check.LaunchedKernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles every program for NVIDIA's GPUs, where their compiler is; no GPU is needed. */
@Tag("nvcc")
class NvccTest {
  private static final int AT_ONCE = 2;
  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)");
  private static final Pattern FRAME =
      Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill");
  private static final Pattern FUNCTION = Pattern.compile("Function properties for (\\w+)");

  private static final Nvcc ABSENT = new Nvcc(Path.of(""));

  @TempDir private Path folder;

  @Test
  void everyProgramCompilesWithoutDoublesAndSpills()
      throws IOException, InterruptedException, ExecutionException {
    Nvcc found = Nvcc.find(System.getenv());
    assumeTrue(found != null, "nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda");
    Nvcc nvcc = found == null ? ABSENT : found;
    Map<Program, Future<Nvcc.Output>> outputs = new LinkedHashMap<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Program program :
          KernelLibrary.portable().programs().stream().filter(NvccTest::isForCuda).toList()) {
        Path own = Files.createDirectory(folder.resolve("program" + outputs.size()));
        outputs.put(program, workers.submit(() -> nvcc.compile(program, own)));
      }
    }
    Map<String, Set<String>> kernels = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (Map.Entry<Program, Future<Nvcc.Output>> entry : outputs.entrySet()) {
      Program program = entry.getKey();
      Nvcc.Output output = entry.getValue().get();
      faults.addAll(faults(program, output));
      kernels.put(program.toString(), names(output.ptx()));
    }
    assertEquals("", String.join("\n", faults));
    assertEquals("", missing(kernels), "launched, but not in the PTX");
  }

  /** Programs for processor cores, many of which compute with OpenCL's vectors, are not. */
  private static boolean isForCuda(Program program) {
    return !program.defines().containsKey("CPU")
        && "1".equals(program.defines().getOrDefault("LANES", "1"));
  }

  private static List<String> faults(Program program, Nvcc.Output output) {
    if (output.status() != 0) {
      return List.of("%s does not compile:%n%s".formatted(program, output.report()));
    }
    List<String> faults = new ArrayList<>();
    output
        .ptx()
        .lines()
        .filter(line -> line.contains(".f64"))
        .distinct()
        .forEach(line -> faults.add("%s computes in double:%s".formatted(program, line)));
    String function = "";
    for (String line : output.report().lines().toList()) {
      Matcher named = FUNCTION.matcher(line);
      Matcher frame = FRAME.matcher(line);
      if (named.find()) {
        function = named.group(1);
      } else if (frame.find() && !frame.group().matches("0 bytes[^,]*, 0 bytes[^,]*, 0 bytes.*")) {
        faults.add("%s of %s uses local memory: %s".formatted(function, program, line.strip()));
      }
    }
    assertFalse(function.isEmpty(), "the assembler's report was not understood: " + output);
    return faults;
  }

  private static Set<String> names(String ptx) {
    return ENTRY.matcher(ptx).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  private static String missing(Map<String, Set<String>> kernels) {
    Set<String> missing = new TreeSet<>();
    for (KernelName launched : LaunchedKernels.all(CheckOptions.SEED)) {
      String program = launched.program().toString();
      if (isForCuda(launched.program())
          && !kernels.getOrDefault(program, Set.of()).contains(launched.function())) {
        missing.add("%s is not in %s".formatted(launched, program));
      }
    }
    return String.join("\n", missing);
  }
}
