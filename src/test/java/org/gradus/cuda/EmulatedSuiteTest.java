package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.Program;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole catalogue on an emulated device, through JCuda; and no kernel is left out. */
final class EmulatedSuiteTest {
  /** What the emulator's build writes of each kernel. */
  private static final Pattern KERNEL = Pattern.compile("(?m)^ +emulated<(\\w+)>");

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void everyCheckPassesAndEveryKernelRuns() throws IOException {
    Path launched = folder.resolve("launched");
    check(Map.of("GRADUS_EMULATOR_LAUNCHED", launched.toString()));
    Set<String> left = kernels();
    left.removeAll(Files.readAllLines(launched));
    // Of the portable tiles others would be chosen for most products, and for some none.
    for (String tile : List.of("128x128", "64x64", "32x32")) {
      Path portable = folder.resolve("portable-" + tile);
      check(
          Map.of(
              "GRADUS_EMULATOR_LAUNCHED", portable.toString(), "GRADUS_MATMUL", "matmul " + tile),
          "--op",
          "matmul");
      left.removeAll(Files.readAllLines(portable));
    }
    // TensorProductsTest and Sm90ProductsTest launch those that are chosen for large products or by
    // no plan yet.
    left.removeIf(kernel -> kernel.matches("sm[89]0_matmul .*"));
    assertEquals(List.of(), List.copyOf(left), "kernels that were never launched");
  }

  private static void check(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("check", "--device", "cuda"));
    arguments.addAll(List.of(options));
    Outcome outcome = CudaEmulator.gradus(environment, arguments.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.toString());
    assertFalse(outcome.err().contains("gradus emulator: "), outcome.err());
    String last = outcome.out().strip().lines().reduce("", (_, line) -> line);
    System.out.println("check --device cuda on the emulator: " + last);
    assertTrue(last.matches("[1-9]\\d* passed, 0 failed"), last);
  }

  /** All kernels of programs for GPUs, as the emulator writes them: program, colon, kernel. */
  private static Set<String> kernels() throws IOException {
    Set<String> kernels = new TreeSet<>();
    for (Program program : KernelLibrary.cuda().programs()) {
      if (!program.isForProcessors()) {
        String unit = program.line().replace(' ', ',') + ".cpp";
        String text = Files.readString(CudaEmulator.folder().resolve("kernels").resolve(unit));
        KERNEL
            .matcher(text)
            .results()
            .forEach(kernel -> kernels.add(program.line() + ": " + kernel.group(1)));
      }
    }
    assertTrue(kernels.size() > KernelLibrary.cuda().programs().size(), kernels.toString());
    return kernels;
  }
}
