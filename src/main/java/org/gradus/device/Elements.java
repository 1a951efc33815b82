package org.gradus.device;

import org.gradus.op.DType;

/** Elements of any type in Java arrays, as doubles. */
public final class Elements {
  private Elements() {}

  /** The element at {@code index} of an array that holds {@code dtype}; U8 as 0 to 255. */
  public static double get(Object array, DType dtype, int index) {
    return switch (dtype) {
      case F32 -> ((float[]) array)[index];
      case F64 -> ((double[]) array)[index];
      case BF16 -> bf16ToFloat(((short[]) array)[index]);
      case F16 -> Float.float16ToFloat(((short[]) array)[index]);
      case I32 -> ((int[]) array)[index];
      case U8 -> ((byte[]) array)[index] & 0xff;
    };
  }

  /** Sets an element: floats round to nearest even, integers towards zero, U8 modulo 256. */
  public static void set(Object array, DType dtype, int index, double value) {
    switch (dtype) {
      case F32 -> ((float[]) array)[index] = (float) value;
      case F64 -> ((double[]) array)[index] = value;
      case BF16 -> ((short[]) array)[index] = floatToBf16((float) value);
      case F16 -> ((short[]) array)[index] = Float.floatToFloat16((float) value);
      case I32 -> ((int[]) array)[index] = (int) value;
      case U8 -> ((byte[]) array)[index] = (byte) (int) value;
    }
  }

  /** The value of a bfloat16's bits. */
  public static float bf16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The bits of the bfloat16 nearest to {@code value}, ties to even; NaN stays NaN. */
  public static short floatToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
