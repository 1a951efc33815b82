package org.gradus.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.gradus.op.Shape;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST: plain, or packed with gzip, which is
 * recognised by its first bytes.
 *
 * <p>The file is big-endian: two zero bytes, the type (8: unsigned byte), the number of dimensions,
 * one 32-bit extent per dimension, the values row by row. The whole file is read and must hold
 * exactly what its header says. Memory grows with the data that is really there, never with the
 * header's claim.
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int FIRST_BUFFER = 1 << 20;
  private static final int STREAM_BUFFER = 1 << 16;

  private Idx() {}

  /**
   * A file's contents.
   *
   * @param shape the header's extents, the first being the number of items
   * @param values shape.size() unsigned bytes, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier from reader to data set, never compared
  public record Bytes(Shape shape, byte[] values) {}

  /**
   * Reads a whole file.
   *
   * @param rank the number of dimensions that is expected: 3 for images, 1 for labels
   * @throws DataException if the file cannot be read, is no IDX file of bytes of that rank, is
   *     shorter or longer than its header says, or is a damaged gzip file
   */
  public static Bytes read(Path file, int rank) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), STREAM_BUFFER)) {
      if (isGzip(raw)) {
        try (InputStream unpacked = new GZIPInputStream(raw, STREAM_BUFFER)) {
          return new Reading(file, unpacked).read(rank);
        }
      }
      return new Reading(file, raw).read(rank);
    } catch (ZipException e) {
      throw new DataException(file + ": damaged gzip file: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new DataException(file + ": truncated: the gzip file ends in its first bytes", e);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
  }

  private static boolean isGzip(InputStream input) throws IOException {
    input.mark(2);
    int first = input.read();
    int second = input.read();
    input.reset();
    return (first << 8 | second) == GZIP_MAGIC;
  }

  /** One file being read, after unpacking. */
  private record Reading(Path file, InputStream input) {
    Bytes read(int rank) throws IOException {
      byte[] header = new byte[4 + 4 * rank];
      int held = readUpTo(header, 0, header.length);
      if (held >= 4) {
        checkMagic(ByteBuffer.wrap(header).getInt(), rank);
      }
      if (held < header.length) {
        throw new DataException(
            "%s: truncated: an IDX header of %s needs %d bytes, found %d"
                .formatted(file, dimensions(rank), header.length, held));
      }
      return values(ByteBuffer.wrap(header).position(4));
    }

    private void checkMagic(int magic, int rank) {
      int expected = UNSIGNED_BYTE << 8 | rank;
      if (magic != expected) {
        throw new DataException(
            "%s: not an IDX file of bytes in %s: magic number 0x%08x expected, found 0x%08x"
                .formatted(file, dimensions(rank), expected, magic));
      }
    }

    private static String dimensions(int rank) {
      return rank == 1 ? "1 dimension" : rank + " dimensions";
    }

    private Bytes values(ByteBuffer extents) throws IOException {
      int rank = extents.remaining() / 4;
      long[] claimed = new long[rank];
      BigInteger product = BigInteger.ONE;
      for (int i = 0; i < rank; i++) {
        claimed[i] = Integer.toUnsignedLong(extents.getInt());
        product = product.multiply(BigInteger.valueOf(claimed[i]));
      }
      String needs =
          "header %s needs %s bytes of data".formatted(Arrays.toString(claimed), product);
      long expected = product.bitLength() < Integer.SIZE ? product.intValue() : Integer.MAX_VALUE;
      byte[] values = new byte[(int) Math.min(expected, FIRST_BUFFER)];
      int held = readUpTo(values, 0, values.length);
      while (held == values.length && held < expected) {
        values = Arrays.copyOf(values, (int) Math.min(expected, 2L * held));
        held += readUpTo(values, held, values.length);
      }
      if (held < expected) {
        throw new DataException("%s: truncated: %s, found %d".formatted(file, needs, held));
      }
      if (product.bitLength() >= Integer.SIZE) {
        throw new DataException("%s: too large: %s".formatted(file, needs));
      }
      long more = rest();
      if (more > 0) {
        throw new DataException("%s: too long: %s, found %d".formatted(file, needs, held + more));
      }
      return new Bytes(
          Shape.of(Arrays.stream(claimed).mapToInt(Math::toIntExact).toArray()), values);
    }

    /** Counts what is left, which also makes gzip check its checksum. */
    private long rest() throws IOException {
      byte[] buffer = new byte[STREAM_BUFFER];
      long count = 0;
      int read;
      while ((read = readUpTo(buffer, 0, buffer.length)) > 0) {
        count += read;
      }
      return count;
    }

    /** Reads to {@code to} or the end; a gzip stream that breaks off ends there. */
    private int readUpTo(byte[] buffer, int from, int to) throws IOException {
      int at = from;
      while (at < to) {
        int read = readSome(buffer, at, to - at);
        if (read < 0) {
          break;
        }
        at += read;
      }
      return at - from;
    }

    private int readSome(byte[] buffer, int at, int length) throws IOException {
      try {
        return input.read(buffer, at, length);
      } catch (EOFException e) {
        return -1;
      }
    }
  }
}
