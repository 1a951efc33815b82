package org.gradus.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gradus.op.Shape;

/**
 * Reads npy files, numpy's format for one array, of versions 1 to 3: whole numbers, floats and
 * truth values in either byte order, row by row or column by column.
 *
 * <p>Layout: {@code \x93NUMPY}, the version in two bytes, the header's length in two bytes (four
 * from version 2 on, little-endian), the header, the elements. Memory grows with the data that is
 * really there, never with what the header claims. Source: numpy.lib.format, "A simple format for
 * saving numpy arrays to disk".
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int FIRST_BUFFER = 1 << 20;
  private static final int STREAM_BUFFER = 1 << 16;

  private final String source;
  private final InputStream input;

  private Npy(String source, InputStream input) {
    this.source = source;
    this.input = input;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read, is no npy file, is shorter or longer than its
   *     header says, or holds elements of another type than {@link NpyType} lists
   */
  public static NpyArray read(Path file) {
    try (InputStream input = new BufferedInputStream(Files.newInputStream(file), STREAM_BUFFER)) {
      return read(file.toString(), input);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
  }

  /** Reads all of a stream, which messages call {@code source}; errors as of {@link #read}. */
  static NpyArray read(String source, InputStream input) throws IOException {
    return new Npy(source, input).read();
  }

  /** Reads no more than the type of the elements. */
  static NpyType type(String source, InputStream input) throws IOException {
    return new Npy(source, input).header().type();
  }

  private NpyArray read() throws IOException {
    NpyHeader header = header();
    byte[] values = values(header);
    long more = input.skip(Long.MAX_VALUE);
    if (more > 0 || input.read() >= 0) {
      throw new DataException(
          "%s: too long: shape %s of %s needs %s bytes of data, and more follow"
              .formatted(source, header.extents(), header.type().code(), header.bytes()));
    }
    Shape shape = header.shape();
    int width = header.type().bytes();
    byte[] rows = header.fortran() ? rowMajor(values, shape, width) : values;
    return new NpyArray(source, header.type(), shape, ByteBuffer.wrap(rows).order(header.order()));
  }

  private NpyHeader header() throws IOException {
    byte[] start = input.readNBytes(MAGIC.length + 2);
    byte[] magic = Arrays.copyOf(start, Math.min(start.length, MAGIC.length));
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DataException(source + ": not an npy file: it does not begin with \\x93NUMPY");
    }
    int version = start.length < MAGIC.length + 2 ? 0 : start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new DataException(
          start.length < MAGIC.length + 2
              ? source + ": truncated: it ends in its first bytes"
              : "%s: npy version %d is not read; 1 to 3 are".formatted(source, version));
    }
    byte[] length = exactly(version == 1 ? 2 : 4, "the header's length");
    ByteBuffer number = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
    long claimed =
        version == 1
            ? Short.toUnsignedLong(number.getShort())
            : Integer.toUnsignedLong(number.getInt());
    if (claimed > LONGEST_HEADER) {
      throw new DataException(
          "%s: damaged npy header: %d bytes, but at most %d are read"
              .formatted(source, claimed, LONGEST_HEADER));
    }
    Charset encoding = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return NpyHeader.parse(source, new String(exactly((int) claimed, "the header"), encoding));
  }

  private byte[] exactly(int count, String what) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new DataException(
          "%s: truncated: %s needs %d bytes, found %d"
              .formatted(source, what, count, bytes.length));
    }
    return bytes;
  }

  private byte[] values(NpyHeader header) throws IOException {
    BigInteger needed = header.bytes();
    boolean fits = header.fits();
    int expected = fits ? needed.intValue() : Integer.MAX_VALUE;
    byte[] values = new byte[Math.min(expected, FIRST_BUFFER)];
    int held = input.readNBytes(values, 0, values.length);
    while (fits && held == values.length && held < expected) {
      values = Arrays.copyOf(values, (int) Math.min(expected, 2L * held));
      held += input.readNBytes(values, held, values.length - held);
    }
    String needs =
        "shape %s of %s needs %s bytes of data"
            .formatted(header.extents(), header.type().code(), needed);
    if (!fits) {
      throw new DataException("%s: too large: %s".formatted(source, needs));
    }
    if (held < expected) {
      throw new DataException("%s: truncated: %s, found %d".formatted(source, needs, held));
    }
    return values;
  }

  /** Puts elements whose first index varies fastest into the order whose last one does. */
  private static byte[] rowMajor(byte[] columns, Shape shape, int width) {
    byte[] rows = new byte[columns.length];
    int[] index = new int[shape.rank()];
    int[] strides = new int[shape.rank()];
    int stride = width;
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    int from = 0;
    for (int to = 0; to < rows.length; to += width) {
      for (int i = 0; i < width; i++) {
        rows[to + i] = columns[from + i];
      }
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        from -= strides[axis] * shape.dim(axis);
        index[axis] = 0;
      }
    }
    return rows;
  }
}
