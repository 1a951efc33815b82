package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where cuBLAS is looked for, in folders that hold empty files of its names. */
final class CublasSearchTest {
  private static final int CUDA_12 = 12_060;
  private static final int CUDA_13 = 13_000;

  @TempDir private Path folder;

  private Path library(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.createFile(file);
  }

  private CublasSearch search(String variable, String value) {
    return new CublasSearch(Map.of(variable, value), folder.resolve("root"));
  }

  private CublasSearch search(String variable, Path value) {
    return search(variable, value.toString());
  }

  /** Variable, where it points to below the folder, and where the library lies. */
  @ParameterizedTest
  @CsvSource({
    "LD_LIBRARY_PATH, lib, lib/libcublas.so.12",
    "LD_LIBRARY_PATH, lib, lib/libcublas.so.13",
    "GRADUS_CUBLAS, lib, lib/libcublas.so.13",
    "GRADUS_CUBLAS, lib/libcublas.so.13.1.0, lib/libcublas.so.13.1.0",
    "CUDA_HOME, cuda, cuda/lib64/libcublas.so.12",
    "VIRTUAL_ENV, env, env/lib/python3.12/site-packages/nvidia/cublas/lib/libcublas.so.12",
    "VIRTUAL_ENV, env, env/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13",
    "CONDA_PREFIX, conda, conda/lib/python3.11/site-packages/nvidia/cublas/lib/libcublas.so.12",
    "HOME, me, me/.local/lib/python3.10/site-packages/nvidia/cu13/lib/libcublas.so.13",
    "HOME, me,"
        + " me/.pyenv/versions/3.12.1/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13",
  })
  void itIsFoundThere(String variable, String place, String file) throws IOException {
    Path library = library(file);
    Optional<Path> found = search(variable, folder.resolve(place)).find(CUDA_13);
    assertEquals(Optional.of(library), found);
    assertEquals(file.contains("so.13"), CublasSearch.isNewer(library));
  }

  @Test
  void thePackagesOfThePythonOnThePathAreLookedAt() throws IOException {
    Path python = library("python/bin/python3");
    assertTrue(python.toFile().setExecutable(true));
    Path library = library("python/lib/python3.13/dist-packages/nvidia/cublas/lib/libcublas.so.12");
    String path = "::" + folder.resolve("python/bin");
    assertEquals(Optional.of(library), search("PATH", path).find(CUDA_12));
  }

  @Test
  void theLinkersListNamesItsFolder() throws IOException {
    Path library = library("here/libcublas.so.13");
    Path list = library("root/etc/ld.so.cache");
    Files.writeString(list, "glibc-ld.so.cache1.1\0libcublas.so.13\0%s\0".formatted(library));
    assertEquals(Optional.of(library), search("HOME", "").find(CUDA_13));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/local/cuda/lib64/libcublas.so.12",
        "usr/local/cuda-13.0/lib64/libcublas.so.13",
        "usr/lib/x86_64-linux-gnu/libcublas.so.12",
        "usr/local/lib/python3.12/dist-packages/nvidia/cublas/lib/libcublas.so.12",
        "opt/conda/lib/python3.11/site-packages/nvidia/cu13/lib/libcublas.so.13"
      })
  void itIsFoundInTheSystem(String file) throws IOException {
    Path library = library("root/" + file);
    assertEquals(Optional.of(library), search("HOME", "").find(CUDA_13));
  }

  @Test
  void ofToolkitsTheNewestIsTaken() throws IOException {
    library("root/usr/local/cuda-12.2/lib64/libcublas.so.12");
    Path newest = library("root/usr/local/cuda-12.6/lib64/libcublas.so.12");
    assertEquals(Optional.of(newest), search("HOME", "").find(CUDA_12));
  }

  @Test
  void inOneFolderTheOneOfJCublasIsTakenAndElseTheFirstFolder() throws IOException {
    Path newer = library("a/libcublas.so.13");
    Path own = library("b/libcublas.so.12");
    String both = "%s:%s".formatted(folder.resolve("a"), folder.resolve("b"));
    assertEquals(Optional.of(newer), search("LD_LIBRARY_PATH", both).find(CUDA_13));
    assertEquals(Optional.of(own), search("LD_LIBRARY_PATH", both).find(CUDA_12));
    Path beside = library("a/libcublas.so.12");
    assertEquals(Optional.of(beside), search("LD_LIBRARY_PATH", both).find(CUDA_13));
  }

  @Test
  void anOldDriverIsNamedAsTheCause() throws IOException {
    Path newer = library("lib/libcublas.so.13");
    CublasSearch search = search(CublasSearch.VARIABLE, folder.resolve("lib"));
    assertEquals(Optional.empty(), search.find(CUDA_12));
    assertEquals(
        newer
            + " needs a driver for CUDA 13, and this one is for CUDA 12.6: install a newer one, or"
            + " libcublas.so.12",
        search.missing(CUDA_12));
  }

  @Test
  void whatWasLookedForAndWhereIsTold() {
    String missing = search("LD_LIBRARY_PATH", folder).missing(CUDA_13);
    assertTrue(
        missing.startsWith("neither libcublas.so.12 nor libcublas.so.13 is in LD_"), missing);
    assertTrue(missing.contains("/usr/local/cuda*/lib64"), missing);
    assertTrue(missing.contains("nvidia/cu13/lib"), missing);
    assertTrue(missing.contains("name the library's folder by GRADUS_CUBLAS"), missing);
  }

  @Test
  void whereTheUserSaysIsTheOnlyPlace() throws IOException {
    library("lib/libcublas.so.12");
    Map<String, String> environment =
        Map.of("LD_LIBRARY_PATH", folder.resolve("lib").toString(), "GRADUS_CUBLAS", "/nowhere");
    CublasSearch search = new CublasSearch(environment, folder.resolve("root"));
    assertFalse(search.find(CUDA_13).isPresent());
    assertEquals(
        "neither libcublas.so.12 nor libcublas.so.13 is in GRADUS_CUBLAS=/nowhere: and nowhere else"
            + " was looked",
        search.missing(CUDA_13));
  }
}
