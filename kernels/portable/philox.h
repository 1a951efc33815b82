// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011), bit for bit as org.gradus.random.Philox: a pure function of (seed, stream, step, block)
// that yields four 32-bit words. Element i of a tensor takes word i % 4 of block i / 4.
#ifndef GRADUS_PHILOX_H
#define GRADUS_PHILOX_H
#include "device.h"

#define PHILOX_WORDS 4

// A word of the counter. A GPU keeps 32 bits; a CPU keeps each word in a lane of 64, whose upper
// half is not used: the product of two words then fits its lane, and vectors need no reordering.
#ifdef CPU
typedef uint64 word_lane;
#else
typedef uint word_lane;
#endif

// The numbers that a run of blocks shares.
typedef struct {
  uint seed_low;
  uint seed_high;
  uint stream;
  uint step;
} Sequence;

// Only the lower 32 bits of each of the four words count.
DEVICE void philox(Sequence s, long block, word_lane *words) {
  word_lane c0 = (uint)block;
  word_lane c1 = (uint)(block >> 32);
  word_lane c2 = s.step;
  word_lane c3 = s.stream;
  uint k0 = s.seed_low;
  uint k1 = s.seed_high;
  UNROLL for (int round = 0; round < 10; round++) {
    const uint64 p0 = (uint64)0xD2511F53u * (c0 & 0xffffffffu);
    const uint64 p1 = (uint64)0xCD9E8D57u * (c2 & 0xffffffffu);
    c0 = (word_lane)(p1 >> 32) ^ c1 ^ k0;
    c2 = (word_lane)(p0 >> 32) ^ c3 ^ k1;
    c1 = (word_lane)p1;
    c3 = (word_lane)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

#endif
