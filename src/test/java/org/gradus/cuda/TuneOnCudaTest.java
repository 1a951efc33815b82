package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tune} and {@code bench matmul} on an emulated device, which goes by what was found. */
final class TuneOnCudaTest {
  private static final List<String> PRODUCT = List.of("--m", "33", "--n", "40", "--k", "57");

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  private Outcome gradus(Map<String, String> environment, String... words) {
    Stream<String> all = Stream.concat(Stream.of(words), Stream.of("--device", "cuda"));
    return CudaEmulator.gradus(environment, all.toArray(String[]::new));
  }

  /** The kernel and tile of the product's row. */
  private JsonObject row(Map<String, String> environment, String dtype) throws IOException {
    Path file = folder.resolve("row.json");
    Outcome bench =
        gradus(
            environment,
            Stream.of(
                    Stream.of(
                        "bench", "matmul", "--quick", "--dtype", dtype, "--json", file.toString()),
                    PRODUCT.stream())
                .flatMap(words -> words)
                .toArray(String[]::new));
    assertEquals(0, bench.status(), bench.toString());
    JsonElement json = JsonParser.parseString(Files.readString(file));
    return json.getAsJsonObject().getAsJsonArray("rows").get(0).getAsJsonObject();
  }

  @Test
  void whatWasMeasuredIsGoneByAndADamagedTableIsNot() throws IOException {
    Path table = folder.resolve("table.txt");
    Outcome tuned =
        gradus(
            Map.of(),
            Stream.concat(
                    Stream.of(
                        "tune", "--quick", "--dtype", "f32,tf32,bf16", "--out", table.toString()),
                    PRODUCT.stream())
                .toArray(String[]::new));
    assertEquals(0, tuned.status(), tuned.toString());
    assertTrue(tuned.out().contains("3 products measured, 3 in " + table), tuned.toString());
    assertTrue(tuned.err().contains("this is the emulator"), tuned.toString());
    Map<String, String> using = Map.of("GRADUS_TUNED", table.toString());
    String text = Files.readString(table);
    for (String dtype : List.of("f32", "tf32", "bf16")) {
      String line =
          text.lines()
              .filter(each -> each.startsWith(dtype + " NN 33x40x57\t"))
              .findFirst()
              .orElseThrow();
      assertEquals(line.split("\t", -1)[1], row(using, dtype).get("chosen").getAsString());
    }
    Outcome doctor = CudaEmulator.gradus(using, "doctor");
    assertTrue(doctor.out().contains("3 products in " + table), doctor.out());

    Files.writeString(table, text.replace("bf16", "bf17"));
    Outcome refused = gradus(using, "bench", "matmul", "--quick", "--m", "8");
    assertEquals(1, refused.status(), refused.toString());
    assertTrue(refused.err().contains(table + " is not used: it is damaged"), refused.err());
    assertTrue(CudaEmulator.gradus(using, "doctor").out().contains("it is damaged"));
    Outcome off = gradus(Map.of("GRADUS_TUNED", "0"), "bench", "matmul", "--quick", "--m", "8");
    assertEquals(0, off.status(), off.toString());
  }

  @Test
  void rowsOfTheEmulatorNameKernelAndTile() throws IOException {
    for (String title : List.of("sm80_matmul 128x128", "matmul 32x32")) {
      JsonObject row = row(Map.of("GRADUS_MATMUL", title, "GRADUS_TUNED", "0"), "bf16");
      assertTrue(row.get("chosen").getAsString().startsWith(title + " in "), row.toString());
      String kernel = row.getAsJsonArray("kernels").get(0).getAsString();
      assertTrue(kernel.startsWith(title.replaceFirst(" .*", "")), row.toString());
    }
    Outcome unknown = gradus(Map.of("GRADUS_MATMUL", "matmul 1x1"), "bench", "matmul", "--quick");
    assertEquals(1, unknown.status(), unknown.toString());
    assertTrue(unknown.err().contains("there is no kernel 'matmul 1x1'"), unknown.err());
  }
}
