// a to the power b in f32 arithmetic: |a|^b = 2^(b log2 |a|), with the logarithm in two floats, since
// its errors grow by up to 88 times in the result.
#ifndef GRADUS_POWER_H
#define GRADUS_POWER_H

#include "elementary.h"

#ifdef __OPENCL_VERSION__

// log2(a) of a >= 0 as a sum of two floats, the second 0 where the first is not finite.
DEVICE floats logarithm_in_two(floats a, floats *low) {
  const ints tiny = a < 0x1p-126f;
  const ints bits = bits_of(choose(tiny, a * 0x1p23f, a));
  const ints power = (bits - 0x3f3504f3) >> 23;  // the bits of sqrt(1/2)
  const floats m = floats_of(bits - (power << 23));
  const floats n = to_floats(power) - choose(tiny, 23.0f, 0.0f);
  // log(m) = 2 artanh(s) = 2 s + s^3 P(s^2) with s = (m - 1) / (m + 1) in two floats
  const floats f = m - 1.0f;
  const floats d = m + 1.0f;
  const floats s = f / d;
  const floats s_low = (fused(-s, d, f) - s * (m - (d - 1.0f))) / d;
  const floats z = s * s;
  floats p = fused(z, 0x1.ddd79ep-3f, 0x1.245c18p-2f);
  p = fused(z, p, 0x1.9999ecp-2f);
  p = fused(z, p, 0x1.555556p-1f);
  const floats u = 2.0f * s;
  const floats u_low = fused(s * z, p, 2.0f * s_low);
  // times log2(e), then plus n, which is 0 or larger; each sum is split again
  const floats v = u * 0x1.715476p0f;
  const floats v_low = fused(u, 0x1.715476p0f, -v) + fused(u, 0x1.4ae0cp-26f, u_low * 0x1.715476p0f);
  const floats w = v + v_low;
  const floats sum = n + w;
  const ints finite = (a > 0.0f) & (a < INFINITY_F);
  *low = choose(finite, (w - (sum - n)) + (v_low - (w - v)), 0.0f);
  return choose(finite, sum, choose(a == 0.0f, -INFINITY_F, a));
}

// 2 to the power x + low; low counts only where neither overflows.
DEVICE floats power_of_two(floats x, floats low) {
  const floats inside = choose(x == x, at_least(at_most(x, 160.0f), -160.0f), 0.0f);
  const floats n = rint(inside);
  const floats r = choose(inside == x, x - n + low, 0.0f);
  const floats p = reduced_exp_minus_1(r * 0x1.62e43p-1f, 0.0f);
  const ints power = to_ints(n + 2.0f * EXPONENT_BIAS);
  const ints half_power = power >> 1;
  const floats scale = power_of_2(half_power);
  const floats y = fused(p, scale, scale) * power_of_2(power - half_power);
  return choose(x == x, y, x);
}

// C's function, but that a one whose exponent is infinite or NaN gives NaN, as in Java.
DEVICE floats power(floats a, floats b) {
  floats low;
  const floats high = logarithm_in_two(fabs(a), &low);
  const floats x = b * high;
  const floats y = power_of_two(x, fused(b, high, -x) + b * low);
  const ints whole = rint(b) == b;
  const ints odd = whole & (rint(0.5f * b) != 0.5f * b);
  const floats sign = choose(odd, with_sign_of(a, 1.0f), 1.0f);
  const ints unknown = (a < 0.0f) & (a > -INFINITY_F) & (whole == 0) & (fabs(b) < INFINITY_F);
  return choose(b == 0.0f, 1.0f, choose(unknown, NAN_F, sign * y));
}

#else

DEVICE float power(float a, float b) {
  const int unknown = b != b || (fabsf(a) == 1.0f && fabsf(b) == INFINITY_F);
  return unknown ? NAN_F : powf(a, b);
}

#endif

#endif
