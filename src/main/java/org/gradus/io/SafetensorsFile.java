package org.gradus.io;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.gradus.op.Shape;

/**
 * An open safetensors file: its header checked whole, its tensors read when asked for.
 *
 * <p>Whatever a header claims, nothing larger than the file is ever allocated. For the format see
 * {@link SafetensorsWriter}; files of other programs are read too.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int LENGTH_BYTES = 8;
  private static final long MOST_HEADER_BYTES = 100_000_000; // as the format's own library allows
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final SafetensorsHeader header;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);

  /**
   * A tensor's place in the file.
   *
   * @param begin its first byte, counted from the first byte behind the header
   * @param end the byte behind its last
   */
  public record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

  private SafetensorsFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    byte[] text = headerText();
    dataStart = (long) LENGTH_BYTES + text.length;
    header = SafetensorsHeader.parse(file, text, channel.size() - dataStart);
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws DataException if it cannot be read or is not a sound safetensors file, naming the
   *     tensor that is wrong
   */
  @SuppressWarnings("MustBeClosedChecker") // the caller closes what is returned
  public static SafetensorsFile open(Path file) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
    try {
      return new SafetensorsFile(file, channel);
    } catch (IOException | RuntimeException e) {
      try {
        channel.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e instanceof IOException failed
          ? DataException.failed("read", file, failed)
          : (RuntimeException) e;
    }
  }

  private byte[] headerText() throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new DataException(
          "%s: not a safetensors file: needs at least 8 bytes, found %d".formatted(file, size));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(length, 0);
    long claimed = length.getLong(0);
    if (Long.compareUnsigned(claimed, size - LENGTH_BYTES) > 0) {
      throw new DataException(
          "%s: not a safetensors file: its header claims %s bytes, the file holds %d"
              .formatted(file, Long.toUnsignedString(claimed), size));
    }
    if (claimed > MOST_HEADER_BYTES) {
      throw new DataException(
          "%s: not a safetensors file: its header claims %d bytes, %d are the most"
              .formatted(file, claimed, MOST_HEADER_BYTES));
    }
    byte[] text = new byte[(int) claimed];
    readFully(ByteBuffer.wrap(text), LENGTH_BYTES);
    if (text.length == 0 || text[0] != '{') {
      throw new DataException(
          file + ": not a safetensors file: its header does not begin with '{'");
    }
    return text;
  }

  /** Returns the metadata in the file's order. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Returns the tensors in the header's order. */
  public List<Entry> entries() {
    return List.copyOf(header.entries().values());
  }

  /** Returns whether there is a tensor of that name. */
  public boolean contains(String name) {
    return header.entries().containsKey(name);
  }

  /**
   * Returns a tensor's type, shape and place.
   *
   * @throws DataException if there is none of that name
   */
  public Entry entry(String name) {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new DataException("%s: holds no tensor %s".formatted(file, name));
    }
    return entry;
  }

  /**
   * Reads a tensor into memory, in the machine's byte order.
   *
   * @param type what the caller takes it for
   * @param values receives exactly the tensor's bytes: {@code MemorySegment.ofArray(...)}, a slice
   *     of it, or memory off the heap
   * @throws DataException if there is no such tensor, it has another type or size, or it cannot be
   *     read
   */
  public void read(String name, StoredType type, MemorySegment values) {
    Entry entry = entry(name);
    long bytes = entry.end() - entry.begin();
    if (entry.type() != type || bytes != values.byteSize()) {
      throw new DataException(
          "%s: tensor %s is %s %s, expected %d elements of %s"
              .formatted(
                  file, name, entry.type(), entry.shape(), values.byteSize() / type.bytes(), type));
    }
    MemorySegment source = MemorySegment.ofBuffer(chunk.clear());
    try {
      for (long at = 0; at < bytes; at += CHUNK) {
        int length = (int) Math.min(CHUNK, bytes - at);
        readFully(chunk.clear().limit(length), dataStart + entry.begin() + at);
        MemorySegment.copy(
            source, type.inFile(), 0, values, type.inMemory(), at, length / type.bytes());
      }
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
  }

  /** Reads a tensor of F32 into a new array; errors as {@link #read}. */
  public float[] floats(String name) {
    float[] values = new float[count(name)];
    read(name, StoredType.F32, MemorySegment.ofArray(values));
    return values;
  }

  private int count(String name) {
    long size = entry(name).shape().size();
    if (size > Integer.MAX_VALUE) {
      throw new DataException(
          "%s: tensor %s: %d elements do not fit an array".formatted(file, name, size));
    }
    return (int) size;
  }

  private void readFully(ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += read;
    }
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DataException.failed("close", file, e);
    }
  }
}
