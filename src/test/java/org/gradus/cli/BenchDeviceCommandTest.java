package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchDeviceCommandTest {
  /** The suite is run on these devices by tests of its own. */
  private static final String MEASURED = "ceilings,kernels,training";

  private static final Set<String> JOBS = Set.of("small", "large", "wide");

  @TempDir private Path folder;

  @Test
  void theProcessorIsMeasuredAsDocumented() throws IOException {
    Captured bench = quick("--device", "cpu", "--only", MEASURED);
    assertEquals(0, bench.status(), bench.err());
    DeviceFile file = measured(false);
    assertEquals("cpu", file.text("device"));
    assertTrue(bench.out().contains("fastest matmul, f32 by gradus: "), bench.out());
    assertTrue(bench.out().contains("drawn by Gradus with seed 28"), bench.out());
  }

  @Test
  void openClIsMeasuredAsDocumented() throws IOException {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    Captured bench = quick("--device", "opencl", "--only", MEASURED);
    assertEquals(0, bench.status(), bench.err());
    assertEquals("opencl:0", measured(false).text("device"));
  }

  @Test
  void theEmulatedDeviceIsMeasuredInAllPartsAndSaysWhatItIs() throws IOException {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    Outcome bench = onEmulator(Map.of());
    assertEquals(0, bench.status(), bench.toString());
    DeviceFile file = measured(true);
    assertEquals("cuda:0", file.text("device"));
    JsonObject suite = file.json().getAsJsonObject("suite");
    assertEquals(0, suite.get("failed").getAsInt());
    assertTrue(suite.get("passed").getAsInt() > 1000, suite.toString());
    assertTrue(bench.err().contains("none of a GPU"), bench.err());
    assertEquals(Set.of("gradus", "cublas"), values(file, "kernels", "provider"));
    assertEquals(Set.of("default", "cublas"), values(file, "training", "mode"));
    assertEquals(Set.of("f32", "tf32", "bf16"), values(file, "training", "precision"));
    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.contains("No figure on this page is a GPU&#39;s."));
  }

  @Test
  void whatFailsIsToldAndTheRestIsMeasured() throws IOException {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    Map<String, String> faults =
        Map.of("GRADUS_EMULATOR_FAULTS", "cuLaunchKernel#200=LAUNCH_FAILED");
    Outcome bench = onEmulator(faults, "--only", "kernels");
    assertEquals(1, bench.status(), bench.toString());
    DeviceFile file = DeviceFile.read(folder.resolve("device.json"));
    file.check();
    List<JsonObject> failures = file.rows("failures");
    assertEquals(1, failures.size(), failures.toString());
    String message = failures.getFirst().get("message").getAsString();
    assertTrue(message.contains("CUDA_ERROR_LAUNCH_FAILED"), message);
    assertTrue(bench.err().contains(message), bench.err());
    assertTrue(file.flag("complete"));
    assertTrue(file.rows("kernels").size() > 200, "rows: " + file.rows("kernels").size());
  }

  @Test
  void wrongPartsAndFoldersAreRefusedBeforeAnythingIsMeasured() throws IOException {
    Captured parts = quick("--device", "cpu", "--only", "kernels,suit");
    assertEquals(2, parts.status());
    assertEquals(
        "gradus: --only must be some of suite, ceilings, kernels, training, separated by commas;"
            + " got suit",
        parts.errLines().getFirst());
    Captured families = quick("--device", "cpu", "--families", "norm,abacus");
    assertEquals(2, families.status());
    assertTrue(
        families
            .errLines()
            .getFirst()
            .startsWith("gradus: --families: unknown family 'abacus'; there are bias, binary, "),
        families.err());
    Path taken = Files.writeString(folder.resolve("taken"), "");
    Captured out = Captured.run("bench", "device", "--device", "cpu", "--out", taken.toString());
    assertEquals(1, out.status());
    assertTrue(out.errLines().getFirst().contains(taken.toString()), out.err());
    assertEquals("", out.out());
  }

  @Test
  void dataThatIsMissingIsToldBeforeAnythingIsMeasuredOrWritten() throws IOException {
    Path keep = Files.writeString(folder.resolve("keep.json"), "of yesterday");
    Path out = folder.resolve("out");
    String missing = folder.resolve("missing").toString();
    Captured bench =
        Captured.run(
            "bench",
            "device",
            "--device",
            "cpu",
            "--data-dir",
            missing,
            "--json",
            keep.toString(),
            "--out",
            out.toString());
    assertEquals(1, bench.status());
    assertTrue(bench.errLines().getFirst().contains(missing), bench.err());
    assertEquals("", bench.out());
    assertEquals("of yesterday", Files.readString(keep));
    assertFalse(Files.exists(out));
  }

  private DeviceFile measured(boolean emulated) throws IOException {
    DeviceFile file = DeviceFile.read(folder.resolve("device.json"));
    file.check();
    assertEquals(emulated, file.flag("emulated"));
    assertTrue(file.flag("quick") && file.flag("complete"));
    assertEquals(List.of(), file.rows("failures"));
    assertTrue(file.rows("kernels").size() > 200, "rows: " + file.rows("kernels").size());
    assertEquals(JOBS, values(file, "training", "job"));
    assertTrue(Files.readString(folder.resolve("report.html")).contains("id=\"roofline\""));
    JsonObject ceilings = file.json().getAsJsonObject("ceilings");
    for (String field : List.of("copy_gb_per_s", "read_gb_per_s", "write_gb_per_s")) {
      assertFalse(ceilings.get(field).isJsonNull(), field);
    }
    return file;
  }

  private static Set<String> values(DeviceFile file, String rows, String field) {
    return file.rows(rows).stream()
        .map(row -> row.get(field).getAsString())
        .collect(Collectors.toSet());
  }

  private Captured quick(String... more) {
    return Captured.run(arguments(more));
  }

  private Outcome onEmulator(Map<String, String> environment, String... more) {
    List<String> options = new ArrayList<>(List.of("--device", "cuda"));
    options.addAll(List.of(more));
    return CudaEmulator.gradus(environment, arguments(options.toArray(String[]::new)));
  }

  private String[] arguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("bench", "device"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--quick", "--out", folder.toString()));
    return arguments.toArray(String[]::new);
  }
}
