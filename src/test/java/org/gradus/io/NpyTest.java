package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.gradus.fixtures.Fixture;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that numpy wrote (src/test/fixtures/make_npy.py), and ones that are broken. */
class NpyTest {
  @TempDir private Path folder;

  /** Copies a file that numpy wrote. */
  static Path fixture(Path folder, String name) throws IOException {
    try (InputStream in = Fixture.class.getResourceAsStream("npy/" + name)) {
      return Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static double expected(NpyType type, int i) {
    return switch (type) {
      case BOOL -> i % 3 == 0 ? 1 : 0;
      case U8, U16, U32 -> i * 37 % 120;
      case I8, I16, I32, I64 -> i * 37 % 120 - 60;
      case F16, F32, F64 -> (i - 5) * 0.375;
    };
  }

  private static void assertValues(NpyArray array) {
    double[] values = array.doubles();
    float[] floats = array.floats();
    assertEquals(array.shape().size(), values.length);
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected(array.type(), i), values[i], array.source() + " at " + i);
      assertEquals((float) values[i], floats[i]);
    }
    if (array.type().isWhole()) {
      assertArrayEquals(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), array.longs());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"b1", "u1", "i1", "u2", "u4", "i2", "i4", "i8", "f2", "f4", "f8"})
  void everyTypeInBothByteOrders(String code) throws IOException {
    boolean single = code.endsWith("1");
    for (String order : single ? List.of("") : List.of("_little", "_big")) {
      NpyArray array = Npy.read(fixture(folder, code + order + ".npy"));
      assertEquals(code, array.type().code());
      assertEquals(Shape.of(2, 3, 4), array.shape());
      assertValues(array);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fortran, 2 3 4",
    "fortran_big, 4 6",
    "version2, 5",
    "version3, 5",
    "scalar, ''",
    "empty, 0 3"
  })
  void otherLayouts(String name, String extents) throws IOException {
    NpyArray array = Npy.read(fixture(folder, name + ".npy"));
    int[] dims =
        extents.isEmpty()
            ? new int[0]
            : Arrays.stream(extents.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertEquals(Shape.of(dims), array.shape());
    assertValues(array);
  }

  @Test
  void bytesAreHandedOutAsTheyAre() throws IOException {
    byte[] bytes = Npy.read(fixture(folder, "u1.npy")).bytes();
    assertEquals(24, bytes.length);
    assertEquals(37 * 4 % 120, bytes[4]);
    Path floats = fixture(folder, "f4_big.npy");
    assertMessage(
        floats + ": bytes (dtype u1) expected, found dtype f4", () -> Npy.read(floats).bytes());
    assertMessage(
        floats + ": whole numbers expected, found dtype f4", () -> Npy.read(floats).longs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "objects | Python objects (dtype object) are not read; the dtype must be one of ",
        "records | records (dtype [('a', '<f4'), ('b', '<i4', (2,))]) are not read; the dtype must"
            + " be one of ",
        "complex | dtype '<c8' is not read; it must be one of ",
        "texts | dtype '<U3' is not read; it must be one of "
      })
  void otherTypesAreRefused(String name, String message) throws IOException {
    Path file = fixture(folder, name + ".npy");
    String codes = "b1, u1, u2, u4, i1, i2, i4, i8, f2, f4, f8";
    assertMessage("%s: %s %s".formatted(file, message, codes), () -> Npy.read(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f4', 'fortran_order': False} | keys descr, fortran_order and shape expected,"
            + " found [descr, fortran_order]",
        "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)} | cannot read 'fortran_order': 1,"
            + " 'shape': (1,)",
        "{'descr': '<f4', 'fortran_order': 'x', 'shape': (1,)} | fortran_order is 'x', not True or"
            + " False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3)} | shape (3) is no tuple of whole"
            + " numbers",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)} | shape (-3,) is no tuple of"
            + " whole numbers",
        "['<f4'] | it is no dictionary: ['<f4']",
        "{'descr': '<f4', import os} | cannot read import os"
      })
  void aBrokenHeaderIsTold(String header, String message) {
    assertMessage("a.npy: damaged npy header: " + message, () -> read(header, 4));
  }

  @Test
  void aHeaderThatClaimsMoreThanThereIs() {
    assertMessage(
        "a.npy: truncated: shape [2, 2] of f4 needs 16 bytes of data, found 15",
        () -> read("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 15));
    assertMessage(
        "a.npy: too long: shape [2, 2] of f4 needs 16 bytes of data, and more follow",
        () -> read("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 17));
    assertMessage(
        "a.npy: too large: shape [1000000, 1000000] of f8 needs 8000000000000 bytes of data",
        () -> read("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000)}", 8));
    assertMessage(
        "a.npy: too large: shape [0, 9999999999] of f8 needs 0 bytes of data",
        () -> read("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9999999999)}", 0));
    // Memory follows the data that is there: a claim of a gigabyte costs a mebibyte.
    assertMessage(
        "a.npy: truncated: shape [1000000000] of u1 needs 1000000000 bytes of data, found 8",
        () -> read("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000,)}", 8));
  }

  @Test
  void aFileThatEndsAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(fixture(folder, "f4_little.npy"));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      DataException refused = assertThrows(DataException.class, () -> read(cut));
      String wrong = length < 6 ? "not an npy file" : "truncated";
      assertTrue(refused.problem().startsWith("a.npy: " + wrong), refused.problem());
    }
  }

  @Test
  void otherFilesAreRefused() {
    assertMessage(
        "a.npy: not an npy file: it does not begin with \\x93NUMPY",
        () -> read("PK and so on".getBytes(StandardCharsets.US_ASCII)));
    byte[] version = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0, 0, 0};
    assertMessage("a.npy: npy version 4 is not read; 1 to 3 are", () -> read(version));
    byte[] huge = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127};
    assertMessage(
        "a.npy: damaged npy header: 2147483647 bytes, but at most 65536 are read",
        () -> read(huge));
    Path absent = folder.resolve("absent.npy");
    assertMessage("cannot read " + absent + ": no such file or directory", () -> Npy.read(absent));
  }

  private static NpyArray read(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file = ByteBuffer.allocate(10 + text.length + dataBytes);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.put((byte) text.length).put((byte) 0).put(text);
    return read(file.array());
  }

  private static NpyArray read(byte[] file) throws IOException {
    return Npy.read("a.npy", new ByteArrayInputStream(file));
  }

  static void assertMessage(String expected, org.junit.jupiter.api.function.Executable action) {
    assertEquals(expected, assertThrows(DataException.class, action).getMessage());
  }
}
