package org.gradus.io;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gradus.op.Shape;

/**
 * Writes tensors by name to one safetensors file.
 *
 * <p>The format: eight bytes with the header's length (little-endian), the header in JSON padded
 * with spaces to a multiple of eight, the tensors' bytes one after another, row-major and
 * little-endian. Tensors of wider elements come first, so that each is aligned; otherwise they and
 * their header entries keep the order of {@link #add}. Metadata is sorted by key. Equal input gives
 * equal bytes. Source: github.com/huggingface/safetensors, "Format".
 */
public final class SafetensorsWriter {
  static final String METADATA = "__metadata__";

  private static final int CHUNK = 1 << 20;

  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> metadata = new TreeMap<>();

  private record Tensor(String name, StoredType type, Shape shape, MemorySegment values) {}

  /** Makes a writer of no tensors yet. */
  public SafetensorsWriter() {}

  /** Adds a line of metadata, replacing one of the same key. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor, whose values are read when the file is written.
   *
   * @param values shape.size() elements in the machine's byte order: {@code
   *     MemorySegment.ofArray(...)}, a slice of it, or memory off the heap
   * @throws IllegalArgumentException if the name is taken or the bytes do not fit the shape
   */
  public SafetensorsWriter add(String name, StoredType type, Shape shape, MemorySegment values) {
    if (name.equals(METADATA) || !names.add(name)) {
      throw new IllegalArgumentException("safetensors: the name " + name + " is taken");
    }
    long expected = Math.multiplyExact(shape.size(), (long) type.bytes());
    if (values.byteSize() != expected) {
      throw new IllegalArgumentException(
          "safetensors: tensor %s: %s %s needs %d bytes, got %d"
              .formatted(name, type, shape, expected, values.byteSize()));
    }
    tensors.add(new Tensor(name, type, shape, values));
    return this;
  }

  /** Adds a tensor of F32; otherwise as {@link #add(String, StoredType, Shape, MemorySegment)}. */
  public SafetensorsWriter add(String name, Shape shape, float... values) {
    return add(name, StoredType.F32, shape, MemorySegment.ofArray(values));
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws DataException if the directory or the disk does not take it
   */
  public void write(Path file) {
    List<Tensor> order = new ArrayList<>(tensors);
    order.sort(Comparator.comparingInt((Tensor tensor) -> tensor.type().bytes()).reversed());
    byte[] header = header(order);
    AtomicFiles.write(
        file,
        channel -> {
          AtomicFiles.writeFully(channel, ByteBuffer.wrap(header));
          ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
          for (Tensor tensor : order) {
            write(channel, tensor, chunk);
          }
        });
  }

  /** Returns the length, the JSON and its padding. */
  private byte[] header(List<Tensor> order) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.beginObject();
      writeMetadata(json);
      long at = 0;
      for (Tensor tensor : order) {
        long end = at + tensor.values().byteSize();
        json.name(tensor.name()).beginObject();
        json.name("dtype").value(tensor.type().name());
        json.name("shape").beginArray();
        for (int extent : tensor.shape().dims()) {
          json.value(extent);
        }
        json.endArray();
        json.name("data_offsets").beginArray().value(at).value(end).endArray();
        json.endObject();
        at = end;
      }
      json.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string takes all that is written to it", e);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (bytes.length + 7) & ~7;
    ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(bytes);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private void writeMetadata(JsonWriter json) throws IOException {
    if (metadata.isEmpty()) {
      return;
    }
    json.name(METADATA).beginObject();
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      json.name(entry.getKey()).value(entry.getValue());
    }
    json.endObject();
  }

  private static void write(FileChannel channel, Tensor tensor, ByteBuffer chunk)
      throws IOException {
    StoredType type = tensor.type();
    MemorySegment target = MemorySegment.ofBuffer(chunk.clear());
    long bytes = tensor.values().byteSize();
    for (long at = 0; at < bytes; at += CHUNK) {
      int length = (int) Math.min(CHUNK, bytes - at);
      MemorySegment.copy(
          tensor.values(), type.inMemory(), at, target, type.inFile(), 0, length / type.bytes());
      AtomicFiles.writeFully(channel, chunk.clear().limit(length));
    }
  }
}
