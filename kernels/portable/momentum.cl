// Momentum in PyTorch's form, over a flat arena of all parameters in one launch:
//
//   v' = momentum v + (g + decay w)
//   w' = w - rate v', or with Nesterov's: w' = w - rate (g + decay w + momentum v')
//
// g, w, v (n); rates (count), of which entry step mod count holds; where ok is 0 nothing is written.
//
// Mapping: see runs.h: 16 bytes an item, on a processor a run of elements. Moves three reads and
// two writes of each element; bound by memory.
#include "optimizer.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, g), POINTER(const T, rates), POINTER(const int, step),                     \
   POINTER(const uchar, ok), POINTER(T, w), POINTER(T, v), const long n, const int vectors,    \
   const int count, const float decay, const float momentum)
#define BIND_ALL         \
  BIND(const T, g);      \
  BIND(const T, rates);  \
  BIND(const int, step); \
  BIND(const uchar, ok); \
  BIND(T, w);            \
  BIND(T, v);            \
  if (ok[0] == 0) return; \
  const float rate = rate_of(rates, count, step[0])

DEVICE void stepped(floats *w, floats *v, floats g, int nesterov, float rate, float decay,
                    float momentum) {
  const floats gradient = fma(*w, (floats)(decay), g);
  const floats velocity = fma(*v, (floats)(momentum), gradient);
  const floats direction = nesterov ? fma(velocity, (floats)(momentum), gradient) : velocity;
  *v = velocity;
  *w = fma(direction, (floats)(-rate), *w);
}

#define STEP(how, i, count, nesterov)                                                         \
  LANES_OF(DTYPE) weights[PARTS(how)];                                                        \
  LANES_OF(DTYPE) velocities[PARTS(how)];                                                     \
  LANES_OF(DTYPE) gradients[PARTS(how)];                                                      \
  TAKE(how, DTYPE)(w, i, count, weights);                                                     \
  TAKE(how, DTYPE)(v, i, count, velocities);                                                  \
  TAKE(how, DTYPE)(g, i, count, gradients);                                                   \
  UNROLL for (int j = 0; j < PARTS(how); ++j)                                                 \
    stepped(weights + j, velocities + j, gradients[j], nesterov, rate, decay, momentum);      \
  PUT(how, DTYPE)(v, i, count, velocities);                                                   \
  PUT(how, DTYPE)(w, i, count, weights)
#define PLAIN(how, i, count) STEP(how, i, count, 0)
#define NESTEROV(how, i, count) STEP(how, i, count, 1)

KERNEL(momentum) ARGUMENTS {
  BIND_ALL;
  EACH_PART(PLAIN, n)
}

KERNEL(nesterov) ARGUMENTS {
  BIND_ALL;
  EACH_PART(NESTEROV, n)
}
