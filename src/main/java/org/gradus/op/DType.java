package org.gradus.op;

import java.util.Locale;

/** The type of a tensor's elements. */
public enum DType {
  /** IEEE 754 binary32; the default for parameters and activations. */
  F32(4, true, 0x1p-24),
  /** IEEE 754 binary64; CPU only, for gradient checks. */
  F64(8, true, 0x1p-53),
  /** bfloat16: the upper half of a binary32. Storage only, arithmetic is done in F32. */
  BF16(2, true, 0x1p-8),
  /** IEEE 754 binary16. Storage only, arithmetic is done in F32. */
  F16(2, true, 0x1p-11),
  /** Signed 32-bit integer: labels, indices and counters. */
  I32(4, false, 0),
  /** Unsigned 8-bit integer: pixels, and the truth values (0 or 1) that comparisons yield. */
  U8(1, false, 0);

  private final int bytes;
  private final boolean floating;
  private final double epsilon;

  DType(int bytes, boolean floating, double epsilon) {
    this.bytes = bytes;
    this.floating = floating;
    this.epsilon = epsilon;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether the type is a floating-point type, and so may carry gradients. */
  public boolean isFloat() {
    return floating;
  }

  /** The unit roundoff: the largest relative error of one rounding to nearest; 0 for integers. */
  public double epsilon() {
    return epsilon;
  }

  /** The name as plans and safetensors headers write it in lower case, such as {@code f32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
