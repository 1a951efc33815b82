package org.gradus.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The element types of npy files that are read, by numpy's letter and size. */
public enum NpyType {
  /** True or false: 1 or 0. */
  BOOL("b1"),
  /** Unsigned bytes. */
  U8("u1"),
  /** Unsigned 16-bit integers. */
  U16("u2"),
  /** Unsigned 32-bit integers. */
  U32("u4"),
  /** Signed bytes. */
  I8("i1"),
  /** 16-bit integers. */
  I16("i2"),
  /** 32-bit integers. */
  I32("i4"),
  /** 64-bit integers. */
  I64("i8"),
  /** IEEE half precision. */
  F16("f2"),
  /** IEEE single precision. */
  F32("f4"),
  /** IEEE double precision. */
  F64("f8");

  private final String code;

  NpyType(String code) {
    this.code = code;
  }

  /** Returns the letter and the size, such as {@code f4}. */
  public String code() {
    return code;
  }

  /** Returns the bytes of an element. */
  public int bytes() {
    return code.charAt(1) - '0';
  }

  /** Returns whether elements are whole numbers. */
  public boolean isWhole() {
    return code.charAt(0) != 'f';
  }

  /** Returns the type of that code, or null if there is none. */
  static @Nullable NpyType of(String code) {
    return Arrays.stream(values()).filter(type -> type.code.equals(code)).findAny().orElse(null);
  }

  /** Returns the codes there are, for messages. */
  static String codes() {
    return Arrays.stream(values()).map(NpyType::code).collect(Collectors.joining(", "));
  }

  /** Returns an element that is a whole number, exactly. */
  long whole(ByteBuffer values, int index) {
    return switch (this) {
      case BOOL -> values.get(index) == 0 ? 0 : 1;
      case U8 -> values.get(index) & 0xFF;
      case U16 -> values.getShort(2 * index) & 0xFFFF;
      case U32 -> values.getInt(4 * index) & 0xFFFFFFFFL;
      case I8 -> values.get(index);
      case I16 -> values.getShort(2 * index);
      case I32 -> values.getInt(4 * index);
      case I64 -> values.getLong(8 * index);
      case F16, F32, F64 -> throw new IllegalStateException(code + " is not whole");
    };
  }

  /** Returns an element as a double: exactly, but for I64 beyond 2^53. */
  double number(ByteBuffer values, int index) {
    return switch (this) {
      case F16 -> Float.float16ToFloat(values.getShort(2 * index));
      case F32 -> values.getFloat(4 * index);
      case F64 -> values.getDouble(8 * index);
      case BOOL, U8, U16, U32, I8, I16, I32, I64 -> whole(values, index);
    };
  }
}
