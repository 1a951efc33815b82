package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradus.bench.DeviceJson;
import org.gradus.bench.DeviceResult;
import org.gradus.io.AtomicFiles;
import org.gradus.report.DevicePage;
import org.jspecify.annotations.Nullable;

/**
 * The files that a device's results go to.
 *
 * @param folder takes {@code device.json} and {@code report.html}
 * @param json takes what {@code device.json} holds
 */
record ResultFiles(@Nullable Path folder, @Nullable Path json) {
  private static final String JSON = "device.json";
  private static final String PAGE = "report.html";

  /** Returns all files there will be. */
  List<Path> paths() {
    List<Path> paths = new ArrayList<>(data());
    if (folder != null) {
      paths.add(folder.resolve(PAGE));
    }
    return paths;
  }

  /** Makes the folder, and refuses files that cannot be written. */
  void prepare() throws IOException {
    if (folder != null) {
      Files.createDirectories(folder);
    }
    paths().forEach(Writable::require);
  }

  private List<Path> data() {
    List<Path> paths = new ArrayList<>();
    if (folder != null) {
      paths.add(folder.resolve(JSON));
    }
    if (json != null) {
      paths.add(json);
    }
    return paths;
  }

  /** Writes the results as JSON, so that what was measured so far is not lost. */
  void writeData(DeviceResult result) {
    if (!data().isEmpty()) {
      String text = DeviceJson.text(result);
      data().forEach(path -> AtomicFiles.write(path, text));
    }
  }

  /** Writes all files. A page that cannot be made is a warning: the figures are safe. */
  void write(DeviceResult result, Console console) {
    writeData(result);
    if (folder != null) {
      try {
        DevicePage.write(result, folder.resolve(PAGE));
      } catch (IOException | RuntimeException e) {
        console.warn("no report: " + Errors.describe(e));
      }
    }
  }
}
