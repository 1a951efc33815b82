package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
  /**
   * Written by the Python package, safetensors 0.8.0 with NumPy 2.4.6: {@code save_file({"w":
   * arange(6, float32) as [2, 3], "n": [5] int64, "z": 2.5 float64, "u": [1, 2, 3] uint8},
   * metadata={"k": "v"})}.
   */
  private static final String FROM_PYTHON =
      """
      {"__metadata__":{"k":"v"},"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},\
      "z":{"dtype":"F64","shape":[],"data_offsets":[8,16]},\
      "w":{"dtype":"F32","shape":[2,3],"data_offsets":[16,40]},\
      "u":{"dtype":"U8","shape":[3],"data_offsets":[40,43]}}\
      """;

  private static final String FROM_PYTHON_DATA =
      "05000000000000000000000000000440000000000000803f0000004000004040000080400000a040010203";

  @TempDir Path folder = Path.of("");

  private Path fromPython() throws IOException {
    String header = FROM_PYTHON + " ".repeat(0xf8 - FROM_PYTHON.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(HexFormat.of().parseHex("f800000000000000"));
    bytes.write(header.getBytes(StandardCharsets.UTF_8));
    bytes.write(HexFormat.of().parseHex(FROM_PYTHON_DATA));
    return Files.write(folder.resolve("python.safetensors"), bytes.toByteArray());
  }

  @Test
  void readsWhatPythonWrites() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(fromPython())) {
      assertEquals(Map.of("k", "v"), file.metadata());
      assertEquals(
          List.of("n", "z", "w", "u"),
          file.entries().stream().map(SafetensorsFile.Entry::name).toList());
      assertEquals(Shape.of(2, 3), file.entry("w").shape());
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, file.floats("w"));
      long[] n = new long[1];
      file.read("n", StoredType.I64, MemorySegment.ofArray(n));
      assertEquals(5, n[0]);
      double[] z = new double[1];
      file.read("z", StoredType.F64, MemorySegment.ofArray(z));
      assertEquals(2.5, z[0]);
      byte[] u = new byte[3];
      file.read("u", StoredType.U8, MemorySegment.ofArray(u));
      assertArrayEquals(new byte[] {1, 2, 3}, u);
    }
  }

  @Test
  void writesWhatPythonWrites() throws IOException {
    Path file = folder.resolve("ours.safetensors");
    new SafetensorsWriter()
        .metadata("k", "v")
        .add("n", StoredType.I64, Shape.of(1), MemorySegment.ofArray(new long[] {5}))
        .add("u", StoredType.U8, Shape.of(3), MemorySegment.ofArray(new byte[] {1, 2, 3}))
        .add("z", StoredType.F64, Shape.SCALAR, MemorySegment.ofArray(new double[] {2.5}))
        .add("w", Shape.of(2, 3), 0, 1, 2, 3, 4, 5)
        .write(file);
    assertArrayEquals(Files.readAllBytes(fromPython()), Files.readAllBytes(file));
  }

  @ParameterizedTest
  @EnumSource(StoredType.class)
  void everyTypeKeepsItsBits(StoredType type) {
    // Longer than one chunk of the copy, with every byte value in every place.
    int elements = (3 << 19) + 5;
    byte[] bits = new byte[elements * type.bytes()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) (i * 31 + i / 251);
    }
    Path file = folder.resolve("bits");
    new SafetensorsWriter()
        .add("x", type, Shape.of(elements), MemorySegment.ofArray(bits))
        .write(file);
    byte[] read = new byte[bits.length];
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      tensors.read("x", type, MemorySegment.ofArray(read));
    }
    assertArrayEquals(bits, read);
  }

  @Test
  void slicesOfAnArenaAreWrittenAndReadInPlace() {
    float[] arena = {0, 1, 2, 3, 4, 5, 6, 7};
    Path file = folder.resolve("arena");
    new SafetensorsWriter()
        .add("b", StoredType.F32, Shape.of(2), MemorySegment.ofArray(arena).asSlice(8, 8))
        .write(file);
    float[] other = new float[4];
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      tensors.read("b", StoredType.F32, MemorySegment.ofArray(other).asSlice(4, 8));
    }
    assertArrayEquals(new float[] {0, 2, 3, 0}, other);
  }

  @Test
  void equalInputGivesEqualBytesAndAnAlignedHeader() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    new SafetensorsWriter()
        .metadata("b", "\"\n")
        .metadata("a", "<ü>")
        .add("x", Shape.of(1), 1)
        .write(one);
    new SafetensorsWriter()
        .metadata("a", "<ü>")
        .metadata("b", "\"\n")
        .add("x", Shape.of(1), 1)
        .write(two);
    byte[] bytes = Files.readAllBytes(one);
    assertArrayEquals(bytes, Files.readAllBytes(two));
    assertEquals(0, (bytes[0] & 0xFF) % 8, "the header's length");
    try (SafetensorsFile file = SafetensorsFile.open(one)) {
      assertEquals(Map.of("a", "<ü>", "b", "\"\n"), file.metadata());
    }
  }

  @Test
  void emptyFilesAndTensorsAreFine() {
    Path file = folder.resolve("empty");
    new SafetensorsWriter().write(file);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      assertTrue(tensors.entries().isEmpty());
      assertFalse(tensors.contains("x"));
    }
    new SafetensorsWriter().add("x", Shape.of(0, 3)).add("y", Shape.of(0)).write(file);
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      assertEquals(0, tensors.floats("x").length);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTensorTypeCanBeStored(DType type) {
    assertEquals(type.name(), StoredType.of(type).name());
    assertEquals(type.bytes(), StoredType.of(type).bytes());
  }

  @Test
  void readingAsSomethingElse() throws IOException {
    Path path = fromPython();
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(
          path + ": tensor z is F64 [], expected 1 elements of F32",
          assertThrows(DataException.class, () -> file.floats("z")).getMessage());
      assertEquals(
          path + ": tensor w is F32 [2, 3], expected 5 elements of F32",
          assertThrows(
                  DataException.class,
                  () -> file.read("w", StoredType.F32, MemorySegment.ofArray(new float[5])))
              .getMessage());
      assertEquals(
          path + ": holds no tensor fc9",
          assertThrows(DataException.class, () -> file.entry("fc9")).getMessage());
    }
  }

  @Test
  void writerRefusesWhatCannotBeRead() {
    SafetensorsWriter writer = new SafetensorsWriter().add("x", Shape.of(1), 1);
    assertEquals(
        "safetensors: the name x is taken",
        assertThrows(IllegalArgumentException.class, () -> writer.add("x", Shape.of(1), 1))
            .getMessage());
    assertEquals(
        "safetensors: tensor y: F32 [3] needs 12 bytes, got 8",
        assertThrows(IllegalArgumentException.class, () -> writer.add("y", Shape.of(3), 1, 2))
            .getMessage());
  }
}
