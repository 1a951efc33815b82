// y = 0 with probability rate, else x times scale; its backward pass is the same op on dy.
//
//   word(i) = word i mod 4 of philox(seed, stream, step, i / 4)
//   y[i] = word(i) >> 8 >= threshold ? x[i] * scale : 0
//
// threshold = ceil(rate 2^24) and scale = 1 / (1 - rate) come from the host, the step from device
// memory. The mask is drawn anew wherever it is needed and never stored. A dropped element is 0
// whatever x is.
//
// Mapping: see runs.h: 16 bytes an item, from one block of Philox or two; on a processor a run of
// elements, 32 at a time from eight blocks side by side.
// Moves one read and one write of each element. Philox takes some 20 multiplications and 40 other
// operations a block: f32 is bound by memory, bf16 and f16 come near the limit of integer units.
// y may be x itself: each element is read before it is written, by the same item.
#include "philox.h"
#include "runs.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, x), POINTER(const int, step), POINTER(T, y), const long n,                 \
   const int vectors, const int seed_low, const int seed_high, const int stream,               \
   const int threshold, const float scale)
#define BIND_ALL     \
  BIND(const T, x);  \
  BIND(const int, step); \
  BIND(T, y);        \
  const Sequence sequence = {(uint)seed_low, (uint)seed_high, (uint)stream, (uint)step[0]}

#ifdef CPU

// The numbers, of 24 bits, of 16 elements: half of those of eight blocks.
DEVICE int16 numbers_of(ulong4 first_words, ulong4 last_words) {
  const ulong8 pairs = (ulong8)(first_words, last_words);  // words 0 and 1, words 2 and 3
  return as_int16(as_uint16(pairs.s04152637) >> 8);
}

DEVICE void drop_lanes(const GLOBAL T *x, GLOBAL T *y, long i, int count, int16 numbers,
                       int threshold, float scale) {
  floats v[1];
  TAKE(lanes, DTYPE)(x, i, count, v);
  v[0] = choose(numbers >= threshold, v[0] * scale, 0.0f);
  PUT(lanes, DTYPE)(y, i, count, v);
}

// The elements of eight blocks.
#define BLOCKS 8
#define STEP (BLOCKS * PHILOX_WORDS)
#define AHEAD 1024  // bytes between what is asked for and what is used

KERNEL(dropout) ARGUMENTS {
  BIND_ALL;
  const long end = min((gid(0) + 1) * RUN_LENGTH, (long)n);
  for (long i = gid(0) * RUN_LENGTH; i < end; i += STEP) {
    // So much is computed between two accesses that a core does not see the next ones coming.
    expect((const GLOBAL uchar *)(x + i) + AHEAD, STEP * (int)sizeof(T));
    expect((const GLOBAL uchar *)(y + i) + AHEAD, STEP * (int)sizeof(T));
    ulong8 words[PHILOX_WORDS];
    const ulong8 blocks = (ulong8)(i / PHILOX_WORDS) + (ulong8)(0, 1, 2, 3, 4, 5, 6, 7);
    philox(sequence, blocks & 0xffffffffu, blocks >> 32, words);
    const ulong8 first = (words[0] & 0xffffffffu) | words[1] << 32;
    const ulong8 last = (words[2] & 0xffffffffu) | words[3] << 32;
    drop_lanes(x, y, i, count_of(i, end, LANES), numbers_of(first.lo, last.lo), threshold, scale);
    if (i + LANES < end) {
      drop_lanes(x, y, i + LANES, count_of(i + LANES, end, LANES), numbers_of(first.hi, last.hi),
                 threshold, scale);
    }
  }
}

#else

DEVICE float drop(float x, uint word, int threshold, float scale) {
  return (int)(word >> 8) >= threshold ? x * scale : 0.0f;
}

// A run of a vector's elements, or a single element.
#define DROP(how, i, count)                                                              \
  float v[PARTS(how)];                                                                   \
  TAKE(how, DTYPE)(x, i, count, v);                                                      \
  UNROLL for (int j = 0; j < PARTS(how); j += PHILOX_WORDS) {                            \
    const long block = ((i) + j) / PHILOX_WORDS;                                         \
    uint words[PHILOX_WORDS];                                                            \
    philox(sequence, (uint)block, (uint)(block >> 32), words);                           \
    if (PARTS(how) == 1) words[0] = words[(i) % PHILOX_WORDS];                           \
    UNROLL for (int k = 0; k < PHILOX_WORDS && j + k < PARTS(how); k++)                  \
      v[j + k] = drop(v[j + k], words[k], threshold, scale);                             \
  }                                                                                      \
  PUT(how, DTYPE)(y, i, count, v)

KERNEL(dropout) ARGUMENTS {
  BIND_ALL;
  EACH_PART(DROP, n)
}

#endif
