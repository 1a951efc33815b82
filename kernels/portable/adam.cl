// Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019), over a flat arena of all
// parameters in one launch:
//
//   g' = g + decay w                   m' = beta1 m + (1 - beta1) g'
//   t = step + 1                       s' = beta2 s + (1 - beta2) g' g'
//   w' = shrink w - step_size m' / (root_scale sqrt(s') + epsilon)
//   step_size = rate / (1 - beta1^t)   root_scale = 1 / sqrt(1 - beta2^t)
//   shrink = 1 - rate decoupled
//
// Adam has decoupled = 0, AdamW has decay = 0. g, w, m, s (n); rates (count), of which entry
// step mod count holds; where ok is 0 nothing is written.
//
// 1 - beta^t is -expm1(t log(beta)). With z = t log(beta) < 0, d(1 - e^z) / (1 - e^z) =
// dz / z * z e^z / (e^z - 1), and the last factor lies in (0, 1]: an error of z arrives no larger
// than it was, for every t. So the logarithm rounded to f32 is enough, and no power is taken.
//
// Mapping: see runs.h: 16 bytes an item, on a processor a run of elements. On a GPU item 0 of a group
// computes the numbers of the step for all. Moves four reads and three writes of each element; bound
// by memory.
#include "optimizer.h"

#define ARGUMENTS                                                                              \
  (POINTER(const T, g), POINTER(const T, rates), POINTER(const int, step),                     \
   POINTER(const uchar, ok), POINTER(T, w), POINTER(T, m), POINTER(T, s), const long n,        \
   const int vectors, const int count, const float beta1, const float rest1, const float log1, \
   const float beta2, const float rest2, const float log2, const float epsilon,                \
   const float decay, const float decoupled)
#define BIND_ALL         \
  BIND(const T, g);      \
  BIND(const T, rates);  \
  BIND(const int, step); \
  BIND(const uchar, ok); \
  BIND(T, w);            \
  BIND(T, m);            \
  BIND(T, s)

// The numbers of one step; rest is 1 - beta, log the logarithm of beta.
typedef struct {
  float beta1;
  float rest1;
  float beta2;
  float rest2;
  float epsilon;
  float decay;
  float step_size;
  float root_scale;
  float shrink;
} Adam;

DEVICE void correct(Adam *adam, float rate, int step, float log1, float log2, float decoupled) {
  const float t = (float)step + 1.0f;
  adam->step_size = rate / -expm1(t * log1);
  adam->root_scale = 1.0f / sqrt(-expm1(t * log2));
  adam->shrink = decoupled == 0.0f ? 1.0f : fma(-rate, decoupled, 1.0f);  // the rate may be infinite
}

DEVICE void stepped(floats *w, floats *m, floats *s, floats g, const Adam *adam) {
  const floats gradient = fma(*w, (floats)(adam->decay), g);
  const floats mean = fma(*m, (floats)(adam->beta1), gradient * adam->rest1);
  const floats square = fma(*s, (floats)(adam->beta2), gradient * adam->rest2 * gradient);
  const floats root = fma(sqrt(square), (floats)(adam->root_scale), (floats)(adam->epsilon));
  *m = mean;
  *s = square;
  *w = fma(mean / root, (floats)(-adam->step_size), *w * adam->shrink);
}

#define STEP(how, i, count)                                               \
  LANES_OF(DTYPE) weights[PARTS(how)];                                    \
  LANES_OF(DTYPE) means[PARTS(how)];                                      \
  LANES_OF(DTYPE) squares[PARTS(how)];                                    \
  LANES_OF(DTYPE) gradients[PARTS(how)];                                  \
  TAKE(how, DTYPE)(w, i, count, weights);                                 \
  TAKE(how, DTYPE)(m, i, count, means);                                   \
  TAKE(how, DTYPE)(s, i, count, squares);                                 \
  TAKE(how, DTYPE)(g, i, count, gradients);                               \
  UNROLL for (int j = 0; j < PARTS(how); ++j)                             \
    stepped(weights + j, means + j, squares + j, gradients[j], &adam);    \
  PUT(how, DTYPE)(m, i, count, means);                                    \
  PUT(how, DTYPE)(s, i, count, squares);                                  \
  PUT(how, DTYPE)(w, i, count, weights)

KERNEL(adam) ARGUMENTS {
  BIND_ALL;
  Adam adam = {beta1, rest1, beta2, rest2, epsilon, decay, 0.0f, 0.0f, 0.0f};
#ifdef CPU
  correct(&adam, rate_of(rates, count, step[0]), step[0], log1, log2, decoupled);
#else
  LOCAL float shared[3];
  if (lid(0) == 0) {
    correct(&adam, rate_of(rates, count, step[0]), step[0], log1, log2, decoupled);
    shared[0] = adam.step_size;
    shared[1] = adam.root_scale;
    shared[2] = adam.shrink;
  }
  BARRIER();
  adam.step_size = shared[0];
  adam.root_scale = shared[1];
  adam.shrink = shared[2];
#endif
  if (ok[0] == 0) return;
  EACH_PART(STEP, n)
}
