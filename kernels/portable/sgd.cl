// Gradient descent: w' = w - rate g. See optimizer.h.
#define NUMBERS 0
#include "optimizer.h"

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  x->w = fma(x->g, (floats)(-rate), x->w);
}

OPTIMIZER(sgd, 0, 0)
