// 1 if no element of x is NaN or infinite, else 0, as U8.
//
// A float is either if the bits of its exponent are all ones. Bits without the sign grow with the
// magnitude, so the largest of them, as integers, tells for all elements at once; halves are looked
// at two to a word.
//
// Mapping: all_finite_parts gives each group `part` elements, a multiple of what its items read at
// once, and writes a 1 or a 0 for it; all_finite is one group that looks at these. Aligned: x
// begins at a multiple of 16 bytes. With CPU=1 one item takes the place of a group.
//
// Reads each element once; bound by memory.
#include "groups.h"

#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors

typedef uint bits_f32;
typedef ushort bits_bf16;
typedef ushort bits_f16;
#define BITS JOIN(bits_, DTYPE)

// Without the sign, and the least that is not finite.
#define MAGNITUDE (sizeof(BITS) == 4 ? 0x7fffffffu : 0x7fffu)
#define LIMIT_f32 0x7f800000u
#define LIMIT_bf16 0x7f80u
#define LIMIT_f16 0x7c00u
#define LIMIT JOIN(LIMIT_, DTYPE)

#ifdef CPU

#define GROUP 1

GROUP_KERNEL(GROUP, all_finite_parts)
(POINTER(const BITS, x), POINTER(int, parts), const long n, const long part) {
  BIND(const BITS, x);
  BIND(int, parts);
  const GLOBAL BITS *from = x + gid(0) * part;
  const int count = (int)min(part, n - gid(0) * part);
  BITS worst = 0;
  VECTORIZE for (int i = 0; i < count; i++) {
    const BITS magnitude = from[i] & MAGNITUDE;
    worst = magnitude > worst ? magnitude : worst;
  }
  parts[gid(0)] = worst < LIMIT;
}

#else

#define GROUP 256
#define IN_FLIGHT 4

// Writes the verdict on a group's part, from the largest magnitude that each item met.
DEVICE void tell(uint worst, GLOBAL int *parts, LOCAL_PTR float *scratch) {
  const float fine = group_min(worst < LIMIT ? 1.0f : 0.0f, 1, GROUP, scratch);
  if (lid(0) == 0) parts[group(0)] = fine != 0.0f;
}

GROUP_KERNEL(GROUP, all_finite_parts)
(POINTER(const BITS, x), POINTER(int, parts), const long n, const long part) {
  BIND(const BITS, x);
  BIND(int, parts);
  GROUP_SCRATCH(scratch, GROUP);
  const long first = group(0) * part + lid(0);
  const long last = min((group(0) + 1) * part, n);
  uint worst = 0;
  for (long i = first; i < last; i += IN_FLIGHT * GROUP) {
    UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
      if (i + k * GROUP < last) worst = max(worst, x[i + k * GROUP] & MAGNITUDE);
    }
  }
  tell(worst, parts, scratch);
}

// The larger magnitude of the two halves of a word, or that of the word.
DEVICE uint magnitude_of(uint word) {
  return sizeof(BITS) == 4 ? word & MAGNITUDE : max(word & MAGNITUDE, (word >> 16) & MAGNITUDE);
}

DEVICE uint largest_of(uint4 words) {
  return max(max(magnitude_of(words.x), magnitude_of(words.y)),
             max(magnitude_of(words.z), magnitude_of(words.w)));
}

GROUP_KERNEL(GROUP, all_finite_parts_aligned)
(POINTER(const BITS, x), POINTER(int, parts), const long n, const long part) {
  BIND(const BITS, x);
  BIND(int, parts);
  GROUP_SCRATCH(scratch, GROUP);
  const GLOBAL uint4 *words = (const GLOBAL uint4 *)x;
  const long vectors = n / VECTOR;
  const long first = group(0) * (part / VECTOR) + lid(0);
  const long last = min((group(0) + 1) * (part / VECTOR), vectors);
  uint worst = 0;
  for (long i = first; i < last; i += IN_FLIGHT * GROUP) {
    UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
      if (i + k * GROUP < last) worst = max(worst, largest_of(words[i + k * GROUP]));
    }
  }
  const long tail = vectors * VECTOR + lid(0);
  if (group(0) == 0 && tail < n) worst = max(worst, (uint)(x[tail] & MAGNITUDE));
  tell(worst, parts, scratch);
}

#endif

GROUP_KERNEL(GROUP, all_finite)(POINTER(const int, parts), POINTER(uchar, y), const long n) {
  BIND(const int, parts);
  BIND(uchar, y);
  int fine = 1;
  for (long i = lid(0); i < n; i += GROUP) fine &= parts[i];
#ifndef CPU
  GROUP_SCRATCH(scratch, GROUP);
  fine = group_min((float)fine, 1, GROUP, scratch) != 0.0f;
#endif
  if (lid(0) == 0) y[0] = (uchar)fine;
}

#endif
