// y = 0 with probability rate, else x times scale; its backward pass is the same op on dy.
//
//   word(i) = word i mod 4 of philox(seed, stream, step, i / 4)
//   y[i] = word(i) >> 8 >= threshold ? x[i] * scale : 0
//
// threshold = ceil(rate 2^24) and scale = 1 / (1 - rate) come from the host, the step from device
// memory. The mask is drawn anew wherever it is needed and never stored. A dropped element is 0
// whatever x is.
//
// Mapping: one item makes 16 bytes of elements from one block of Philox or two, by one load and one
// store where vectors is 1: all places are multiples of 16 bytes then. On a CPU an item makes a run
// of blocks in a loop over vectors.
// Moves one read and one write of each element. Philox takes some 20 multiplications and 40 other
// operations a block: f32 is bound by memory, bf16 and f16 come near the limit of integer units.
// y may be x itself: each element is read before it is written, by the same item.
#include "philox.h"
#include "items.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, x), POINTER(const int, step), POINTER(T, y), const long n,                 \
   const int vectors, const int seed_low, const int seed_high, const int stream,               \
   const int threshold, const float scale)
#define BIND_ALL     \
  BIND(const T, x);  \
  BIND(const int, step); \
  BIND(T, y);        \
  const Sequence sequence = {(uint)seed_low, (uint)seed_high, (uint)stream, (uint)step[0]}

DEVICE float drop(float x, word_lane word, int threshold, float scale) {
  return (int)((uint)word >> 8) >= threshold ? x * scale : 0.0f;
}

// The first `count` elements of a block, at most 4.
DEVICE void drop_block(const GLOBAL T *x, GLOBAL T *y, Sequence sequence, long block, int count,
                       int threshold, float scale) {
  const long i = block * PHILOX_WORDS;
  word_lane words[PHILOX_WORDS];
  philox(sequence, block, words);
  UNROLL for (int j = 0; j < PHILOX_WORDS; j++) {
    if (j < count) store(y, i + j, drop(load(x, i + j), words[j], threshold, scale));
  }
}

#ifdef CPU

#define BLOCKS 256  // blocks of one item

KERNEL(dropout) ARGUMENTS {
  BIND_ALL;
  const long whole = n / PHILOX_WORDS;
  const long end = min((gid(0) + 1) * BLOCKS, whole);
  VECTORIZE for (long block = gid(0) * BLOCKS; block < end; block++) {
    drop_block(x, y, sequence, block, PHILOX_WORDS, threshold, scale);
  }
  if (gid(0) == whole / BLOCKS) {
    drop_block(x, y, sequence, whole, (int)(n % PHILOX_WORDS), threshold, scale);
  }
}

#else

KERNEL(dropout) ARGUMENTS {
  BIND_ALL;
  const long i = gid(0) * VECTOR;
  if (vectors && i + VECTOR <= n) {
    R v[VECTOR];
    TAKE(vector, DTYPE)(x, i, VECTOR, v);
    UNROLL for (int j = 0; j < VECTOR; j += PHILOX_WORDS) {
      word_lane words[PHILOX_WORDS];
      philox(sequence, (i + j) / PHILOX_WORDS, words);
      UNROLL for (int k = 0; k < PHILOX_WORDS; k++) {
        v[j + k] = drop(v[j + k], words[k], threshold, scale);
      }
    }
    PUT(vector, DTYPE)(y, i, VECTOR, v);
  } else {
    for (long j = i; j < min(n, i + VECTOR); j += PHILOX_WORDS) {
      const int count = (int)min(n - j, (long)PHILOX_WORDS);
      drop_block(x, y, sequence, j / PHILOX_WORDS, count, threshold, scale);
    }
  }
}

#endif
