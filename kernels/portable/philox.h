// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011), bit for bit as org.gradus.random.Philox: a pure function of (seed, stream, step, block)
// that yields four 32-bit words. Element i of a tensor takes word i % 4 of block i / 4.
#ifndef GRADUS_PHILOX_H
#define GRADUS_PHILOX_H
#include "device.h"

#define PHILOX_WORDS 4

// Words of the counter: of one block on a GPU; on a CPU of eight blocks next to each other, whose
// words each keep a lane of 64 bits. The upper half is not used: the product of two words then fits
// its lane, and vectors need no reordering.
#ifdef CPU
typedef ulong8 word_lanes;
typedef ulong8 product_lanes;
#else
typedef uint word_lanes;
typedef uint64 product_lanes;
#endif

// The numbers that a run of blocks shares.
typedef struct {
  uint seed_low;
  uint seed_high;
  uint stream;
  uint step;
} Sequence;

// The words of blocks whose numbers are c1 * 2^32 + c0; only the lower 32 bits of a word count.
DEVICE void philox(Sequence s, word_lanes c0, word_lanes c1, word_lanes *words) {
  word_lanes c2 = (word_lanes)(s.step);
  word_lanes c3 = (word_lanes)(s.stream);
  uint k0 = s.seed_low;
  uint k1 = s.seed_high;
  UNROLL for (int round = 0; round < 10; round++) {
    const product_lanes p0 = (product_lanes)(0xD2511F53u) * (c0 & 0xffffffffu);
    const product_lanes p1 = (product_lanes)(0xCD9E8D57u) * (c2 & 0xffffffffu);
    c0 = (word_lanes)(p1 >> 32) ^ c1 ^ k0;
    c2 = (word_lanes)(p0 >> 32) ^ c3 ^ k1;
    c1 = (word_lanes)p1;
    c3 = (word_lanes)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

#endif
