// Adagrad (Duchi, Hazan and Singer, 2011); a is the sum of squares. See optimizer.h.
//
//   a' = a + g g      w' = w - rate g / (sqrt(a') + epsilon)
#define NUMBERS 0
#include "optimizer.h"

enum { EPSILON };

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  x->a = fma(x->g, x->g, x->a);
  x->w = fma(x->g / (sqrt(x->a) + k[EPSILON]), (floats)(-rate), x->w);
}

OPTIMIZER(adagrad, 1, 0)
