package org.gradus.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradus.bench.Ceilings;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.Failure;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Part;
import org.gradus.bench.SuiteResult;
import org.gradus.bench.Surroundings;
import org.gradus.bench.Times;
import org.gradus.bench.TrainingRow;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceRank;
import org.gradus.device.Hardware;
import org.junit.jupiter.api.Test;

final class DevicePageTest {
  private static final String HOSTILE = "</script><script>alert('x')</script> {{data}}";

  private static KernelRow row(
      String family, String provider, double nanoseconds, boolean product) {
    return new KernelRow(
        family,
        product ? "matmul" : "add",
        "1024x1024 1024x1024",
        "f32",
        List.of("k"),
        provider,
        new Times(List.of(nanoseconds)),
        12 << 20,
        product ? 2.0 * (1 << 30) : 1 << 20,
        product,
        0.5);
  }

  private static Surroundings surroundings(boolean emulated) {
    Hardware hardware = new Hardware("Device <1>", "CUDA 13.0", 4 << 20, emulated);
    DeviceInfo device =
        new DeviceInfo("cuda:0", "for tests", 8L << 30, DeviceRank.GPU_BY_VENDOR, hardware);
    return new Surroundings("./gradus", Instant.EPOCH, device, "0", false);
  }

  private static DeviceResult example(boolean emulated, boolean cublas, List<Failure> failures) {
    KernelRow product = row("matmul", "gradus", 4e5, true);
    List<KernelRow> kernels =
        new ArrayList<>(List.of(row("binary", "gradus", 1e4, false), product));
    if (cublas) {
      kernels.add(row("matmul", "cublas", 2e5, true));
    }
    OptionalDouble copy = OptionalDouble.of(2000);
    return new DeviceResult(
        surroundings(emulated),
        true,
        Map.of(Part.KERNELS, 1.5),
        "not here",
        new SuiteResult(1, true, 5000, List.of()),
        1 << 20,
        new Ceilings(copy, copy, OptionalDouble.empty(), kernels.subList(1, kernels.size())),
        List.of(),
        kernels,
        "digits",
        List.of(
            new TrainingRow(
                "wide",
                "f32",
                "default",
                8192,
                20_060_170,
                77,
                new Times(List.of(2.5e7)),
                80,
                600L << 20,
                List.of(2.3, 2.2, 2.1))),
        failures);
  }

  @Test
  void loadsNothingAndFillsEveryPlace() throws IOException {
    String page = DevicePage.render(example(false, true, List.of()));
    Matcher reference = Pattern.compile("(?:src|href)\\s*=\\s*[\"']?([^\"'>\\s]+)").matcher(page);
    while (reference.find()) {
      assertTrue(reference.group(1).startsWith("data:"), reference.group());
    }
    for (String loader : List.of("sourceMappingURL", "@import", "url(", "fetch(", "{{", "NaN")) {
      // The chart library has NaN in its own code.
      String searched = loader.equals("NaN") ? page.substring(0, page.indexOf("<script>")) : page;
      assertFalse(searched.contains(loader), loader);
    }
    for (String part :
        List.of(
            "<h1>Device &lt;1&gt;</h1>",
            "id=\"roofline\"",
            "id=\"memory\"",
            "5\u202f000 passed",
            "<td>25.0</td>",
            "327\u202f680",
            "<td>10\u202f737</td><td>0.50</td>",
            "TF32 and bf16 are not measured yet",
            "prefers-color-scheme: dark",
            "Chart.js v4.5.1")) {
      assertTrue(page.contains(part), part);
    }
    assertFalse(page.contains("class=\"alarm\""));
  }

  @Test
  void productsAtTheHeadNameTheirProviderAndGradusStandsFirst() throws IOException {
    String page = DevicePage.render(example(false, true, List.of()));
    int own = page.indexOf("matmul f32 by gradus, GFLOP/s");
    int library = page.indexOf("matmul f32 by cublas, GFLOP/s");
    assertTrue(own > 0 && own < library, own + " " + library);
    assertTrue(library < page.indexOf("<section>"), "both stand at the head");
    JsonObject data =
        JsonParser.parseString(DeviceData.json(example(false, true, List.of()))).getAsJsonObject();
    JsonObject peak = data.getAsJsonArray("peaks").get(0).getAsJsonObject();
    assertEquals("cublas", peak.get("provider").getAsString());
  }

  @Test
  void anEmulatedDeviceIsSaidToBeOne() throws IOException {
    String page = DevicePage.render(example(true, false, List.of()));
    assertTrue(page.contains("<p class=\"alarm\">Measured on the emulated CUDA device"), "banner");
    assertTrue(page.contains("No figure on this page is a GPU&#39;s."));
  }

  @Test
  void failuresAreShownAndTheirTextIsHarmless() throws IOException {
    String page =
        DevicePage.render(example(false, false, List.of(new Failure("kernels", "add", HOSTILE))));
    assertFalse(page.contains(HOSTILE));
    assertTrue(page.contains("<h2>Failures</h2>"));
    assertTrue(page.contains("1 thing is wrong or could not be measured"));
    assertTrue(page.contains("alert(&#39;x&#39;)&lt;/script&gt; {{data}}"));
    assertTrue(page.contains("cuBLAS: not measured, not here"));
  }

  @Test
  void chartsGetFiguresOfTheKernels() throws IOException {
    String json = DeviceData.json(example(false, true, List.of()));
    JsonObject data = JsonParser.parseString(json).getAsJsonObject();
    assertEquals(2000, data.get("copy").getAsDouble());
    assertEquals(1, data.getAsJsonArray("peaks").size());
    JsonObject add = data.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals("elementwise", add.get("kind").getAsString());
    assertEquals(1.0 / 12, add.get("intensity").getAsDouble(), 1e-9);
    assertEquals(104.8576, add.get("gflops").getAsDouble(), 1e-9);
  }

  @Test
  void aRunThatMeasuredNothingHasAPage() throws IOException {
    OptionalDouble none = OptionalDouble.empty();
    DeviceResult result =
        new DeviceResult(
            surroundings(false),
            false,
            Map.of(),
            "",
            null,
            0,
            new Ceilings(none, none, none, List.of()),
            List.of(),
            List.of(),
            "",
            List.of(),
            List.of());
    String page = DevicePage.render(result);
    assertTrue(page.contains("The run was ended before all was measured."));
    assertTrue(page.contains("not measured</td>"));
  }
}
