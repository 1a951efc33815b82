package org.gradus.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A checksum over all that a data set holds, at the speed of reading it. */
final class DatasetChecksum {
  private static final int CHUNK = 1 << 14; // values at a time

  private final CRC32C sum = new CRC32C();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private DatasetChecksum() {}

  /** CRC-32C over shape, class names, labels and features (little-endian), in hexadecimal. */
  static String of(Dataset data) {
    DatasetChecksum checksum = new DatasetChecksum();
    String head = data.dtype() + " " + data.sampleShape() + " " + data.classNames() + "\n";
    checksum.sum.update(head.getBytes(StandardCharsets.UTF_8));
    checksum.labels(data);
    int values = data.size() * data.features();
    byte[] bytes = data.bytes();
    if (bytes != null) {
      checksum.sum.update(bytes, 0, values);
    } else {
      checksum.floats(data.floats(), values);
    }
    return "%08x".formatted(checksum.sum.getValue());
  }

  private void labels(Dataset data) {
    for (int from = 0; from < data.size(); from += CHUNK) {
      int to = Math.min(from + CHUNK, data.size());
      for (int sample = from; sample < to; sample++) {
        buffer.putInt((sample - from) * Integer.BYTES, data.label(sample));
      }
      sum.update(buffer.array(), 0, (to - from) * Integer.BYTES);
    }
  }

  private void floats(float[] values, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      buffer.asFloatBuffer().put(values, from, length);
      sum.update(buffer.array(), 0, length * Float.BYTES);
    }
  }
}
