package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
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
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.KernelName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles every program for NVIDIA's GPUs, where their compiler is; no GPU is needed. */
@Tag("nvcc")
final class NvccTest {
  private static final int AT_ONCE = 2;
  private static final Path KEPT = Path.of("target", "kernels");
  @TempDir private static Path folder;

  private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)");

  /** The GPUs whose registers every kernel must fit. */
  private static final List<String> MACHINES = List.of("80", "90a");

  /** What products on tensor cores are in machine code and in PTX, by file. */
  private static final Map<String, List<String>> PRODUCTS =
      Map.of(
          "sm80_matmul", List.of("HMMA", "mma.sync.aligned"),
          "sm90_matmul", List.of("HGMMA", "wgmma.mma_async"));

  /** What a unit became, and what its kernels take on each of these GPUs at least. */
  private record Compiled(KernelCompiler.Image image, List<KernelReport.Row> rows) {}

  private static final Map<KernelUnit, Compiled> UNITS = new HashMap<>();

  /** Takes what the build compiled; for GPUs that this was not for, its PTX is only assembled. */
  @BeforeAll
  static void compile() throws IOException, InterruptedException, ExecutionException {
    Nvcc nvcc = Nvcc.find(System.getenv()).orElse(null);
    assumeTrue(nvcc != null, "nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda");
    assertNotNull(nvcc);
    Architectures asked = Architectures.of(System.getenv(), nvcc, "90a");
    Architectures built = asked.isEmpty() ? Architectures.of("90a") : asked;
    KernelCompiler compiler = new KernelCompiler(nvcc, built, KEPT);
    KernelCompiler others = new KernelCompiler(nvcc, Architectures.of("90a"), KEPT);
    Map<KernelUnit, Future<Compiled>> units = new HashMap<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (KernelUnit unit : KernelUnit.of(KernelLibrary.cuda().programs())) {
        KernelCompiler one = compiler.compiles(unit) ? compiler : others;
        units.put(unit, workers.submit(() -> compiled(nvcc, one, built, unit)));
      }
    }
    for (Map.Entry<KernelUnit, Future<Compiled>> unit : units.entrySet()) {
      UNITS.put(unit.getKey(), unit.getValue().get());
    }
  }

  private static Compiled compiled(
      Nvcc nvcc, KernelCompiler compiler, Architectures built, KernelUnit unit)
      throws IOException, InterruptedException {
    KernelCompiler.Image image = compiler.compile(unit);
    List<KernelReport.Row> rows = new ArrayList<>(image.report().rows());
    for (String machine : machines(unit)) {
      if (unit.machine().isEmpty() && !built.machines().contains(machine)) {
        rows.addAll(assembled(nvcc, unit, image.intermediate(), machine).rows());
      }
    }
    return new Compiled(image, rows);
  }

  /** The GPUs for which a unit is looked at: those, or the one that it is for. */
  private static List<String> machines(KernelUnit unit) {
    return unit.machine().isEmpty() ? MACHINES : List.of(unit.machine());
  }

  private static KernelReport assembled(Nvcc nvcc, KernelUnit unit, Path ptx, String machine)
      throws IOException, InterruptedException {
    Path code = folder.resolve(unit.name() + "." + machine);
    List<String> options =
        List.of(
            "-cubin",
            "-arch=sm_" + machine,
            "-Xptxas",
            "-v",
            "-o",
            code.toString(),
            ptx.toAbsolutePath().toString());
    Nvcc.Outcome outcome = nvcc.run(options, folder);
    assertEquals(0, outcome.status(), outcome.report());
    return KernelReport.of(unit, outcome.report());
  }

  @Test
  void noKernelComputesInDouble() throws IOException {
    Set<String> faults = new TreeSet<>();
    for (Map.Entry<KernelUnit, Compiled> unit : UNITS.entrySet()) {
      try (var lines = Files.lines(unit.getValue().image().intermediate())) {
        lines
            .filter(line -> line.contains(".f64"))
            .forEach(line -> faults.add(unit.getKey().name() + line));
      }
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void everyKernelKeepsItsValuesInRegisters() {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<KernelUnit, Compiled> unit : UNITS.entrySet()) {
      Set<String> machines = new HashSet<>();
      unit.getValue().rows().forEach(row -> machines.add(row.machine()));
      assertTrue(
          machines.containsAll(machines(unit.getKey())), unit.getKey().name() + " on " + machines);
      unit.getValue().rows().stream()
          .filter(row -> MACHINES.contains(row.machine()))
          .filter(row -> row.localBytes() > 0 || row.spillBytes() > 0)
          .forEach(row -> faults.add(row.text()));
    }
    assertEquals("", String.join("\n", faults), KernelReport.HEADER);
  }

  /** In machine code if the tool that shows it is on PATH or beside the compiler, or in PTX. */
  @Test
  void productsOnTensorCoresUseThem() throws IOException, InterruptedException {
    Path disassembler = disassembler();
    boolean there = Files.isExecutable(disassembler);
    System.out.println(there ? "by " + disassembler : "in PTX, as there is no " + disassembler);
    Set<String> looked = new HashSet<>();
    for (Map.Entry<KernelUnit, Compiled> unit : UNITS.entrySet()) {
      String file = unit.getKey().programs().getFirst().file();
      if (PRODUCTS.containsKey(file)) {
        KernelCompiler.Image image = unit.getValue().image();
        String code =
            there
                ? Nvcc.run(
                        disassembler.toString(),
                        List.of("-sass", image.file().toAbsolutePath().toString()),
                        KEPT)
                    .report()
                : Files.readString(image.intermediate());
        String instruction = PRODUCTS.get(file).get(there ? 0 : 1);
        assertTrue(code.contains(instruction), unit.getKey().name() + " without " + instruction);
        looked.add(file);
      }
    }
    assertEquals(PRODUCTS.keySet(), looked);
  }

  /** The assembler says so where it must have a warpgroup wait for each product by itself. */
  @Test
  void productsOfWarpgroupsOverlap() throws IOException {
    int units = 0;
    for (Map.Entry<KernelUnit, Compiled> unit : UNITS.entrySet()) {
      if (unit.getKey().machine().equals("90a")) {
        String said = Files.readString(unit.getValue().image().said());
        assertFalse(said.contains("Potential Performance Loss"), said);
        units++;
      }
    }
    assertTrue(units > 0, "no unit for sm_90a alone");
  }

  private static Path disassembler() {
    Path beside = Nvcc.find(System.getenv()).orElseThrow().executable().resolveSibling("cuobjdump");
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path one = Path.of(folder, "cuobjdump");
      if (Files.isExecutable(one)) {
        return one;
      }
    }
    return beside;
  }

  @Test
  void everyKernelThatIsLaunchedIsThereAndReportedOn() throws IOException {
    Map<String, Set<String>> compiled = new HashMap<>();
    Set<String> reported = new HashSet<>();
    for (Map.Entry<KernelUnit, Compiled> unit : UNITS.entrySet()) {
      Matcher entry = ENTRY.matcher(Files.readString(unit.getValue().image().intermediate()));
      while (entry.find()) {
        String program = unit.getKey().programOf(entry.group(1)).line();
        compiled.computeIfAbsent(program, _ -> new HashSet<>()).add(entry.group(1));
      }
      unit.getValue().rows().forEach(row -> reported.add(row.program() + ": " + row.kernel()));
    }
    Set<String> missing = new TreeSet<>();
    Set<KernelName> all = new HashSet<>(LaunchedKernels.all(CheckOptions.SEED));
    all.addAll(LaunchedKernels.onTensorCores(CheckOptions.SEED));
    for (KernelName launched : all) {
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
