// Lion (Chen and others, 2023); a is the mean. See optimizer.h.
//
//   w' = w - rate sign(beta1 a + (1 - beta1) g)      a' = beta2 a + (1 - beta2) g
#define NUMBERS 0
#include "optimizer.h"

enum { BETA1, REST1, BETA2, REST2 };

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  const floats blend = fma(x->a, (floats)(k[BETA1]), x->g * k[REST1]);
  const floats sign = choose(blend > 0.0f, 1.0f, choose(blend < 0.0f, -1.0f, blend));  // keeps NaN
  x->a = fma(x->a, (floats)(k[BETA2]), x->g * k[REST2]);
  x->w = fma(sign, (floats)(-rate), x->w);
}

OPTIMIZER(lion, 1, 0)
