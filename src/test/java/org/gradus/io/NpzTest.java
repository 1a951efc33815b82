package org.gradus.io;

import static org.gradus.io.NpyTest.assertMessage;
import static org.gradus.io.NpyTest.fixture;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void arraysByName(String name) throws IOException {
    try (Npz npz = Npz.open(fixture(folder, name))) {
      assertEquals(List.of("x_train", "y_train", "x_test", "y_test"), npz.names());
      assertEquals(NpyType.U8, npz.type("x_train"));
      NpyArray samples = npz.read("x_train");
      assertEquals(Shape.of(6, 2, 3), samples.shape());
      assertEquals(35 * 37 % 120, samples.bytes()[35]);
      assertArrayEquals(new long[] {2, 1, 0}, npz.read("y_test").longs());
      assertMessage(
          npz.file() + ": there is no array x; it holds x_train, y_train, x_test, y_test",
          () -> npz.read("x"));
    }
  }

  @Test
  void errorsNameTheFileAndTheArray() throws IOException {
    Path file = fixture(folder, "stored.npz");
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("(6, 2, 3)");
    bytes[at + 4] = '9';
    Files.write(file, bytes);
    try (Npz npz = Npz.open(file)) {
      assertMessage(
          file + "(x_train): truncated: shape [6, 9, 3] of u1 needs 162 bytes of data, found 36",
          () -> npz.read("x_train"));
    }
  }

  @Test
  void aByteThatChangedIsFound() throws IOException {
    Path file = fixture(folder, "stored.npz");
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("(6, 2, 3)");
    bytes[at + 80] ^= 1; // among the samples
    Files.write(file, bytes);
    try (Npz npz = Npz.open(file)) {
      assertMessage(
          file + "(x_train): damaged zip entry: it does not fit its checksum",
          () -> npz.read("x_train"));
    }
    Path packed = fixture(folder, "deflated.npz");
    byte[] deflated = Files.readAllBytes(packed);
    deflated[100] ^= 0x55;
    Files.write(packed, deflated);
    try (Npz npz = Npz.open(packed)) {
      DataException refused = assertThrows(DataException.class, () -> npz.read("x_train"));
      assertTrue(refused.problem().startsWith(packed + "(x_train): "), refused.problem());
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("note.npz"), "not an archive at all");
    DataException refused = assertThrows(DataException.class, () -> Npz.open(text));
    assertTrue(
        refused.problem().startsWith(text + ": not an npz file: damaged or no zip archive"),
        refused.problem());
    Path absent = folder.resolve("absent.npz");
    assertMessage("cannot read " + absent + ": no such file or directory", () -> Npz.open(absent));
  }
}
