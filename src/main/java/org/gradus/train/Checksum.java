package org.gradus.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.gradus.device.HostTensor;

/** A checksum over tensors and texts, whatever order they are held in. */
final class Checksum {
  private Checksum() {}

  /** CRC-32C over names, specs, values (little-endian) and texts, in hexadecimal digits. */
  static String of(Map<String, HostTensor> tensors, Map<String, String> texts) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(texts).forEach((key, text) -> update(sum, key + "=" + text + "\n"));
    new TreeMap<>(tensors)
        .forEach(
            (name, values) -> {
              update(sum, name + ":" + values.spec() + "\n");
              sum.update(bytes(values));
            });
    return "%08x".formatted(sum.getValue());
  }

  private static void update(CRC32C sum, String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(HostTensor values) {
    byte[] bytes = new byte[Math.toIntExact(values.spec().bytes())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (values.array()) {
      case float[] array -> buffer.asFloatBuffer().put(array);
      case double[] array -> buffer.asDoubleBuffer().put(array);
      case int[] array -> buffer.asIntBuffer().put(array);
      case short[] array -> buffer.asShortBuffer().put(array);
      case byte[] array -> buffer.put(array);
      default -> throw new IllegalStateException("no tensor is held in " + values.array());
    }
    return bytes;
  }
}
