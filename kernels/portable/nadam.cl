// NAdam (Dozat, 2016) in PyTorch's form; a is the mean, b the mean square. See optimizer.h.
//
//   mu(t) = beta1 (1 - 0.96^(t momentum_decay) / 2)      P(t) = mu(1) mu(2) ... mu(t)
//   a' = beta1 a + (1 - beta1) g          b' = beta2 b + (1 - beta2) g g
//   w' = w - rate (now_scale g + next_scale a') / (root_scale sqrt(b') + epsilon)
//   now_scale = (1 - mu(t)) / (1 - P(t))  next_scale = mu(t + 1) / (1 - P(t + 1))
//
// The product follows from t alone, so it is no state that a checkpoint could miss. It is at most
// beta1^t, and below 2^-26 it is nothing beside 1: with a beta1 of 0.9 that is so from t = 171 on,
// and before it after some thirty factors, as they are about beta1 / 2 at first.
#define NUMBERS 3
#include "optimizer.h"

enum { BETA1, REST1, LOG1, BETA2, REST2, LOG2, EPSILON, LOG_DECAY };  // log(0.96) momentum_decay
enum { NOW_SCALE, NEXT_SCALE, ROOT_SCALE };

#define NOTHING 0x1p-26f
#define LOG_NOTHING -18.1f  // log of a little less

DEVICE float share_of(const float *k, float t) {
  return k[BETA1] * fma(exp(t * k[LOG_DECAY]), -0.5f, 1.0f);
}

DEVICE void begin(const float *k, float t, float *now) {
  float product = 1.0f;
  if (t * k[LOG1] < LOG_NOTHING) {
    product = 0.0f;
  } else {
    ROLLED for (float i = 1.0f; i <= t && product > NOTHING; i += 1.0f) product *= share_of(k, i);
  }
  const float next = share_of(k, t + 1.0f);
  now[NOW_SCALE] = (1.0f - share_of(k, t)) / (1.0f - product);
  now[NEXT_SCALE] = next / (1.0f - product * next);
  now[ROOT_SCALE] = 1.0f / sqrt(-expm1(t * k[LOG2]));
}

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  x->a = fma(x->a, (floats)(k[BETA1]), x->g * k[REST1]);
  x->b = fma(x->b, (floats)(k[BETA2]), x->g * k[REST2] * x->g);
  const floats root = fma(sqrt(x->b), (floats)(now[ROOT_SCALE]), (floats)(k[EPSILON]));
  const floats step = fma(x->g, (floats)(now[NOW_SCALE]), x->a * now[NEXT_SCALE]);
  x->w = fma(step / root, (floats)(-rate), x->w);
}

OPTIMIZER(nadam, 2, 0)
