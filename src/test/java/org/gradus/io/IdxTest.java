package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path folder = Path.of("");

  /** An IDX file of unsigned bytes with the given extents and as many values as {@code values}. */
  private static byte[] idx(int[] extents, int values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + values);
    file.putInt(0x0800 | extents.length);
    for (int extent : extents) {
      file.putInt(extent);
    }
    for (int i = 0; i < values; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static byte[] gzip(byte[] contents) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(contents);
    }
    return packed.toByteArray();
  }

  private Path file(String name, byte[] contents) throws IOException {
    return Files.write(folder.resolve(name), contents);
  }

  private static void assertMessage(String expected, Path file, int rank) {
    assertEquals(
        expected, assertThrows(DataException.class, () -> Idx.read(file, rank)).getMessage());
  }

  @Test
  void readsPlainAndPackedAlike() throws IOException {
    byte[] contents = idx(new int[] {3, 2, 4}, 24);
    Idx.Bytes plain = Idx.read(file("images", contents), 3);
    assertEquals(Shape.of(3, 2, 4), plain.shape());
    assertArrayEquals(Arrays.copyOfRange(contents, 16, 40), plain.values());
    Idx.Bytes packed = Idx.read(file("images.gz", gzip(contents)), 3);
    assertEquals(plain.shape(), packed.shape());
    assertArrayEquals(plain.values(), packed.values());
  }

  @Test
  void readsMoreThanItsFirstBuffer() throws IOException {
    int size = (1 << 22) + 12_345;
    byte[] contents = idx(new int[] {size}, size);
    byte[] values = Idx.read(file("labels.gz", gzip(contents)), 1).values();
    assertArrayEquals(Arrays.copyOfRange(contents, 8, contents.length), values);
  }

  @Test
  void emptySetIsNoError() throws IOException {
    assertEquals(0, Idx.read(file("none", idx(new int[] {0}, 0)), 1).values().length);
  }

  @Test
  void missing() {
    Path file = folder.resolve("nothing");
    assertMessage("cannot read " + file + ": no such file or directory", file, 1);
  }

  @Test
  void shorterThanItsHeader() throws IOException {
    Path file = file("short", Arrays.copyOf(idx(new int[] {1, 1, 1}, 1), 10));
    assertMessage(
        file + ": truncated: an IDX header of 3 dimensions needs 16 bytes, found 10", file, 3);
    Path empty = file("empty", new byte[0]);
    assertMessage(
        empty + ": truncated: an IDX header of 1 dimension needs 8 bytes, found 0", empty, 1);
  }

  @Test
  void wrongMagic() throws IOException {
    Path file = file("labels-as-images", idx(new int[] {100}, 100));
    assertMessage(
        file
            + ": not an IDX file of bytes in 3 dimensions: magic number 0x00000803 expected, found"
            + " 0x00000801",
        file,
        3);
    Path text = file("text", "label,x\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertMessage(
        text
            + ": not an IDX file of bytes in 1 dimension: magic number 0x00000801 expected, found"
            + " 0x6c616265",
        text,
        1);
  }

  @Test
  void truncated() throws IOException {
    byte[] contents = idx(new int[] {3, 2, 4}, 23);
    Path plain = file("plain", contents);
    assertMessage(
        plain + ": truncated: header [3, 2, 4] needs 24 bytes of data, found 23", plain, 3);
    Path packed = file("packed", gzip(contents));
    assertMessage(
        packed + ": truncated: header [3, 2, 4] needs 24 bytes of data, found 23", packed, 3);
  }

  @Test
  void tooLong() throws IOException {
    byte[] contents = idx(new int[] {3, 2, 4}, 26);
    Path plain = file("plain", contents);
    assertMessage(
        plain + ": too long: header [3, 2, 4] needs 24 bytes of data, found 26", plain, 3);
    Path packed = file("packed", gzip(contents));
    assertMessage(
        packed + ": too long: header [3, 2, 4] needs 24 bytes of data, found 26", packed, 3);
  }

  @Test
  void headerThatClaimsMoreThanThereCanBe() throws IOException {
    Path file = file("claim", idx(new int[] {-1, -1, -1}, 5));
    assertMessage(
        file
            + ": truncated: header [4294967295, 4294967295, 4294967295] needs"
            + " 79228162458924105385300197375 bytes of data, found 5",
        file,
        3);
  }

  @Test
  void headerThatClaimsTwoGigabytesAllocatesLittle() throws IOException {
    Path file = file("claim.gz", gzip(idx(new int[] {Integer.MAX_VALUE}, 5)));
    long before = allocated();
    assertMessage(
        file + ": truncated: header [2147483647] needs 2147483647 bytes of data, found 5", file, 1);
    assertEquals(0, (allocated() - before) >> 23, "less than 8 MiB");
  }

  @Test
  void gzipThatBreaksOff() throws IOException {
    byte[] packed = gzip(idx(new int[] {100_000}, 100_000));
    Path middle = file("middle.gz", Arrays.copyOf(packed, packed.length / 2));
    DataException error = assertThrows(DataException.class, () -> Idx.read(middle, 1));
    String message = String.valueOf(error.getMessage());
    String expected = middle + ": truncated: header [100000] needs 100000 bytes of data, found ";
    assertEquals(expected, message.substring(0, expected.length()));
    Path start = file("start.gz", Arrays.copyOf(packed, 5));
    assertMessage(start + ": truncated: the gzip file ends in its first bytes", start, 1);
  }

  @Test
  void gzipWithAWrongChecksum() throws IOException {
    byte[] packed = gzip(idx(new int[] {100}, 100));
    packed[packed.length - 8] ^= 1;
    Path file = file("bits.gz", packed);
    assertMessage(file + ": damaged gzip file: Corrupt GZIP trailer", file, 1);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
