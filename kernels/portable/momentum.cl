// Descent with momentum, in PyTorch's form and in the textbook's; a is the velocity. See optimizer.h.
//
//   momentum             a' = momentum a + g           w' = w - rate a'
//   nesterov             a' = momentum a + g           w' = w - rate (g + momentum a')
//   classical_momentum   a' = momentum a - rate g      w' = w + a'
#define NUMBERS 0
#include "optimizer.h"

enum { MOMENTUM };
enum { PLAIN, NESTEROV, CLASSICAL };

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  const floats momentum = (floats)(k[MOMENTUM]);
  if (variant == CLASSICAL) {
    x->a = fma(x->a, momentum, -rate * x->g);
    x->w = x->w + x->a;
  } else {
    x->a = fma(x->a, momentum, x->g);
    const floats direction = variant == NESTEROV ? fma(x->a, momentum, x->g) : x->a;
    x->w = fma(direction, (floats)(-rate), x->w);
  }
}

OPTIMIZER(momentum, 1, PLAIN)
OPTIMIZER(nesterov, 1, NESTEROV)
OPTIMIZER(classical_momentum, 1, CLASSICAL)
