package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;

/**
 * Reads event files with TensorFlow's own generated classes, and with a checksum written out bit by
 * bit from its definition instead of the JDK's.
 */
final class EventReader {
  private EventReader() {}

  /** All events of a folder's files, in the order of the files' names. */
  static List<Event> all(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        events.addAll(read(file));
      }
    }
    return events;
  }

  static List<Event> read(Path file) throws IOException {
    assertTrue(file.getFileName().toString().contains("tfevents"), file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] head = new byte[Long.BYTES];
      bytes.get(bytes.position(), head);
      byte[] data = new byte[Math.toIntExact(bytes.getLong())];
      assertEquals(masked(head), bytes.getInt(), "checksum of the length");
      bytes.get(data);
      assertEquals(masked(data), bytes.getInt(), "checksum of the data");
      Event event = Event.parseFrom(data);
      assertTrue(event.getUnknownFields().asMap().isEmpty(), "unknown fields in " + event);
      events.add(event);
    }
    return events;
  }

  private static int masked(byte[] bytes) {
    int crc = -1;
    for (byte each : bytes) {
      crc ^= each & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82F63B78; // Castagnoli's, reflected
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }
}
