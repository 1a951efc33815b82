package org.gradus.data;

import java.nio.file.Path;
import java.util.Map;

/** Where downloaded data is kept between runs. */
final class Cache {
  private Cache() {}

  /** Returns {@code $XDG_CACHE_HOME/gradus}, or {@code ~/.cache/gradus} where that is not set. */
  static Path directory() {
    return directory(System.getenv(), System.getProperty("user.home", "."));
  }

  static Path directory(Map<String, String> environment, String home) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification has relative paths ignored.
    Path base =
        !configured.isEmpty() && Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(home, ".cache");
    return base.resolve("gradus");
  }
}
