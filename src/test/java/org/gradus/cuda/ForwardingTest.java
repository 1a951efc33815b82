package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library that stands between JCublas and the cuBLAS of CUDA 13, as the build made it. */
@Tag("checkout")
final class ForwardingTest {
  private static final int NOT_SUPPORTED = 15;

  /** A name that JCublas's library looks up, in its table of strings. */
  private static final Pattern NEEDED = Pattern.compile("(?<=\0)cublas[A-Z]\\w+(?=\0)");

  @TempDir private Path folder;

  private SymbolLookup library(Arena arena) throws IOException {
    try (InputStream library = Forwarding.class.getResourceAsStream("libcublas.so.12")) {
      assumeTrue(library != null, "native/cublas/build made no library here: see its output");
      Path file = folder.resolve("libcublas.so.12");
      Files.copy(library, file);
      return SymbolLookup.libraryLookup(file, arena);
    }
  }

  @Test
  void itHasEveryFunctionThatJCublasLooksUp() throws IOException {
    Set<String> needed = new TreeSet<>();
    String name = "/lib/libJCublas2-12.6.0-linux-x86_64.so";
    try (InputStream library = Forwarding.class.getResourceAsStream(name)) {
      assertNotNull(library, name);
      String text = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);
      NEEDED.matcher(text).results().forEach(match -> needed.add(match.group()));
    }
    assertTrue(needed.containsAll(List.of("cublasCreate_v2", "cublasGemmEx")), needed.toString());
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup has = library(arena);
      needed.removeIf(function -> has.find(function).isPresent());
    }
    assertEquals(Set.of(), needed);
  }

  @Test
  void aFunctionThatCublasHasNoMoreIsNotSupported() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle create =
          Linker.nativeLinker()
              .downcallHandle(
                  library(arena).findOrThrow("cublasCreate_v2"),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      int status = (int) create.invokeExact(arena.allocate(8));
      assertEquals(NOT_SUPPORTED, status);
    }
  }
}
