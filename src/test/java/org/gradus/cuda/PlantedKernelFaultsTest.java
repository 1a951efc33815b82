package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of real kernels, each with one line of it spoilt: the checks of the op must fail. */
final class PlantedKernelFaultsTest {
  private static final Program MATMUL =
      Program.of("matmul", DType.F32)
          .with("A_TRANSPOSED", 0)
          .with("B_TRANSPOSED", 0)
          .with("TILE_M", 32)
          .with("TILE_N", 32)
          .with("TILE_K", 16)
          .with("ITEM_M", 4)
          .with("ITEM_N", 4);

  private static final Program SM80_MATMUL =
      Program.of("sm80_matmul", DType.BF16)
          .with("A_TRANSPOSED", 0)
          .with("B_TRANSPOSED", 0)
          .with("STAGES", 4)
          .with("TILE_M", 64)
          .with("TILE_N", 64)
          .with("WARPS_M", 2)
          .with("WARPS_N", 2);

  private static final Program SM90_MATMUL =
      Program.of("sm90_matmul", DType.BF16).with("STAGES", 6).with("TILE_M", 64).with("TILE_N", 64);

  private static final Path KERNELS = CudaEmulator.folder().resolve("kernels");

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void aMissingBarrierIsARaceOnSharedMemory() throws Exception {
    plant(MATMUL, "    BARRIER();\n    a += step_a;", "    a += step_a;");
    expectReport(check("matmul"), "matmul", "race on shared memory");
  }

  @Test
  void aMissingWaitIsAReadOfWhatIsUnderWay() throws Exception {
    plant(SM80_MATMUL, "    cp_async_wait_group<STAGES - 2>();\n", "");
    expectReported(
        products("80", "slices"), "sm80_matmul", "to which an asynchronous copy of thread (");
  }

  @Test
  void aStageThatIsFilledTooEarlyIsARace() throws Exception {
    plant(
        SM80_MATMUL,
        "    BARRIER();  // what arrived is there for all,",
        "    if (left == steps) BARRIER();  // what arrived is there for all,");
    expectReported(products("80", "slices"), "sm80_matmul", "race on shared memory");
  }

  @Test
  void sumsThatTakeThePlaceOfOperandsTooEarlyAreARace() throws Exception {
    plant(SM80_MATMUL, "    BARRIER();  // all are done with what is in shared memory\n", "");
    expectReported(products("80", "slices"), "sm80_matmul", "race on shared memory");
  }

  @Test
  void aWrongCountOfBytesIsTold() throws Exception {
    plant(
        SM90_MATMUL,
        "mbarrier_arrive_expect_tx(full(now.stage), STAGE);",
        "mbarrier_arrive_expect_tx(full(now.stage), STAGE - 16);");
    expectReported(
        products("90", "slices90"), "sm90_matmul", "more bytes were copied than announced");
  }

  @Test
  void aWrongParityIsAReadOfWhatIsUnderWay() throws Exception {
    plant(
        SM90_MATMUL,
        "mbarrier_wait(full(now.stage), now.parity);",
        "mbarrier_wait(full(now.stage), now.parity ^ 1);");
    expectReported(products("90", "slices90"), "sm90_matmul", "race on shared memory");
  }

  @Test
  void aStageThatTmaFillsTooEarlyIsARace() throws Exception {
    plant(
        SM90_MATMUL,
        "      wgmma_wait_group<1>();  // the products of the step before are done, these go on\n",
        "");
    expectReported(products("90", "tiles90"), "sm90_matmul", "race on shared memory");
  }

  @Test
  void aStageThatIsAnnouncedTooEarlyIsTold() throws Exception {
    plant(SM90_MATMUL, "mbarrier_wait(empty(now.stage), now.parity ^ 1);", "");
    expectReported(products("90", "tiles90"), "sm90_matmul", "one more arrival than wanted");
  }

  @Test
  void resultsThatTmaDoesNotSeeAreTold() throws Exception {
    plant(SM90_MATMUL, "    fence_proxy_async();\n", "");
    expectReported(products("90", "endings90"), "sm90_matmul", "without a fence.proxy.async");
  }

  @Test
  void aBoxThatIsFilledWhileTmaReadsItIsARace() throws Exception {
    plant(SM90_MATMUL, "cp_async_bulk_wait_group_read<1>()", "cp_async_bulk_wait_group_read<2>()");
    expectReported(
        products("90", "tiles90"), "sm90_matmul", "after a read by a copy to global memory");
  }

  @Test
  void aMissingBoundOfAGlobalIndexIsAnAccessOutside() throws Exception {
    plant(MATMUL, "    if (row < m) {", "    {");
    expectReport(check("matmul"), "matmul", "write of 4 bytes");
  }

  @Test
  void aMissingTailCheckIsAnAccessOutside() throws Exception {
    plant(
        Program.of("gather", DType.F32),
        "  if (item >= items) return;\n  const int index = indices[item / pieces];",
        "  const int index = indices[item / pieces];");
    Outcome outcome = check("gather");
    expectReport(outcome, "gather_f32", " of 4 bytes");
    String told =
        "CUDA: cuEventSynchronize, waiting for gather_f32 \\(\\d+ of 256 groups\\), step %\\d+"
            + " gather at \\S+ failed: CUDA_ERROR_ILLEGAL_ADDRESS \\(700: an illegal memory access"
            + " was encountered\\); the device's context is lost";
    assertTrue(Pattern.compile(told).matcher(outcome.err()).find(), outcome.err());
  }

  /** No rule of memory is broken, but elements share random words that the CPU gives to each. */
  @Test
  void aPhiloxCounterThatDoesNotCountIsAnotherMask() throws Exception {
    plant(
        Program.of("dropout", DType.BF16),
        "const long block = ((i) + j) / PHILOX_WORDS;",
        "const long block = (i) / PHILOX_WORDS;     ");
    Outcome outcome = check("dropout");
    assertEquals(1, outcome.status(), outcome.toString());
    assertTrue(outcome.err().contains("gradus: bf16 check failed: dropout"), outcome.toString());
    assertTrue(!outcome.err().contains("gradus emulator: "), outcome.toString());
  }

  /** Compiles the program with {@code right} replaced. */
  private void plant(Program program, String right, String wrong) throws Exception {
    Path source = Path.of(program.path());
    String text = Files.readString(source);
    assertTrue(text.contains(right), source + " has no longer the lines\n" + right);
    Path spoilt = folder.resolve(source.getFileName());
    Files.writeString(spoilt, text.replace(right, wrong));
    String name = program.line().replace(' ', ',') + ".so";
    assertTrue(Files.exists(KERNELS.resolve(name)), "no library " + name);
    compile(program, spoilt, Files.createDirectory(folder.resolve("kernels")).resolve(name));
  }

  private static void compile(Program program, Path source, Path library)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(CudaEmulator.folder().resolve("compile-kernel").toString());
    command.addAll(List.of("checked", source.toString(), library.toString()));
    program.defines().forEach((macro, value) -> command.add("-D" + macro + "=" + value));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] said = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), new String(said, StandardCharsets.UTF_8));
  }

  private Outcome check(String op) {
    String libraries = folder.resolve("kernels") + ":" + KERNELS;
    return CudaEmulator.gradus(
        Map.of("GRADUS_EMULATOR_KERNELS", libraries, "GRADUS_MATMUL", "matmul 32x32"),
        "check",
        "--device",
        "cuda",
        "--quick",
        "--op",
        op);
  }

  /** Products by kernels for that compute capability. */
  private Outcome products(String capability, String cases) {
    String libraries = folder.resolve("kernels") + ":" + KERNELS;
    return CudaEmulator.java(
        Map.of("GRADUS_EMULATOR_KERNELS", libraries, "GRADUS_CUDA_TENSOR_CORES", capability),
        TensorProductsOnCuda.class,
        cases);
  }

  private static void expectReport(Outcome outcome, String kernel, String what) {
    expectReported(outcome, kernel, what);
    assertTrue(outcome.err().contains("check failed"), outcome.toString());
  }

  private static void expectReported(Outcome outcome, String kernel, String what) {
    assertEquals(1, outcome.status(), outcome.toString());
    String report =
        outcome
            .err()
            .lines()
            .filter(line -> line.startsWith("gradus emulator: "))
            .findFirst()
            .orElse("no report");
    System.out.println(report);
    assertTrue(report.contains(kernel), report);
    assertTrue(report.contains(", block ("), report);
    assertTrue(report.contains("), thread ("), report);
    assertTrue(report.contains(what), report);
  }
}
