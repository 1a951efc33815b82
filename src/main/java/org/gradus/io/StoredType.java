package org.gradus.io;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.gradus.op.DType;

/**
 * The element types of a safetensors file that Gradus reads and writes.
 *
 * <p>Those of {@link DType}, and I64, which other programs use for counters.
 */
public enum StoredType {
  /** IEEE 754 binary64. */
  F64,
  /** IEEE 754 binary32. */
  F32,
  /** IEEE 754 binary16. */
  F16,
  /** bfloat16: the upper half of a binary32. */
  BF16,
  /** Signed 64-bit integer. */
  I64,
  /** Signed 32-bit integer. */
  I32,
  /** Unsigned 8-bit integer. */
  U8;

  /** Returns the type that stores a tensor's elements as they are. */
  public static StoredType of(DType type) {
    return switch (type) {
      case F32 -> F32;
      case F64 -> F64;
      case BF16 -> BF16;
      case F16 -> F16;
      case I32 -> I32;
      case U8 -> U8;
    };
  }

  /** Returns the type that a header names, such as {@code "F32"}. */
  static StoredType of(String name, String where) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new DataException(
        "%s: dtype %s is not one of %s".formatted(where, name, Arrays.toString(values())));
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return (int) inMemory().byteSize();
  }

  /** The layout of elements in memory, in the machine's byte order and with any alignment. */
  ValueLayout inMemory() {
    return switch (this) {
      case F64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
      case F32 -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case F16, BF16 -> ValueLayout.JAVA_SHORT_UNALIGNED;
      case I64 -> ValueLayout.JAVA_LONG_UNALIGNED;
      case I32 -> ValueLayout.JAVA_INT_UNALIGNED;
      case U8 -> ValueLayout.JAVA_BYTE;
    };
  }

  /** The layout of elements in a file: little-endian. */
  ValueLayout inFile() {
    return inMemory().withOrder(ByteOrder.LITTLE_ENDIAN);
  }
}
