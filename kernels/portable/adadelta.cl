// Adadelta (Zeiler, 2012); a is the mean square of gradients, b that of changes. See optimizer.h.
//
//   a' = rho a + (1 - rho) g g      d = g sqrt(b + epsilon) / sqrt(a' + epsilon)
//   b' = rho b + (1 - rho) d d      w' = w - rate d
#define NUMBERS 0
#include "optimizer.h"

enum { RHO, REST, EPSILON };

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  const floats rho = (floats)(k[RHO]);
  x->a = fma(x->a, rho, x->g * k[REST] * x->g);
  const floats change = sqrt(x->b + k[EPSILON]) / sqrt(x->a + k[EPSILON]) * x->g;
  x->b = fma(x->b, rho, change * k[REST] * change);
  x->w = fma(change, (floats)(-rate), x->w);
}

OPTIMIZER(adadelta, 2, 0)
