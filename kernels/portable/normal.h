// Standard normal numbers by Box and Muller, bit for bit as org.gradus.random.FloatNormals: of two
// words of Philox a, b
//
//   u = ((a >> 8) + 1) 2^-24,  v = (b >> 8) 2^-24,  r = sqrt(-2 ln u)
//   z = r cos(2 pi v) for the element of a, r sin(2 pi v) for that of b
//
// Nothing here but additions, products and fused multiply-adds, which IEEE 754 rounds in one way
// only: no quotient, root or function, which devices round as they like. No product is added to
// anything but by `fused`, so that no compiler can fuse it on its own. r is within 1.7 u of the exact
// value, sine and cosine within 2.6 u (FloatNormalsTest asks all arguments).
#ifndef GRADUS_NORMAL_H
#define GRADUS_NORMAL_H

#include "lanes.h"

// ln x for x from 2^-24 to 1.
DEVICE floats normal_logarithm(floats x) {
  const ints bits = bits_of(x);
  const ints power = (bits - 0x3f3504f3) >> 23;  // the bits of sqrt(1/2)
  const floats f = floats_of(bits - (power << 23)) - 1.0f;
  const floats n = to_floats(power);
  floats p = fused(f, -0x1.42798cp-4f, 0x1.083208p-3f);
  p = fused(f, p, -0x1.0cf2a4p-3f);
  p = fused(f, p, 0x1.2261ep-3f);
  p = fused(f, p, -0x1.5475a2p-3f);
  p = fused(f, p, 0x1.99a60cp-3f);
  p = fused(f, p, -0x1.00022ap-2f);
  p = fused(f, p, 0x1.55554ap-2f);
  const floats rest = fused(n, -0x1.05c61p-29f, f * f * fused(f, p, -0.5f));
  return fused(n, 0x1.62e43p-1f, f + rest);
}

// r of the upper 24 bits of a.
DEVICE floats normal_radius(ints number) {
  const floats w = -2.0f * normal_logarithm(to_floats(number + 1) * 0x1p-24f);
  const floats half_w = 0.5f * w;
  floats y = floats_of(0x5f3759df - (bits_of(w) >> 1));
  UNROLL for (int k = 0; k < 3; ++k) y = y * fused(-half_w * y, y, 1.5f);  // Newton: 1 / sqrt(w)
  const floats root = w * y;
  return fused(0.5f * y, fused(-root, root, w), root);
}

// Sine and cosine of 2 pi v, of the upper 24 bits of b: eighths of a turn are taken off exactly.
DEVICE void normal_angle(ints number, floats *sine, floats *cosine) {
  const ints quarter = (number + (1 << 21)) >> 22;
  const floats x = to_floats(number - (quarter << 22)) * 0x1.921fb6p-22f;  // -pi/4 to pi/4
  const floats z = x * x;
  const floats s = fused(z, fused(z, -0x1.993d72p-13f, 0x1.11072ep-7f), -0x1.555546p-3f);
  const floats c = fused(z, fused(z, 0x1.99f2dcp-16f, -0x1.6c0c58p-10f), 0x1.55554ap-5f);
  const floats odd = fused(x * z, s, x);
  const floats even = fused(z * z, c, fused(z, -0.5f, 1.0f));
  const floats y = choose((quarter & 1) != 0, even, odd);
  const floats turned = choose((quarter & 1) != 0, odd, even);
  *sine = choose((quarter & 2) != 0, -y, y);
  *cosine = choose(((quarter + 1) & 2) != 0, -turned, turned);
}

#endif
