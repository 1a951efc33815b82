package org.gradus.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.Part;
import org.gradus.bench.Surroundings;
import org.gradus.io.AtomicFiles;

/**
 * The HTML page about a device: roofline, memory, trainings and every kernel in one file.
 *
 * <p>It loads nothing, and says across its head if its figures are those of an emulated device, of
 * tiny sizes, or of a run that was ended.
 */
public final class DevicePage {
  private DevicePage() {}

  /**
   * Writes the page, replacing the file in one step.
   *
   * @throws org.gradus.io.DataException if the file cannot be written
   * @throws IOException if a part of the page is not in the jar
   */
  public static void write(DeviceResult result, Path file) throws IOException {
    AtomicFiles.write(file, render(result));
  }

  /**
   * Returns the page's text.
   *
   * @throws IOException if a part of the page is not in the jar
   */
  public static String render(DeviceResult result) throws IOException {
    return new Page("device")
        .put("device-style", Page.resource("device.css"))
        .put("title", Html.text(title(result)))
        .put("notes", DeviceNotes.html(result))
        .put("summary", DeviceTables.summary(result))
        .put("roofline-says", DeviceNotes.roofline())
        .put("memory-says", DeviceNotes.memory(result))
        .put("training-says", DeviceNotes.training(result))
        .put("training", DeviceTables.training(result.training()))
        .put("products-says", DeviceNotes.products(result))
        .put("products", ProductTable.html(result.kernels()))
        .put("slowest", DeviceTables.slowest(result))
        .put("ceilings", ReportTables.pairs(DeviceTables.ceilings(result.ceilings())))
        .put("environment", ReportTables.pairs(environment(result)))
        .put("failures", DeviceNotes.failures(result.failures()))
        .put("kernels", DeviceTables.kernels(result))
        .put("data", DeviceData.json(result))
        .render();
  }

  private static String title(DeviceResult result) {
    String model = result.surroundings().device().hardware().model();
    return model.isEmpty() ? result.surroundings().device().id() : model;
  }

  private static Map<String, String> environment(DeviceResult result) {
    Surroundings about = result.surroundings();
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("device", about.device().id() + ": " + about.device().description());
    pairs.put("driver", about.device().hardware().driver());
    pairs.put("cuBLAS", result.cublas());
    pairs.put("date", about.date().toString());
    pairs.put("command", about.command());
    pairs.put("Gradus", about.gradus());
    pairs.put("JDK", Runtime.version() + " " + System.getProperty("java.vendor", ""));
    pairs.put("system", about.system());
    for (Map.Entry<Part, Double> part : result.seconds().entrySet()) {
      pairs.put(part.getKey() + " took", Numbers.fixed(part.getValue(), 1) + "\u202fs");
    }
    pairs.values().removeIf(String::isBlank);
    return pairs;
  }
}
