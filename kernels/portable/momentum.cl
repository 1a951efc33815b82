// Momentum in PyTorch's form, over a flat arena of all parameters in one launch:
//
//   v' = momentum v + (g + decay w)
//   w' = w - rate v', or with Nesterov's: w' = w - rate (g + decay w + momentum v')
//
// g, w, v (n); rates (count), of which entry step mod count holds; where ok is 0 nothing is written.
//
// Mapping: one item 16 bytes of elements, in one access each where vectors is 1: all places are
// multiples of 16 bytes then. On a CPU an item is a run of elements, in a loop over vectors. Moves
// three reads and two writes of each element; bound by memory.
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

DEVICE void stepped(R *w, R *v, R g, int nesterov, float rate, float decay, float momentum) {
  const float gradient = fma(*w, decay, g);
  const float velocity = fma(*v, momentum, gradient);
  *v = velocity;
  *w = fma(nesterov ? fma(velocity, momentum, gradient) : velocity, -rate, *w);
}

DEVICE void step_element(GLOBAL T *w, GLOBAL T *v, const GLOBAL T *g, long i, int nesterov,
                         float rate, float decay, float momentum) {
  R weight = load(w, i);
  R velocity = load(v, i);
  stepped(&weight, &velocity, load(g, i), nesterov, rate, decay, momentum);
  store(v, i, velocity);
  store(w, i, weight);
}

DEVICE void step_vector(GLOBAL T *w, GLOBAL T *v, const GLOBAL T *g, long i, int nesterov,
                        float rate, float decay, float momentum) {
  R weights[VECTOR];
  R velocities[VECTOR];
  R gradients[VECTOR];
  TAKE(vector, DTYPE)(w, i, VECTOR, weights);
  TAKE(vector, DTYPE)(v, i, VECTOR, velocities);
  TAKE(vector, DTYPE)(g, i, VECTOR, gradients);
  UNROLL for (int j = 0; j < VECTOR; j++) {
    stepped(weights + j, velocities + j, gradients[j], nesterov, rate, decay, momentum);
  }
  PUT(vector, DTYPE)(v, i, VECTOR, velocities);
  PUT(vector, DTYPE)(w, i, VECTOR, weights);
}

#ifdef CPU

#define STEP(nesterov) \
  EACH_OF_RUN(i, n) step_element(w, v, g, i, nesterov, rate, decay, momentum)

#else

#define STEP(nesterov)                                                          \
  const long i = gid(0) * VECTOR;                                               \
  if (vectors && i + VECTOR <= n) {                                             \
    step_vector(w, v, g, i, nesterov, rate, decay, momentum);                   \
  } else {                                                                      \
    EACH_OF_VECTOR(j, i, n) step_element(w, v, g, j, nesterov, rate, decay, momentum); \
  }

#endif

KERNEL(momentum) ARGUMENTS {
  BIND_ALL;
  STEP(0);
}

KERNEL(nesterov) ARGUMENTS {
  BIND_ALL;
  STEP(1);
}
