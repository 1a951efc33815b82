// The norm of a gradient x, all of it together, and the scale that keeps it in bounds:
//
//   norm = sqrt(sum x x)
//   scale = min(1, limit / (norm + 1e-6)) where to_limit, else 1 / norm if norm > limit, else 1
//
// Squares of floats leave their range soon: 1e20 squared is infinite and 1e-23 squared is 0. So three
// sums run side by side, of x, of x taken times 2^60 and of x taken times 2^-80. The plain one is
// right unless it is infinite, when the third one is, or below 2^-66, when the first one is: there
// squares may have lost digits, and the first sum is below 2^54.
//
// Mapping: clip_scale_parts gives each group `part` elements and writes its three sums; clip_scale is
// one group that adds them up. With CPU=1 one item takes the place of a group.
//
// Reads each element once; bound by memory. WIDE > 1 assumes that x begins at a multiple of 16 bytes
// and that n and part are multiples of WIDE.
#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors

#include "groups.h"
#include "wide.h"

#define UP 0x1p60f
#define DOWN 0x1p-80f
#define SURE 0x1p-66f

typedef struct {
  wide up;
  wide plain;
  wide down;
} Squares;

DEVICE void add_square(Squares *sums, wide x) {
  const wide up = x * UP;
  const wide down = x * DOWN;
  sums->up = fma(up, up, sums->up);
  sums->plain = fma(x, x, sums->plain);
  sums->down = fma(down, down, sums->down);
}

// NaN if the sums are.
DEVICE float norm_of(float up, float plain, float down) {
  if (plain < INFINITY_F) return plain > SURE ? sqrt(plain) : sqrt(up) * (1.0f / UP);
  return sqrt(down) * (1.0f / DOWN);
}

DEVICE float scale_of(float norm, float limit, int to_limit) {
  if (!to_limit) return norm <= limit ? 1.0f : 1.0f / norm;
  const float scale = limit / (norm + 1e-6f);
  return scale > 1.0f ? 1.0f : scale;
}

#ifdef CPU
#define GROUP 1
#else
#define GROUP 256
#endif
#define IN_FLIGHT 4

GROUP_KERNEL(GROUP, clip_scale_parts)
(POINTER(const T, x), POINTER(float, parts), const long n, const long part) {
  BIND(const T, x);
  BIND(float, parts);
  GROUP_SCRATCH(scratch, GROUP);
  const GLOBAL T *from = x + group(0) * part;
  const int count = (int)min(part, n - group(0) * part);
  Squares sums = {wide_of(0.0f), wide_of(0.0f), wide_of(0.0f)};
  for (int i = lid(0) * WIDE; i < count; i += IN_FLIGHT * GROUP * WIDE) {
    UNROLL for (int k = 0; k < IN_FLIGHT; ++k) {
      const int at = i + k * GROUP * WIDE;
      if (at < count) add_square(&sums, load_some(from, at, count - at, 0.0f));
    }
  }
  const float up = group_sum(sum_within(sums.up), 1, GROUP, scratch);
  const float plain = group_sum(sum_within(sums.plain), 1, GROUP, scratch);
  const float down = group_sum(sum_within(sums.down), 1, GROUP, scratch);
  if (lid(0) == 0) {
    parts[3 * group(0)] = up;
    parts[3 * group(0) + 1] = plain;
    parts[3 * group(0) + 2] = down;
  }
}

GROUP_KERNEL(GROUP, clip_scale)
(POINTER(const float, parts), POINTER(T, scale), POINTER(T, norm), const int wanted, const long n,
 const float limit, const int to_limit) {
  BIND(const float, parts);
  BIND(T, scale);
  BIND(T, norm);
  GROUP_SCRATCH(scratch, GROUP);
  float up = 0.0f;
  float plain = 0.0f;
  float down = 0.0f;
  for (long i = lid(0); i < n; i += GROUP) {
    up += parts[3 * i];
    plain += parts[3 * i + 1];
    down += parts[3 * i + 2];
  }
  up = group_sum(up, 1, GROUP, scratch);
  plain = group_sum(plain, 1, GROUP, scratch);
  down = group_sum(down, 1, GROUP, scratch);
  const float whole = norm_of(up, plain, down);
  if (lid(0) == 0 && (wanted & 1)) store(scale, 0, scale_of(whole, limit, to_limit));
  if (lid(0) == 0 && (wanted & 2)) store(norm, 0, whole);
}

#endif
