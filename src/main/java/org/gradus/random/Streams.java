package org.gradus.random;

import java.nio.charset.StandardCharsets;

/**
 * Stream ids from names, so that a new layer never changes another layer's random numbers.
 *
 * <p>The id of a name is a stable 32-bit hash: it is the same in every process and every version,
 * because seeded results and checkpoints depend on it.
 */
public final class Streams {
  private Streams() {}

  /**
   * Returns the stream id of a name such as {@code "init/fc1.weight"} or {@code "shuffle"}.
   *
   * <p>FNV-1a over the UTF-8 bytes, then MurmurHash3's finaliser to spread short names.
   */
  public static int of(String name) {
    int hash = 0x811C9DC5;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x01000193;
    }
    return mix(hash);
  }

  private static int mix(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
