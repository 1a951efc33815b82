package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gradus.fixtures.Fixture;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzLoaderTest {
  @TempDir private Path folder;

  private Path fixture(String name) throws IOException {
    try (InputStream in = Fixture.class.getResourceAsStream("npy/" + name)) {
      return Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  /** An array of version 1 in the archive. */
  private static void put(ZipOutputStream zip, String name, String descr, int[] dims, byte[] data)
      throws IOException {
    StringBuilder shape = new StringBuilder("(");
    for (int dim : dims) {
      shape.append(dim).append(',');
    }
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s)}".formatted(descr, shape);
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    zip.write(new byte[] {(byte) header.length(), 0});
    zip.write(header.getBytes(StandardCharsets.US_ASCII));
    zip.write(data);
    zip.closeEntry();
  }

  /** An archive of x (N, 2) floats and y (N). */
  private Path whole(float[] x, byte[] y) throws IOException {
    Path file = folder.resolve("made.npz");
    ByteBuffer bytes = ByteBuffer.allocate(4 * x.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : x) {
      bytes.putFloat(value);
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "x", "<f4", new int[] {x.length / 2, 2}, bytes.array());
      put(zip, "y", "|i1", new int[] {y.length}, y);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void theTwoPartsOfNumpysFile(String name) throws IOException {
    Path file = fixture(name);
    DataSplit split = NpzLoader.load(file, 1);
    assertEquals(6, split.train().size());
    assertEquals(3, split.test().size());
    assertEquals(Shape.of(2, 3), split.train().sampleShape());
    assertEquals(DType.U8, split.train().dtype());
    assertEquals(List.of("0", "1", "2"), split.test().classNames());
    assertEquals(2, split.test().label(0));
    assertEquals(35 * 37 % 120, split.train().value(5, 5));
    assertTrue(NpzLoader.holdsBytes(file));
  }

  @Test
  void aWholeIsDivided() throws IOException {
    Path file = fixture("whole.npz"); // big-endian doubles column by column, labels (N, 1)
    DataSplit split = NpzLoader.load(file, 3);
    assertEquals(8, split.train().size());
    assertEquals(2, split.test().size());
    assertEquals(DType.F32, split.train().dtype());
    for (int i = 0; i < 8; i++) {
      int sample = (int) (split.train().value(i, 0) / 0.375f + 5) / 4;
      assertEquals((4 * sample + 3 - 5) * 0.375f, split.train().value(i, 3));
      assertEquals(sample % 2, split.train().label(i));
    }
    assertFalse(NpzLoader.holdsBytes(file));
  }

  @Test
  void arraysAreNamed() throws IOException {
    Path file = folder.resolve("other.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "x_train", "|u1", new int[] {1, 2}, new byte[2]);
      put(zip, "weights", "|u1", new int[] {1, 2}, new byte[2]);
    }
    assertMessage(
        file
            + ": arrays x_train, y_train, x_test, y_test are needed, or x, y; it holds x_train,"
            + " weights",
        () -> NpzLoader.load(file, 1));
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path few = whole(new float[4], new byte[] {0, 1, 1});
    assertMessage(
        "samples and labels differ in number: %s(x) holds 2 samples, %s(y) holds 3 labels"
            .formatted(few, few),
        () -> NpzLoader.load(few, 1));
    Path gap = whole(new float[6], new byte[] {0, 2, 0});
    assertMessage(
        gap + "(y): label 2 at index 1 is not one of the 2 classes 0..1",
        () -> NpzLoader.load(gap, 1));
    Path negative = whole(new float[6], new byte[] {0, -1, 0});
    assertMessage(
        negative + "(y): label -1 at index 1 is no class: they count from 0",
        () -> NpzLoader.load(negative, 1));
    Path one = whole(new float[6], new byte[] {0, 0, 0});
    assertMessage(
        one + "(y): only one class, 0: nothing to tell apart", () -> NpzLoader.load(one, 1));
    Path nan = whole(new float[] {1, 2, 3, Float.NaN}, new byte[] {0, 1});
    assertMessage(
        nan + "(x): sample 1 holds NaN at value 1, which is not finite as a float",
        () -> NpzLoader.load(nan, 1));
    Path none = whole(new float[0], new byte[] {0, 1});
    assertMessage(
        none + "(x): samples are needed, shape [N, ...] without zeros; found [0, 2]",
        () -> NpzLoader.load(none, 1));
  }

  @Test
  void partsThatDiffer() throws IOException {
    Path file = folder.resolve("parts.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "x_train", "|u1", new int[] {2, 2}, new byte[4]);
      put(zip, "y_train", "|u1", new int[] {2}, new byte[] {0, 1});
      put(zip, "x_test", "|i1", new int[] {1, 3}, new byte[3]);
      put(zip, "y_test", "|u1", new int[] {1}, new byte[] {0});
    }
    assertMessage(
        file + ": training samples are [2] of u8, test samples [3] of f32",
        () -> NpzLoader.load(file, 1));
  }
}
