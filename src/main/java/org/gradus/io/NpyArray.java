package org.gradus.io;

import java.nio.ByteBuffer;
import org.gradus.op.Shape;

/**
 * An array as it stood in an npy file, row-major whatever its order there was.
 *
 * @param source the file, and the entry within it, for messages
 * @param type of its elements
 * @param shape as numpy has it
 * @param values the elements, in the byte order of the buffer
 */
public record NpyArray(String source, NpyType type, Shape shape, ByteBuffer values) {
  /** Returns how many elements there are. */
  public int size() {
    return shape.intSize();
  }

  /** Returns the elements as floats: F64 and large integers rounded. */
  public float[] floats() {
    float[] floats = new float[size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) type.number(values, i);
    }
    return floats;
  }

  /** Returns the elements as doubles: exactly, but for I64 beyond 2^53. */
  public double[] doubles() {
    double[] doubles = new double[size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = type.number(values, i);
    }
    return doubles;
  }

  /**
   * Returns the elements as whole numbers.
   *
   * @throws DataException if they are of a type with fractions
   */
  public long[] longs() {
    if (!type.isWhole()) {
      throw new DataException(
          "%s: whole numbers expected, found dtype %s".formatted(source, type.code()));
    }
    long[] longs = new long[size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = type.whole(values, i);
    }
    return longs;
  }

  /**
   * Returns the elements as bytes, 0 to 255.
   *
   * @throws DataException if they are of another type
   */
  public byte[] bytes() {
    if (type != NpyType.U8) {
      throw new DataException(
          "%s: bytes (dtype u1) expected, found dtype %s".formatted(source, type.code()));
    }
    byte[] bytes = new byte[size()];
    values.get(0, bytes);
    return bytes;
  }
}
