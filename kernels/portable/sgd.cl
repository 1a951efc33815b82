// w' = w - rate (g + decay w), over a flat arena of all parameters in one launch.
//
// g, w (n); rates (count), of which entry step mod count holds; where ok is 0 nothing is written.
//
// Mapping: see runs.h: 16 bytes an item, on a processor a run of elements. Moves two reads and
// one write of each element; bound by memory.
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

DEVICE floats stepped(floats w, floats g, float rate, float decay) {
  return fma(fma(w, (floats)(decay), g), (floats)(-rate), w);
}

#define STEP(how, i, count)                                                   \
  LANES_OF(DTYPE) weights[PARTS(how)];                                        \
  LANES_OF(DTYPE) gradients[PARTS(how)];                                      \
  TAKE(how, DTYPE)(w, i, count, weights);                                     \
  TAKE(how, DTYPE)(g, i, count, gradients);                                   \
  UNROLL for (int j = 0; j < PARTS(how); ++j)                                 \
    weights[j] = stepped(weights[j], gradients[j], rate, decay);              \
  PUT(how, DTYPE)(w, i, count, weights)

KERNEL(sgd) ARGUMENTS {
  BIND_ALL;
  EACH_PART(STEP, n)
}
