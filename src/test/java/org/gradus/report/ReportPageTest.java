package org.gradus.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradus.io.DataException;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportPageTest {
  private static final String HOSTILE = "</script><script>alert('x')</script><!-- & \"";

  /** Left behind for a look in a browser: {@code target/report-example.html}. */
  private static final Path EXAMPLE = Path.of("target", "report-example.html");

  static RunReport example(String title, boolean validation) {
    List<Epoch> epochs = new ArrayList<>();
    for (int e = 1; e <= 12; e++) {
      double loss = 1.6 * Math.exp(-0.45 * e) + 0.03;
      double gap = 0.02 * Math.sin(e);
      Evaluation heldBack =
          validation ? new Evaluation(loss * 1.2 + 0.03, 1 - loss / 3.4, 2_000) : null;
      Evaluation test = new Evaluation(loss * 1.1 + 0.04 + gap, 1 - (loss + gap) / 3.6, 4_000);
      epochs.add(new Epoch(e, loss, 1 - loss / 4, heldBack, test, 0.81, 61_728.4));
    }
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put("model", "mlp");
    configuration.put("hidden", "256");
    configuration.put("data", title);
    configuration.put("learning rate", "0.001");
    List<LayerRow> layers =
        List.of(
            new LayerRow("0", "Flatten", "[B, 784]", 0, 0, 0),
            new LayerRow("1", "Dense", "[B, 256]", 200_960, 51.4e6, 131_072),
            new LayerRow("2", "Activation relu", "[B, 256]", 0, 32_768, 131_072),
            new LayerRow("3", "Dense", "[B, 10]", 2_570, 656_640, 0));
    return new RunReport(
        title, "", epochs, configuration, layers, Map.of("device", "cpu", "JDK", "25.0.3"));
  }

  @Test
  void loadsNothingFromAnywhere() throws IOException {
    String page = ReportPage.render(example("mlp on digits", true));
    Matcher reference = Pattern.compile("(?:src|href)\\s*=\\s*[\"']?([^\"'>\\s]+)").matcher(page);
    while (reference.find()) {
      assertTrue(reference.group(1).startsWith("data:"), reference.group());
    }
    for (String loader : List.of("sourceMappingURL", "@import", "url(", "fetch(", "XMLHttp")) {
      assertFalse(page.contains(loader), loader);
    }
    assertFalse(page.contains("{{"), "every place of the template is filled");
  }

  @Test
  @Tag("checkout")
  void showsCurvesConfigurationModelAndEnvironment() throws IOException {
    String page = ReportPage.render(example("mlp on digits", true));
    Files.createDirectories(EXAMPLE.toAbsolutePath().getParent());
    Files.writeString(EXAMPLE, page);
    for (String part :
        List.of(
            "<h1>mlp on digits</h1>",
            "id=\"loss\"",
            "id=\"accuracy\"",
            "<th scope=\"row\">learning rate</th><td>0.001</td>",
            "<td>1</td><td>Dense</td><td>[B, 256]</td><td>200\u202f960</td>",
            "all</th><td>203\u202f530</td>",
            "<th scope=\"row\">device</th><td>cpu</td>",
            "validation accuracy",
            "prefers-color-scheme: dark",
            "Chart.js v4.5.1")) {
      assertTrue(page.contains(part), part);
    }
  }

  @Test
  void theLegendShowsLinesAsTheyAreDrawn() throws IOException {
    String page = ReportPage.render(example("mlp on digits", true));
    assertTrue(page.contains("generateLabels: legend"));
    assertTrue(page.contains("lineDash: borderDash"));
  }

  @Test
  void escapesTextOfTheRun() throws IOException {
    String page = ReportPage.render(example(HOSTILE + "{{style}}", false));
    assertFalse(page.contains(HOSTILE));
    assertFalse(page.contains("<script>alert"));
    assertTrue(page.contains("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)"));
    assertTrue(page.contains("&amp; &quot;{{style}}"), "text that looks like a place stays text");
  }

  @Test
  void aCurveHasAGapWhereALossIsNotFinite() throws IOException {
    Epoch first = new Epoch(1, 0.5, 0.8, null, new Evaluation(Double.NaN, 0.75, 9), 1, 1000);
    RunReport report = new RunReport("t", "", List.of(first), Map.of(), List.of(), Map.of());
    JsonObject data = JsonParser.parseString(ReportData.json(report)).getAsJsonObject();
    assertEquals("[1.0]", data.get("epoch").toString());
    assertTrue(data.getAsJsonArray("testLoss").get(0).isJsonNull());
    JsonArray validation = data.getAsJsonArray("validationLoss");
    assertTrue(validation.get(0).isJsonNull());
    assertEquals(0.5, data.getAsJsonArray("trainLoss").get(0).getAsDouble());
  }

  @Test
  void showsTheBestEpochAndWhoseWeightsWereJudged() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (int e = 1; e <= 3; e++) {
      Weights weights = e == 1 ? Weights.TRAINED : Weights.SWA;
      Evaluation test = new Evaluation(e, e / 4.0, 9);
      epochs.add(new Epoch(e, 1, 1, test, test, 1, 1, null, 0.1, weights));
    }
    RunReport report =
        new RunReport("t", "stopped", epochs, 2, Map.of(), List.of(), Map.of(), List.of());
    String page = ReportPage.render(report);
    for (String part :
        List.of(
            "<dt>averaged weights</dt><dd>swa</dd>",
            "<dt>best epoch</dt><dd>2</dd>",
            "<dt>epochs</dt><dd>3</dd>",
            "<dt>test loss</dt><dd>2.0000</dd>",
            "<th scope=\"col\">judged weights</th>",
            "<tr class=\"best\"><td>2</td>",
            "<td>trained</td>",
            "<td>swa</td>")) {
      assertTrue(page.contains(part), part);
    }
    assertFalse(ReportPage.render(example("plain", true)).contains("judged weights"));
  }

  @Test
  void aRunWithoutEpochsHasAPage() throws IOException {
    RunReport report =
        new RunReport("t", "stopped at step 3", List.of(), Map.of(), List.of(), Map.of());
    assertTrue(ReportPage.render(report).contains("<p class=\"note\">stopped at step 3</p>"));
  }

  @Test
  void replacesTheFileAndLeavesNothingElse(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, "old");
    ReportPage.write(example("mlp on digits", false), file);
    assertTrue(Files.readString(file).startsWith("<!doctype html>"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aFolderThatIsNotThereIsAnError(@TempDir Path folder) {
    Path file = folder.resolve("absent").resolve("report.html");
    assertThrows(
        DataException.class, () -> ReportPage.write(example("mlp on digits", false), file));
  }
}
