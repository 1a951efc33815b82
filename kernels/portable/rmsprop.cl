// RMSprop (Hinton, 2012) in PyTorch's form, also centred (Graves, 2013) and with momentum; a is the
// mean square, then come the mean if centred and the velocity if there is momentum. See optimizer.h.
//
//   a' = alpha a + (1 - alpha) g g      mean' = alpha mean + (1 - alpha) g
//   d = g / (sqrt(a') + epsilon), centred g / (sqrt(a' - mean' mean') + epsilon)
//   w' = w - rate d, or with momentum velocity' = momentum velocity + d; w' = w - rate velocity'
#define NUMBERS 0
#include "optimizer.h"

enum { ALPHA, REST, EPSILON, MOMENTUM };
enum { PLAIN, CENTRED, WITH_MOMENTUM };  // the last two may both be

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  const floats alpha = (floats)(k[ALPHA]);
  x->a = fma(x->a, alpha, x->g * k[REST] * x->g);
  floats square = x->a;
  if (variant & CENTRED) {
    x->b = fma(x->b, alpha, x->g * k[REST]);
    square = at_least(fma(-x->b, x->b, square), 0.0f);  // rounding may pass 0
  }
  floats change = x->g / (sqrt(square) + k[EPSILON]);
  if (variant == (CENTRED | WITH_MOMENTUM)) {
    change = fma(x->c, (floats)(k[MOMENTUM]), change);
    x->c = change;
  } else if (variant == WITH_MOMENTUM) {
    change = fma(x->b, (floats)(k[MOMENTUM]), change);
    x->b = change;
  }
  x->w = fma(change, (floats)(-rate), x->w);
}

OPTIMIZER(rmsprop, 1, PLAIN)
OPTIMIZER(rmsprop_centred, 2, CENTRED)
OPTIMIZER(rmsprop_momentum, 2, WITH_MOMENTUM)
OPTIMIZER(rmsprop_centred_momentum, 3, CENTRED | WITH_MOMENTUM)
