// w' = w - rate (g + decay w), over a flat arena of all parameters in one launch.
//
// g, w (n); rates (count), of which entry step mod count holds; where ok is 0 nothing is written.
//
// Mapping: one item 16 bytes of elements, in one access each where vectors is 1: all places are
// multiples of 16 bytes then. On a CPU an item is a run of elements, in a loop over vectors. Moves
// two reads and one write of each element; bound by memory.
#include "optimizer.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, g), POINTER(const T, rates), POINTER(const int, step),                     \
   POINTER(const uchar, ok), POINTER(T, w), const long n, const int vectors,           \
   const int count, const float decay)
#define BIND_ALL         \
  BIND(const T, g);      \
  BIND(const T, rates);  \
  BIND(const int, step); \
  BIND(const uchar, ok); \
  BIND(T, w);            \
  if (ok[0] == 0) return; \
  const float rate = rate_of(rates, count, step[0])

DEVICE float stepped(float w, float g, float rate, float decay) {
  return fma(fma(w, decay, g), -rate, w);
}

#ifdef CPU

KERNEL(sgd) ARGUMENTS {
  BIND_ALL;
  EACH_OF_RUN(i, n) store(w, i, stepped(load(w, i), load(g, i), rate, decay));
}

#else

KERNEL(sgd) ARGUMENTS {
  BIND_ALL;
  const long i = gid(0) * VECTOR;
  if (vectors && i + VECTOR <= n) {
    R weights[VECTOR];
    R gradients[VECTOR];
    TAKE(vector, DTYPE)(w, i, VECTOR, weights);
    TAKE(vector, DTYPE)(g, i, VECTOR, gradients);
    UNROLL for (int j = 0; j < VECTOR; j++) {
      weights[j] = stepped(weights[j], gradients[j], rate, decay);
    }
    PUT(vector, DTYPE)(w, i, VECTOR, weights);
  } else {
    EACH_OF_VECTOR(j, i, n) store(w, j, stepped(load(w, j), load(g, j), rate, decay));
  }
}

#endif
