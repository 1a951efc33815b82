// y = x + sigma z, z being standard normal numbers of (seed, stream, step, element).
//
//   words of elements 2p and 2p + 1, of philox(seed, stream, step, p / 2), make two numbers: normal.h
//   y[i] = fma(sigma, z[i], x[i])
//
// sigma comes from the host, the step from device memory. The noise is drawn anew in each run and
// never stored; the backward pass has no use for it. All bits are those of any other device.
//
// Mapping: as dropout.cl: 16 bytes an item, from one block of Philox or two; on a processor a run of
// elements, 32 at a time: 16 pairs side by side.
// Moves one read and one write of each element. A pair takes some 70 operations, a block of Philox 60.
// y may be x itself: each element is read before it is written, by the same item.
#include "normal.h"
#include "philox.h"
#include "runs.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, x), POINTER(const int, step), POINTER(T, y), const long n,                 \
   const int vectors, const int seed_low, const int seed_high, const int stream,               \
   const float sigma)
#define BIND_ALL     \
  BIND(const T, x);  \
  BIND(const int, step); \
  BIND(T, y);        \
  const Sequence sequence = {(uint)seed_low, (uint)seed_high, (uint)stream, (uint)step[0]}

#ifdef CPU

DEVICE void add_lanes(const GLOBAL T *x, GLOBAL T *y, long i, int count, floats z, float sigma) {
  floats v[1];
  TAKE(lanes, DTYPE)(x, i, count, v);
  v[0] = fused((floats)sigma, z, v[0]);
  PUT(lanes, DTYPE)(y, i, count, v);
}

// The upper 24 bits of a word of the pairs of eight blocks.
DEVICE int16 numbers_of(ulong8 first, ulong8 second) {
  return (int16)(convert_int8((first & 0xffffffffu) >> 8),
                 convert_int8((second & 0xffffffffu) >> 8));
}

// The elements of eight blocks.
#define BLOCKS 8
#define STEP (BLOCKS * PHILOX_WORDS)

KERNEL(gaussian_noise) ARGUMENTS {
  BIND_ALL;
  const long end = min((gid(0) + 1) * RUN_LENGTH, (long)n);
  for (long i = gid(0) * RUN_LENGTH; i < end; i += STEP) {
    ulong8 words[PHILOX_WORDS];
    const ulong8 blocks = (ulong8)(i / PHILOX_WORDS) + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
    philox(sequence, blocks & 0xffffffffu, blocks >> 32, words);
    floats sine, cosine;
    const floats r = normal_radius(numbers_of(words[0], words[2]));
    normal_angle(numbers_of(words[1], words[3]), &sine, &cosine);
    sine *= r;
    cosine *= r;
    // Elements 0 and 1 of each block are eight pairs, its elements 2 and 3 as many.
    const ulong8 first = as_ulong8((float16)(cosine.lo, sine.lo).s08192a3b4c5d6e7f);
    const ulong8 last = as_ulong8((float16)(cosine.hi, sine.hi).s08192a3b4c5d6e7f);
    const floats low = as_float16((ulong8)(first.lo, last.lo).s04152637);
    const floats high = as_float16((ulong8)(first.hi, last.hi).s04152637);
    add_lanes(x, y, i, count_of(i, end, LANES), low, sigma);
    if (i + LANES < end)
      add_lanes(x, y, i + LANES, count_of(i + LANES, end, LANES), high, sigma);
  }
}

#else

// The numbers of a pair of words.
DEVICE void normals(uint a, uint b, float *even, float *odd) {
  float sine, cosine;
  const float r = normal_radius((int)(a >> 8));
  normal_angle((int)(b >> 8), &sine, &cosine);
  *even = r * cosine;
  *odd = r * sine;
}

// A run of a vector's elements, or a single element.
#define ADD(how, i, count)                                                               \
  float v[PARTS(how)];                                                                   \
  TAKE(how, DTYPE)(x, i, count, v);                                                      \
  UNROLL for (int j = 0; j < PARTS(how); j += PHILOX_WORDS) {                            \
    const long block = ((i) + j) / PHILOX_WORDS;                                         \
    uint words[PHILOX_WORDS];                                                            \
    philox(sequence, (uint)block, (uint)(block >> 32), words);                           \
    float z[PHILOX_WORDS];                                                               \
    if (PARTS(how) == 1) {                                                               \
      const int pair = (int)((i) % PHILOX_WORDS) & 2;                                    \
      normals(pair ? words[2] : words[0], pair ? words[3] : words[1], z, z + 1);         \
      if ((i) & 1) z[0] = z[1];                                                          \
    } else {                                                                             \
      normals(words[0], words[1], z, z + 1);                                             \
      normals(words[2], words[3], z + 2, z + 3);                                         \
    }                                                                                    \
    UNROLL for (int k = 0; k < PHILOX_WORDS && j + k < PARTS(how); k++)                  \
      v[j + k] = fused(sigma, z[k], v[j + k]);                                           \
  }                                                                                      \
  PUT(how, DTYPE)(y, i, count, v)

KERNEL(gaussian_noise) ARGUMENTS {
  BIND_ALL;
  EACH_PART(ADD, n)
}

#endif
