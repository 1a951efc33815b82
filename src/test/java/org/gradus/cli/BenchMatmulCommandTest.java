package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.bench.MatmulSweep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMatmulCommandTest {
  @TempDir private Path folder;

  private static Captured matmul(String... more) {
    List<String> arguments = new ArrayList<>(List.of("bench", "matmul"));
    arguments.addAll(List.of(more));
    return Captured.run(arguments.toArray(String[]::new));
  }

  @Test
  void aProductIsMeasuredWithItsExtents() throws IOException {
    Path file = folder.resolve("matmul.json");
    Captured bench =
        matmul(
            "--device",
            "cpu",
            "--m",
            "33",
            "--n",
            "20",
            "--k",
            "7",
            "--batch",
            "2",
            "--quick",
            "--transpose",
            "NT,TN",
            "--dtype",
            "f32,tf32,bf16",
            "--json",
            file.toString());
    assertEquals(0, bench.status(), bench.err());
    assertEquals(6, bench.out().lines().filter(line -> line.startsWith("2x33x20x7 ")).count());
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals("gradus-matmul-1", json.get("schema").getAsString());
    assertEquals("cpu", json.get("device").getAsString());
    JsonArray rows = json.getAsJsonArray("rows");
    assertEquals(6, rows.size());
    Set<String> types = new TreeSet<>();
    for (JsonElement each : rows) {
      JsonObject row = each.getAsJsonObject();
      types.add(row.get("dtype").getAsString());
      assertEquals(33, row.get("m").getAsInt());
      assertEquals("gradus", row.get("provider").getAsString());
      assertEquals(1, row.get("ratio").getAsDouble());
      assertEquals(2.0 * 2 * 33 * 20 * 7, row.get("operations").getAsDouble());
      double median = row.getAsJsonObject("microseconds").get("median").getAsDouble();
      assertEquals(
          row.get("operations").getAsDouble() / median / 1000,
          row.get("gflop_per_s").getAsDouble(),
          1e-9 * row.get("gflop_per_s").getAsDouble());
    }
    assertEquals(Set.of("f32", "tf32", "bf16"), types);
    assertEquals(0, json.getAsJsonArray("failures").size());
  }

  @Test
  void quickShrinksWhatIsNotSaid() {
    Captured list = matmul("--quick", "--m", "100", "--list");
    assertEquals("100x64x64 NN bf16", list.out().strip());
  }

  @Test
  void rowsOfASweepSayWhoseProductsTheyAre() {
    Captured bench = matmul("--device", "cpu", "--quick", "--sweep", "mlp", "--dtype", "f32");
    assertEquals(0, bench.status(), bench.err());
    assertTrue(bench.out().contains("  small layer 1 forward"), bench.out());
  }

  @Test
  void sweepsAreListedForOtherEngines() throws IOException {
    Path file = folder.resolve("list.json");
    Captured list = matmul("--sweep", "all", "--list", "--json", file.toString());
    assertEquals(0, list.status(), list.err());
    JsonArray products =
        JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray("products");
    assertEquals(products.size(), list.out().lines().count());
    TreeSet<String> seen = new TreeSet<>();
    for (JsonElement each : products) {
      JsonObject product = each.getAsJsonObject();
      assertEquals("bf16", product.get("dtype").getAsString());
      seen.add(
          product.get("m").getAsInt()
              + "x"
              + product.get("n").getAsInt()
              + "x"
              + product.get("k").getAsInt()
              + product.get("transposes").getAsString());
    }
    // A weight gradient of a transformer, an MLP's last layer, the largest square, an odd one.
    for (String one :
        List.of("4096x16384x8192TN", "128x10x256NN", "8192x8192x8192NN", "357x789x333NN")) {
      assertTrue(seen.contains(one), one + " in " + seen);
    }
    assertEquals(List.of("transformer", "mlp", "square", "odd"), MatmulSweep.names());
  }

  @Test
  void whatCannotBeMeasuredIsRefusedFirst() {
    for (Map.Entry<String, List<String>> each :
        Map.of(
                "--m must be a whole number of at least 1, got -3",
                List.of("--m", "-3"),
                "--sweep must be some of transformer, mlp, square, odd, separated by commas; got x",
                List.of("--sweep", "x"),
                "--m must be at most 2147483647, got 99999999999",
                List.of("--m", "99999999999"),
                "--transpose cannot be given with --sweep mlp, which has its own",
                List.of("--sweep", "mlp", "--transpose", "NT"),
                "--sweep brings its own extents: --k cannot be given with it",
                List.of("--sweep", "odd", "--k", "3"),
                "--transpose must be some of NN, NT, TN, TT, separated by commas; got nn",
                List.of("--transpose", "nn"),
                "--dtype must be some of f32, tf32, bf16, f16, separated by commas; got f64",
                List.of("--dtype", "f64"),
                "--provider must be some of own, cublas, separated by commas; got torch",
                List.of("--device", "cpu", "--provider", "own,torch"))
            .entrySet()) {
      Captured wrong = matmul(each.getValue().toArray(String[]::new));
      assertEquals(2, wrong.status(), each.getKey());
      assertEquals("gradus: " + each.getKey(), wrong.errLines().getFirst());
    }
    Captured library = matmul("--device", "cpu", "--provider", "cublas", "--m", "8");
    assertEquals(1, library.status());
    assertTrue(library.errLines().getFirst().contains("has no cuBLAS"), library.err());
    Path missing = folder.resolve("none/x.json");
    Captured unwritable = matmul("--device", "cpu", "--quick", "--json", missing.toString());
    assertEquals(1, unwritable.status());
    assertTrue(unwritable.errLines().getFirst().contains(missing.toString()), unwritable.err());
    assertEquals("", unwritable.out());
  }

  @Test
  void aDeviceWithoutAChoiceHasNothingToTune() {
    Captured cpu = Captured.run("tune", "--device", "cpu", "--quick");
    assertEquals(1, cpu.status());
    assertEquals(
        "gradus: device 'cpu' has but one way to multiply matrices: there is nothing to tune",
        cpu.errLines().getFirst());
    Captured wrong = Captured.run("tune", "--device", "cpu", "--n", "0");
    assertEquals(2, wrong.status());
    Path missing = folder.resolve("none/table.txt");
    Captured unwritable = Captured.run("tune", "--device", "cpu", "--out", missing.toString());
    assertEquals(1, unwritable.status());
    assertTrue(unwritable.errLines().getFirst().contains(missing.toString()), unwritable.err());
  }
}
