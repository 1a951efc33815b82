package org.gradus.cpu.math;

/**
 * Functions of one float, within three units in the last place of the true value.
 *
 * <p>{@link SimdMath} repeats each operation in vectors, so that both give the same bits; change
 * them together. The methods are textbook range reductions (Muller, Elementary Functions); the
 * polynomials are minimax fits for these ranges, computed for Gradus. Infinities, NaN, overflow and
 * gradual underflow come out as of {@link Math}.
 */
public final class FloatMath {
  static final float LOG2_E = 0x1.715476p0f;
  static final float LN2_HIGH = 0x1.62e43p-1f;
  static final float LN2_LOW = -0x1.05c61p-29f;

  /** Adding this rounds a small number to an integer, which the low bits of the sum then hold. */
  static final float ROUND = 0x1.8p23f;

  static final int ROUND_BITS = 0x4b400000;
  static final int MANTISSA_BITS = 23;
  static final int EXPONENT_BIAS = 127;
  static final int SIGN_BIT = 0x80000000;

  /** Beyond these exp is infinite and zero. */
  static final float EXP_MAX = 89f;

  static final float EXP_MIN = -104f;

  // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2.
  static final float E0 = 0.5f;
  static final float E1 = 0x1.55548ep-3f;
  static final float E2 = 0x1.55545cp-5f;
  static final float E3 = 0x1.123c78p-7f;
  static final float E4 = 0x1.6db5bcp-10f;

  /** Bits of sqrt(1/2), where the mantissas that log reduces to begin. */
  static final int SQRT_HALF_BITS = 0x3f3504f3;

  // (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2).
  static final float L0 = 0x1.55554ap-2f;
  static final float L1 = -0x1.00022ap-2f;
  static final float L2 = 0x1.99a60cp-3f;
  static final float L3 = -0x1.5475a2p-3f;
  static final float L4 = 0x1.2261ep-3f;
  static final float L5 = -0x1.0cf2a4p-3f;
  static final float L6 = 0x1.083208p-3f;
  static final float L7 = -0x1.42798cp-4f;

  /** From here on tanh rounds to 1. */
  static final float TANH_MAX = 9.1f;

  /** From here on erf rounds to 1. */
  static final float ERF_MAX = 4f;

  // erf(t) / t in powers of t^2, for t <= 1.
  static final float S0 = 0x1.20dd74p0f;
  static final float S1 = -0x1.81273ep-2f;
  static final float S2 = 0x1.ce2d2p-4f;
  static final float S3 = -0x1.b7fbb4p-6f;
  static final float S4 = 0x1.5419f6p-8f;
  static final float S5 = -0x1.a485ecp-11f;
  static final float S6 = 0x1.4ae4dp-14f;

  // log(1 - erf(t)) for 1 <= t <= 4.
  static final float T0 = -0x1.47a5d6p-12f;
  static final float T1 = -0x1.209054p0f;
  static final float T2 = -0x1.46a35ap-1f;
  static final float T3 = -0x1.a6effap-4f;
  static final float T4 = 0x1.66ea6cp-6f;
  static final float T5 = -0x1.847f8cp-9f;
  static final float T6 = 0x1.8a348ap-13f;

  static final float SQRT_HALF = 0x1.6a09e6p-1f;

  // sqrt(2 / pi) and 0.044715 of it, for GELU by tanh.
  /** Factor of x inside the tanh of the approximate GELU, sqrt(2 / pi). */
  public static final float GELU_1 = 0x1.988454p-1f;

  /** Factor of x cubed inside the tanh of the approximate GELU. */
  public static final float GELU_3 = 0x1.2444f2p-5f;

  private FloatMath() {}

  /** e to the power x. */
  static float exp(float x) {
    float clamped = Math.max(Math.min(x, EXP_MAX), EXP_MIN);
    float shifted = Math.fma(clamped, LOG2_E, ROUND);
    float p = expReducedMinus1(clamped, shifted - ROUND);
    int power = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    int half = power >> 1;
    // In two factors, because 2^128 is no float and 2^-149 must not round the sum twice.
    return (1 + p) * powerOf2(half) * powerOf2(power - half);
  }

  /** exp(x - n ln 2) - 1, for n next to x / ln 2. */
  private static float expReducedMinus1(float x, float n) {
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float q = Math.fma(r, E4, E3);
    q = Math.fma(r, q, E2);
    q = Math.fma(r, q, E1);
    q = Math.fma(r, q, E0);
    return Math.fma(r * r, q, r);
  }

  private static float powerOf2(int n) {
    return Float.intBitsToFloat((n + EXPONENT_BIAS) << MANTISSA_BITS);
  }

  private static float withSignOf(float sign, float magnitude) {
    int bits = Float.floatToRawIntBits(sign) & SIGN_BIT;
    return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | bits);
  }

  /** Natural logarithm. */
  static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x);
    int power = (bits - SQRT_HALF_BITS) >> MANTISSA_BITS;
    float f = Float.intBitsToFloat(bits - (power << MANTISSA_BITS)) - 1;
    float n = Float.intBitsToFloat(power + ROUND_BITS) - ROUND - (tiny ? 23f : 0f);
    float p = Math.fma(f, L7, L6);
    p = Math.fma(f, p, L5);
    p = Math.fma(f, p, L4);
    p = Math.fma(f, p, L3);
    p = Math.fma(f, p, L2);
    p = Math.fma(f, p, L1);
    p = Math.fma(f, p, L0);
    float rest = Math.fma(n, LN2_LOW, f * f * Math.fma(f, p, -0.5f));
    float result = Math.fma(n, LN2_HIGH, f + rest);
    result = x == Float.POSITIVE_INFINITY ? x : result;
    result = x == 0 ? Float.NEGATIVE_INFINITY : result;
    return x >= 0 ? result : Float.NaN;
  }

  /** Hyperbolic tangent: u / (u + 2) with u = exp(2 |x|) - 1, which is exact near zero. */
  static float tanh(float x) {
    float twice = 2 * Math.min(Math.abs(x), TANH_MAX);
    float shifted = Math.fma(twice, LOG2_E, ROUND);
    float p = expReducedMinus1(twice, shifted - ROUND);
    float scale = powerOf2(Float.floatToRawIntBits(shifted) - ROUND_BITS);
    float u = Math.fma(scale, p, scale - 1);
    return withSignOf(x, u / (u + 2));
  }

  /** 1 / (1 + exp(-x)). */
  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  /** Error function. */
  static float erf(float x) {
    float t = Math.min(Math.abs(x), ERF_MAX);
    float z = t * t;
    float s = Math.fma(z, S6, S5);
    s = Math.fma(z, s, S4);
    s = Math.fma(z, s, S3);
    s = Math.fma(z, s, S2);
    s = Math.fma(z, s, S1);
    s = t * Math.fma(z, s, S0);
    float l = Math.fma(t, T6, T5);
    l = Math.fma(t, l, T4);
    l = Math.fma(t, l, T3);
    l = Math.fma(t, l, T2);
    l = Math.fma(t, l, T1);
    l = 1 - exp(Math.fma(t, l, T0));
    return withSignOf(x, t < 1 ? s : l);
  }

  /** x Phi(x) = x (1 + erf(x / sqrt 2)) / 2. */
  static float gelu(float x) {
    return 0.5f * x * (1 + erf(x * SQRT_HALF));
  }

  /** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
  static float geluTanh(float x) {
    return 0.5f * x * (1 + tanh(x * Math.fma(x * x, GELU_3, GELU_1)));
  }

  /** x sigmoid(x). */
  static float silu(float x) {
    return x * sigmoid(x);
  }

  /**
   * log(1 + exp(x)) = max(x, 0) + log(1 + e), e = exp(-|x|), corrected for the rounding of 1 + e.
   */
  static float softplus(float x) {
    float e = exp(-Math.abs(x));
    float u = 1 + e;
    return Math.max(x, 0) + (log(u) + (e - (u - 1)) / u);
  }
}
