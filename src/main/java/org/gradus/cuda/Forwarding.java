package org.gradus.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The library of {@code native/cublas}: a {@code libcublas.so.12}, as JCublas wants it, whose
 * functions jump to those of another cuBLAS.
 */
final class Forwarding {
  private Forwarding() {}

  /**
   * Loads it, for good, from {@code folder}, into which it is copied first if it is not there, and
   * points it to {@code cublas}.
   *
   * @throws IOException if it cannot be written
   * @throws UnsatisfiedLinkError if this build has none
   * @throws IllegalArgumentException if it does not load
   */
  static void load(Path folder, SymbolLookup cublas) throws IOException {
    Path file = folder.resolve(CublasSearch.OWN);
    if (!Files.exists(file)) {
      copy(file);
    }
    fill(SymbolLookup.libraryLookup(file, Arena.global()), cublas);
  }

  private static void copy(Path file) throws IOException {
    try (InputStream library = Forwarding.class.getResourceAsStream(CublasSearch.OWN)) {
      if (library == null) {
        throw new UnsatisfiedLinkError(
            "this build has no library that forwards to it; build Gradus where a C compiler is");
      }
      Files.copy(library, file);
    }
  }

  private static void fill(SymbolLookup forwarding, SymbolLookup cublas) {
    MemorySegment names = whole(forwarding.findOrThrow("gradus_forwarded_names"));
    MemorySegment slots = whole(forwarding.findOrThrow("gradus_forwarded_slots"));
    long at = 0;
    for (int i = 0; names.get(ValueLayout.JAVA_BYTE, at) != 0; i++) {
      String name = names.getString(at);
      at += name.length() + 1;
      int slot = i;
      cublas
          .find(name)
          .ifPresent(function -> slots.setAtIndex(ValueLayout.ADDRESS, slot, function));
    }
  }

  private static MemorySegment whole(MemorySegment table) {
    return table.reinterpret(Integer.MAX_VALUE);
  }
}
