package org.gradus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The caches of this machine's processor, as Linux describes them. */
final class Caches {
  private static final Path FOLDER = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final int LEVELS = 5;

  private Caches() {}

  /** The size of the largest cache, 0 where it is not known. */
  static long lastLevelBytes() {
    long largest = 0;
    for (int i = 0; i < LEVELS; i++) {
      Path size = FOLDER.resolve("index" + i).resolve("size");
      if (Files.isReadable(size)) {
        try {
          largest = Math.max(largest, bytes(Files.readString(size).strip()));
        } catch (IOException e) {
          // Linux lists a cache it cannot describe: the others count.
        }
      }
    }
    return largest;
  }

  /** The number of bytes that a text such as {@code 32768K} says, 0 if it says none. */
  static long bytes(String size) {
    if (!size.matches("\\d{1,9}[KM]?")) {
      return 0;
    }
    long unit = size.endsWith("K") ? 1 << 10 : size.endsWith("M") ? 1 << 20 : 1;
    return Long.parseLong(size.replaceAll("[KM]", "")) * unit;
  }
}
