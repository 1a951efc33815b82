package org.gradus.watch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in protobuf's wire format, written field by field.
 *
 * <p>Event files need eight kinds of message and no reading; protobuf-java would add 1.9 MB to
 * every installation for that ({@code docs/decisions/0016-event-files-by-hand.md}).
 */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds an int32, int64, bool or enum; negative numbers take ten bytes. */
  Protobuf varint(int field, long value) {
    key(field, VARINT);
    raw(value);
    return this;
  }

  /** Adds a double. */
  Protobuf number(int field, double value) {
    key(field, FIXED64);
    little(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  /** Adds a float. */
  Protobuf small(int field, float value) {
    key(field, FIXED32);
    little(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  /** Adds a repeated double, packed. */
  Protobuf numbers(int field, double[] values) {
    key(field, BYTES);
    raw((long) values.length * Double.BYTES);
    for (double value : values) {
      little(Double.doubleToRawLongBits(value), Double.BYTES);
    }
    return this;
  }

  /** Adds a string. */
  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a message inside this one. */
  Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toBytes());
  }

  /** Adds bytes. */
  Protobuf bytes(int field, byte[] value) {
    key(field, BYTES);
    raw(value.length);
    out.writeBytes(value);
    return this;
  }

  /** The message so far. */
  byte[] toBytes() {
    return out.toByteArray();
  }

  private void key(int field, int type) {
    raw(((long) field << 3) | type);
  }

  // Seven bits a byte, the lowest first; the top bit says that more follow.
  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void little(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
  }
}
