// The loss of each prediction x with its target t, and `scale` times its derivative by x, from one
// reading. The table has a line for each kind, in the order of LossKind: name, loss, derivative; d is
// x - t and p the parameter of kinds that have one.
//
// Mapping: see runs.h: 16 bytes an item, on a processor a run of elements. The kind is the same for
// all items. wants: 1 for the loss, 2 for the derivative.
// Moves two reads and two writes of each element. Bound by memory.
// Results may lie where an operand does: an item reads its elements before it writes them.
#include "functions.h"
#include "runs.h"

#define POINTWISE_LOSSES(EACH)                                                   \
  EACH(squared, d * d, 2.0f * d)                                                 \
  EACH(absolute, fabs(d), signum(d))                                             \
  EACH(huber, huber_of(fabs(d), p), at_least(at_most(d, p), -p))                 \
  EACH(binary_cross_entropy,                                                     \
       p * t * softplus_function(-x) + (1.0f - t) * softplus_function(x),        \
       (1.0f - t) * logistic(x) - p * t * logistic(-x))                          \
  EACH(kl_divergence, choose(t == 0.0f, 0.0f, t * (logarithm(t) - x)), -t)

DEVICE floats huber_of(floats size, float p) {
  return choose(size > p, p * (size - 0.5f * p), 0.5f * size * size);
}

#define LOSS_NUMBER(name, value, rule) LOSS_##name,
enum { POINTWISE_LOSSES(LOSS_NUMBER) LOSS_KINDS };

DEVICE floats loss_of(const int kind, const floats x, const floats t, const float p) {
  const floats d = x - t;
#define CASE(name, value, rule) \
  case LOSS_##name:             \
    return value;
  switch (kind) { POINTWISE_LOSSES(CASE) }
#undef CASE
  return d;
}

DEVICE floats slope_of(const int kind, const floats x, const floats t, const float p) {
  const floats d = x - t;
#define CASE(name, value, rule) \
  case LOSS_##name:             \
    return rule;
  switch (kind) { POINTWISE_LOSSES(CASE) }
#undef CASE
  return d;
}

#define LOSSES(how, i, count)                                                     \
  floats v[PARTS(how)], w[PARTS(how)], y[PARTS(how)];                             \
  TAKE(how, DTYPE)(x, i, count, v);                                               \
  TAKE(how, DTYPE)(t, i, count, w);                                               \
  if (wants & 1) {                                                                \
    UNROLL for (int j = 0; j < PARTS(how); ++j) y[j] = loss_of(kind, v[j], w[j], p); \
    PUT(how, DTYPE)(loss, i, count, y);                                           \
  }                                                                               \
  if (wants & 2) {                                                                \
    UNROLL for (int j = 0; j < PARTS(how); ++j)                                   \
      y[j] = scale * slope_of(kind, v[j], w[j], p);                               \
    PUT(how, DTYPE)(gradient, i, count, y);                                       \
  }

KERNEL(pointwise_loss)(POINTER(const T, x), POINTER(const T, t), POINTER(T, loss),
                       POINTER(T, gradient), const long n, const int vectors, const int wants,
                       const int kind, const float p, const float scale) {
  BIND(const T, x);
  BIND(const T, t);
  BIND(T, loss);
  BIND(T, gradient);
  EACH_PART(LOSSES, n)
}
