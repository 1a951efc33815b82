package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradus.bench.DeviceJson;
import org.gradus.bench.DeviceResult;
import org.gradus.io.AtomicFiles;
import org.jspecify.annotations.Nullable;

/**
 * The files that a device's results go to.
 *
 * @param folder takes {@code device.json}
 * @param json takes what {@code device.json} holds
 */
record ResultFiles(@Nullable Path folder, @Nullable Path json) {
  private static final String JSON = "device.json";

  /** Returns all files there will be. */
  List<Path> paths() {
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
  void write(DeviceResult result) {
    if (!paths().isEmpty()) {
      String text = DeviceJson.text(result);
      paths().forEach(path -> AtomicFiles.write(path, text));
    }
  }
}
