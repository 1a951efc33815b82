package org.gradus.cpu;

import org.gradus.device.Elements;
import org.gradus.op.DType;

/** Steps that change the element type. */
final class Casts {
  private Casts() {}

  static Kernel lower(Binding binding, Parallel parallel) {
    Operand from = binding.in(0);
    Operand to = binding.out();
    return parallel.elements(to.size(), (first, last) -> convert(from, to, first, last));
  }

  /** Converts elements {@code first} to {@code last}, in place if both operands are the same. */
  static void convert(Operand from, Operand to, int first, int last) {
    int count = last - first;
    int at = from.offset() + first;
    int target = to.offset() + first;
    if (from.dtype() == to.dtype()) {
      System.arraycopy(from.array(), at, to.array(), target, count);
    } else if (from.dtype() == DType.U8 && to.dtype() == DType.F32) {
      widenBytes(from.bytes(), at, to.floats(), target, count);
    } else if (from.dtype() == DType.BF16 && to.dtype() == DType.F32) {
      widenBf16((short[]) from.array(), at, to.floats(), target, count);
    } else if (from.dtype() == DType.F32 && to.dtype() == DType.BF16) {
      roundBf16(from.floats(), at, (short[]) to.array(), target, count);
    } else {
      for (int i = first; i < last; i++) {
        to.set(i, from.get(i));
      }
    }
  }

  private static void widenBytes(byte[] from, int at, float[] to, int target, int count) {
    for (int i = 0; i < count; i++) {
      to[target + i] = from[at + i] & 0xff;
    }
  }

  private static void widenBf16(short[] from, int at, float[] to, int target, int count) {
    for (int i = 0; i < count; i++) {
      to[target + i] = Elements.bf16ToFloat(from[at + i]);
    }
  }

  private static void roundBf16(float[] from, int at, short[] to, int target, int count) {
    for (int i = 0; i < count; i++) {
      to[target + i] = Elements.floatToBf16(from[at + i]);
    }
  }
}
