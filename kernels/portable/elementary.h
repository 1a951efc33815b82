// Elementary functions in f32 arithmetic, within three units in the last place.
//
// Infinities, NaN, overflow and gradual underflow come out as of C's functions. In OpenCL they are
// straight lines of multiply-adds, without branches or calls, so that loops over items can be
// vectorised; range reductions are textbook ones (Muller, Elementary Functions), polynomials are
// minimax fits for the ranges given. In CUDA those are taken from the library that the hardware
// helps and that is as accurate.
#ifndef GRADUS_ELEMENTARY_H
#define GRADUS_ELEMENTARY_H

#include "lanes.h"

#ifdef __OPENCL_VERSION__

#define LOG2_E 0x1.715476p0f
#define LN2_HIGH 0x1.62e43p-1f
#define LN2_LOW -0x1.05c61p-29f

// Adding this rounds a small number to an integer, which the low bits of the sum then hold; with a
// bias on top those bits are the exponent of a power of 2 and need but a shift.
#define ROUND 0x1.8p23f
#define ROUND_BITS 0x4b400000
#define EXPONENT_BIAS 127.0f

// a / b for b in the middle of the range, say 2^-100 to 2^100.
DEVICE floats quotient(floats a, floats b) { return a / b; }

// 2^n of the bits of an integer that ROUND made of n + EXPONENT_BIAS.
DEVICE floats power_of_2(ints biased) { return floats_of(biased << 23); }

// exp(x - n ln 2) - 1 for n next to x / ln 2.
DEVICE floats reduced_exp_minus_1(floats x, floats n) {
  const floats r = fused(n, -LN2_LOW, fused(n, -LN2_HIGH, x));
  floats q = fused(r, 0x1.6db5bcp-10f, 0x1.123c78p-7f);
  q = fused(r, q, 0x1.55545cp-5f);
  q = fused(r, q, 0x1.55548ep-3f);
  q = fused(r, q, 0.5f);
  return fused(r * r, q, r);
}

// e to the power x.
DEVICE floats exponential(floats x) {
  const floats inside = at_least(at_most(x, 89.0f), -104.0f);
  const floats shifted = fused(inside, LOG2_E, ROUND + 2.0f * EXPONENT_BIAS);
  const floats p = reduced_exp_minus_1(inside, shifted - (ROUND + 2.0f * EXPONENT_BIAS));
  // In two factors, because 2^128 is no float and 2^-149 must not round the sum twice. ROUND's own
  // bits are even and leave a word with the shift.
  const ints power = bits_of(shifted);
  const ints half_power = power >> 1;
  const floats scale = power_of_2(half_power);
  return fused(p, scale, scale) * power_of_2(power - half_power);
}

// e to the power x for x up to 0; results too small for a normal float are 0.
DEVICE floats exponential_to_1(floats x) {
  const floats inside = at_least(x, -88.0f);
  const floats shifted = fused(inside, LOG2_E, ROUND + EXPONENT_BIAS);
  const floats scale = power_of_2(bits_of(shifted));
  return fused(reduced_exp_minus_1(inside, shifted - (ROUND + EXPONENT_BIAS)), scale, scale);
}

// exp(x) - 1 for x from minus infinity to 80.
DEVICE floats exponential_minus_1(floats x) {
  const floats inside = at_least(x, -87.0f);
  const floats shifted = fused(inside, LOG2_E, ROUND + EXPONENT_BIAS);
  const floats scale = power_of_2(bits_of(shifted));
  return fused(scale, reduced_exp_minus_1(inside, shifted - (ROUND + EXPONENT_BIAS)), scale - 1.0f);
}

// log(1 + f) + n ln 2 for 1 + f from sqrt(1/2) to sqrt(2).
DEVICE floats reduced_log(floats f, floats n) {
  floats p = fused(f, -0x1.42798cp-4f, 0x1.083208p-3f);
  p = fused(f, p, -0x1.0cf2a4p-3f);
  p = fused(f, p, 0x1.2261ep-3f);
  p = fused(f, p, -0x1.5475a2p-3f);
  p = fused(f, p, 0x1.99a60cp-3f);
  p = fused(f, p, -0x1.00022ap-2f);
  p = fused(f, p, 0x1.55554ap-2f);
  const floats rest = fused(n, LN2_LOW, f * f * fused(f, p, -0.5f));
  return fused(n, LN2_HIGH, f + rest);
}

// Natural logarithm.
DEVICE floats logarithm(floats x) {
  const ints tiny = x < 0x1p-126f;
  const ints bits = bits_of(choose(tiny, x * 0x1p23f, x));
  const ints power = (bits - 0x3f3504f3) >> 23;  // the bits of sqrt(1/2)
  const floats f = floats_of(bits - (power << 23)) - 1.0f;
  const floats n = floats_of(power + ROUND_BITS) - ROUND - choose(tiny, 23.0f, 0.0f);
  const floats finite = choose(x < INFINITY_F, reduced_log(f, n), x);
  return choose(x > 0.0f, finite, choose(x == 0.0f, -INFINITY_F, NAN_F));
}

// log(1 + e) for e from 0 to 1, or NaN.
DEVICE floats logarithm_of_1_plus(floats e) {
  const ints upper = e > 0x1.a8279ap-2f;  // sqrt(2) - 1
  return reduced_log(choose(upper, 0.5f * (e - 1.0f), e), choose(upper, 1.0f, 0.0f));
}

// u / (u + 2) with u = exp(2 |x|) - 1, which keeps all digits near zero.
DEVICE floats hyperbolic_tangent(floats x) {
  const floats u = exponential_minus_1(2.0f * at_most(fabs(x), 9.1f));
  return with_sign_of(x, quotient(u, u + 2.0f));
}

#else

DEVICE float quotient(float a, float b) { return __fdividef(a, b); }
DEVICE float exponential(float x) { return expf(x); }
DEVICE float exponential_minus_1(float x) { return expm1f(x); }
DEVICE float logarithm(float x) { return logf(x); }
DEVICE float logarithm_of_1_plus(float e) { return log1pf(e); }
DEVICE float hyperbolic_tangent(float x) { return tanhf(x); }

#endif

// G(a) with Phi(-a) = exp(-a^2 / 2) G(a) for a >= 0, Phi being the normal distribution function: a
// polynomial in 1 / (1 + 0.35 a), relatively accurate while exp(-a^2 / 2) is not 0.
DEVICE floats normal_tail(floats a) {
  const floats s = quotient(1.0f, fused(0.35f, at_most(a, 20.0f), 1.0f));
  floats q = fused(s, -0x1.ddd1ep-6f, 0x1.27090ep-3f);
  q = fused(s, q, -0x1.060ad8p-2f);
  q = fused(s, q, 0x1.466f24p-3f);
  q = fused(s, q, -0x1.7d242ap-6f);
  q = fused(s, q, 0x1.b06edcp-4f);
  q = fused(s, q, 0x1.eac3bcp-4f);
  q = fused(s, q, 0x1.1e713p-3f);
  return s * fused(s, q, 0x1.1df1cp-3f);
}

// Error function: a polynomial up to 1, then what the tail leaves.
DEVICE floats error_function(floats x) {
  const floats t = fabs(x);
  const floats z = t * t;
  floats s = fused(z, 0x1.4ae4dp-14f, -0x1.a485ecp-11f);
  s = fused(z, s, 0x1.5419f6p-8f);
  s = fused(z, s, -0x1.b7fbb4p-6f);
  s = fused(z, s, 0x1.ce2d2p-4f);
  s = fused(z, s, -0x1.81273ep-2f);
  s = t * fused(z, s, 0x1.20dd74p0f);
  const floats l = fused(-2.0f * exponential(-z), normal_tail(t * 0x1.6a09e6p0f), 1.0f);
  return with_sign_of(x, choose(t < 1.0f, s, l));
}

// From here on multiples of pi / 2 need more digits than three floats have.
#define LARGE 131072.0f

// 2 / pi in binary after a word of zeros, for arguments of any size.
CONSTANT const uint TWO_OVER_PI[] = {0u,          0xa2f9836eu, 0x4e441529u, 0xfc2757d1u,
                                     0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu};

// The quarter turns of a large |x| (2^17 and more), modulo 4, and what is left in radians, from -pi/4
// to pi/4: the product of x with those 96 bits of 2 / pi that matter (Payne and Hanek).
DEVICE int quarter_turns_of_large(float x, float *rest) {
  const uint bits = as_bits(x) & 0x7fffffffu;
  const int first = (int)(bits >> 23) - 120;  // of 2 / pi, counted from the word of zeros
  const int word = first >> 5;
  const int shift = 32 - (first & 31);
  const uint64 m = (bits & 0x7fffffu) | 0x800000u;
  const uint64 a = TWO_OVER_PI[word];
  const uint64 b = TWO_OVER_PI[word + 1];
  const uint64 c = TWO_OVER_PI[word + 2];
  const uint64 d = TWO_OVER_PI[word + 3];
  const uint64 low = m * (uint)((c << 32 | d) >> shift);
  const uint64 middle = m * (uint)((b << 32 | c) >> shift) + (low >> 32);
  const uint64 high = m * (uint)((a << 32 | b) >> shift) + (middle >> 32);
  const uint64 turns = high << 32 | (middle & 0xffffffffu);  // in units of 2^-62
  const long fraction = (long)(turns << 2);
  *rest = (float)fraction * 0x1.921fb6p-64f;
  return (int)((turns >> 62) + (fraction < 0 ? 1u : 0u));
}

// Where any of x is large, its quarter turns and rest in place of the others'.
DEVICE void reduce_large(floats x, ints *quarter, floats *rest) {
#if LANES == 1
  if (x >= LARGE && x < INFINITY_F) *quarter = quarter_turns_of_large(x, rest);
#else
  float size[LANES], left[LANES];
  int turns[LANES];
  spread(x, size);
  spread(*rest, left);
  spread(*quarter, turns);
  for (int j = 0; j < LANES; ++j)
    if (size[j] >= LARGE && size[j] < INFINITY_F)
      turns[j] = quarter_turns_of_large(size[j], &left[j]);
  *rest = gathered(left);
  *quarter = gathered(turns);
#endif
}

// sin(x + turns pi / 2): at most pi/4 from a whole number of quarter turns.
DEVICE floats sine_after(floats x, int turns) {
  const floats size = fabs(x);
  const floats n = rint(size * 0x1.45f306p-1f);
  // The first difference is exact; the others are the lower digits of pi / 2.
  floats r = fused(n, -0x1.921fb6p0f, size);
  r = fused(n, 0x1.ee59dap-50f, fused(n, 0x1.777a5cp-25f, r));
  ints quarter = to_ints(at_most(n, LARGE));
  if (any_of(size >= LARGE)) reduce_large(size, &quarter, &r);
  // Odd and even: sin(-x) = sin(x + pi), cos(-x) = cos(x).
  quarter += turns + choose_int(x < 0.0f, 2 - 2 * turns, 0);
  const floats z = r * r;
  const floats s = fused(z, fused(z, -0x1.993d72p-13f, 0x1.11072ep-7f), -0x1.555546p-3f);
  const floats c = fused(z, fused(z, 0x1.99f2dcp-16f, -0x1.6c0c58p-10f), 0x1.55554ap-5f);
  const floats y =
      choose((quarter & 1) != 0, fused(z * z, c, fused(z, -0.5f, 1.0f)), fused(r * z, s, r));
  return choose(size < INFINITY_F, choose((quarter & 2) != 0, -y, y), NAN_F);
}

DEVICE floats sine(floats x) { return sine_after(x, 0); }
DEVICE floats cosine(floats x) { return sine_after(x, 1); }

#endif
