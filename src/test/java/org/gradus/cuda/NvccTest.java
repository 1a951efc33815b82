package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import org.gradus.check.CheckOptions;
import org.gradus.check.LaunchedKernels;
import org.gradus.gpu.KernelLibrary;
import org.gradus.gpu.KernelName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compiles every program for NVIDIA's GPUs, where their compiler is; no GPU is needed. */
@Tag("nvcc")
final class NvccTest {
  private static final int AT_ONCE = 2;
  private static final Path KEPT = Path.of("target", "kernels");
  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)");

  private static final Map<KernelUnit, KernelCompiler.Image> IMAGES = new HashMap<>();

  @BeforeAll
  static void compile() throws IOException, InterruptedException, ExecutionException {
    Nvcc nvcc = Nvcc.find(System.getenv()).orElse(null);
    assumeTrue(nvcc != null, "nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda");
    assertNotNull(nvcc);
    KernelCompiler compiler = new KernelCompiler(nvcc, architectures(nvcc), KEPT);
    Map<KernelUnit, Future<KernelCompiler.Image>> images = new HashMap<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (KernelUnit unit : KernelUnit.of(KernelLibrary.portable().programs())) {
        images.put(unit, workers.submit(() -> compiler.compile(unit)));
      }
    }
    for (Map.Entry<KernelUnit, Future<KernelCompiler.Image>> image : images.entrySet()) {
      IMAGES.put(image.getKey(), image.getValue().get());
    }
  }

  /** What the build compiled for if these two are among it, so that nothing is compiled again. */
  private static Architectures architectures(Nvcc nvcc) throws IOException, InterruptedException {
    Architectures two = new Architectures(List.of("80", "90a"), true);
    Architectures built = Architectures.of(System.getenv(), nvcc, "none");
    return built.machines().containsAll(two.machines()) && built.intermediate() ? built : two;
  }

  @Test
  void noKernelComputesInDouble() throws IOException {
    Set<String> faults = new TreeSet<>();
    for (Map.Entry<KernelUnit, KernelCompiler.Image> image : IMAGES.entrySet()) {
      try (var lines = Files.lines(image.getValue().intermediate())) {
        lines
            .filter(line -> line.contains(".f64"))
            .forEach(line -> faults.add(image.getKey().name() + line));
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void everyKernelKeepsItsValuesInRegisters() {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<KernelUnit, KernelCompiler.Image> image : IMAGES.entrySet()) {
      List<KernelReport.Row> rows = image.getValue().report().rows();
      assertFalse(rows.isEmpty(), "no report on " + image.getKey());
      rows.stream()
          .filter(row -> row.localBytes() > 0 || row.spillBytes() > 0)
          .forEach(row -> faults.add(row.text()));
    }
    assertEquals("", String.join("\n", faults), KernelReport.HEADER);
  }

  @Test
  void everyKernelThatIsLaunchedIsThereAndReportedOn() throws IOException {
    Map<String, Set<String>> compiled = new HashMap<>();
    Set<String> reported = new HashSet<>();
    for (Map.Entry<KernelUnit, KernelCompiler.Image> image : IMAGES.entrySet()) {
      Matcher entry = ENTRY.matcher(Files.readString(image.getValue().intermediate()));
      while (entry.find()) {
        String program = image.getKey().programOf(entry.group(1)).line();
        compiled.computeIfAbsent(program, _ -> new HashSet<>()).add(entry.group(1));
      }
      image
          .getValue()
          .report()
          .rows()
          .forEach(row -> reported.add(row.program() + ": " + row.kernel()));
    }
    Set<String> missing = new TreeSet<>();
    for (KernelName launched : LaunchedKernels.all(CheckOptions.SEED)) {
      String program = launched.program().line();
      boolean there =
          compiled.getOrDefault(program, Set.of()).contains(launched.function())
              && reported.contains(program + ": " + launched.function());
      if (!launched.program().isForProcessors() && !there) {
        missing.add("%s of %s".formatted(launched.function(), program));
      }
    }
    assertEquals("", String.join("\n", missing), "launched, but not compiled");
  }
}
