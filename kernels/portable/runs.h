// How kernels go through a flat run of elements, with the accesses of items.h.
//
// EACH_PART(step, n) does step(how, i, count) for the elements of n that are this item's: `count` from
// i on. On a processor an item does RUN_LENGTH elements, LANES at a time. On a GPU it does 16 bytes:
// by one access where `vectors` is 1, as all places are multiples of 16 bytes then; else one by one.
#ifndef GRADUS_RUNS_H
#define GRADUS_RUNS_H
#include "items.h"

#define RUN_LENGTH 1024

#ifdef CPU
#define EACH_PART(step, n)                                      \
  const long end_ = min((gid(0) + 1) * RUN_LENGTH, (long)(n));  \
  for (long i_ = gid(0) * RUN_LENGTH; i_ < end_; i_ += LANES) { \
    const int count_ = count_of(i_, end_, LANES);               \
    step(lanes, i_, count_);                                    \
  }
#else
#define EACH_PART(step, n)                                                  \
  const long i_ = gid(0) * VECTOR;                                          \
  const int count_ = count_of(i_, n, VECTOR);                               \
  if (vectors && count_ > 0) {                                              \
    step(vector, i_, count_);                                               \
  } else {                                                                  \
    for (int j_ = 0; j_ < count_; ++j_) {                                   \
      step(lanes, i_ + j_, 1);                                              \
    }                                                                       \
  }
#endif

#endif
