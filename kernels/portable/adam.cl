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
// Mapping: one item 16 bytes of elements, in one access each where vectors is 1: all places are
// multiples of 16 bytes then. Item 0 of a group computes the numbers of the step for all. On a CPU
// an item is a run of elements, in a loop over vectors. Moves four reads and three writes of each element; bound by memory.
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

DEVICE void stepped(R *w, R *m, R *s, R g, const Adam *adam) {
  const float gradient = fma(*w, adam->decay, g);
  const float mean = fma(*m, adam->beta1, adam->rest1 * gradient);
  const float square = fma(*s, adam->beta2, adam->rest2 * gradient * gradient);
  const float root = fma(sqrt(square), adam->root_scale, adam->epsilon);
  *m = mean;
  *s = square;
  *w = fma(mean / root, -adam->step_size, *w * adam->shrink);
}

DEVICE void step_element(GLOBAL T *w, GLOBAL T *m, GLOBAL T *s, const GLOBAL T *g, long i,
                         const Adam *adam) {
  R weight = load(w, i);
  R mean = load(m, i);
  R square = load(s, i);
  stepped(&weight, &mean, &square, load(g, i), adam);
  store(m, i, mean);
  store(s, i, square);
  store(w, i, weight);
}

#ifdef CPU

KERNEL(adam) ARGUMENTS {
  BIND_ALL;
  if (ok[0] == 0) return;
  Adam adam = {beta1, rest1, beta2, rest2, epsilon, decay, 0.0f, 0.0f, 0.0f};
  correct(&adam, rate_of(rates, count, step[0]), step[0], log1, log2, decoupled);
  EACH_OF_RUN(i, n) step_element(w, m, s, g, i, &adam);
}

#else

KERNEL(adam) ARGUMENTS {
  BIND_ALL;
  LOCAL float shared[3];
  Adam adam = {beta1, rest1, beta2, rest2, epsilon, decay, 0.0f, 0.0f, 0.0f};
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
  if (ok[0] == 0) return;
  const long i = gid(0) * VECTOR;
  if (vectors && i + VECTOR <= n) {
    R weights[VECTOR];
    R means[VECTOR];
    R squares[VECTOR];
    R gradients[VECTOR];
    TAKE(vector, DTYPE)(w, i, VECTOR, weights);
    TAKE(vector, DTYPE)(m, i, VECTOR, means);
    TAKE(vector, DTYPE)(s, i, VECTOR, squares);
    TAKE(vector, DTYPE)(g, i, VECTOR, gradients);
    UNROLL for (int j = 0; j < VECTOR; j++) {
      stepped(weights + j, means + j, squares + j, gradients[j], &adam);
    }
    PUT(vector, DTYPE)(m, i, VECTOR, means);
    PUT(vector, DTYPE)(s, i, VECTOR, squares);
    PUT(vector, DTYPE)(w, i, VECTOR, weights);
  } else {
    EACH_OF_VECTOR(j, i, n) step_element(w, m, s, g, j, &adam);
  }
}

#endif
