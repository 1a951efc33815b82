// Adam (Kingma and Ba, 2015) and, with decoupled decay, AdamW (Loshchilov and Hutter, 2019); AMSGrad
// (Reddi, Kale and Kumar, 2018). a is the mean, b the mean square, c its largest value. See
// optimizer.h.
//
//   a' = beta1 a + (1 - beta1) g          w' = w - rate mean_scale a' / (root_scale sqrt(b') + epsilon)
//   b' = beta2 b + (1 - beta2) g g        amsgrad: c' = max(c, b') in place of b' there
//   mean_scale = 1 / (1 - beta1^t)        root_scale = 1 / sqrt(1 - beta2^t)
//
// 1 - beta^t is -expm1(t log(beta)). With z = t log(beta) < 0, d(1 - e^z) / (1 - e^z) =
// dz / z * z e^z / (e^z - 1), and the last factor lies in (0, 1]: an error of z arrives no larger
// than it was, for every t. So the logarithm rounded to f32 is enough, and no power is taken.
#define NUMBERS 2
#include "optimizer.h"

enum { BETA1, REST1, LOG1, BETA2, REST2, LOG2, EPSILON };  // rest is 1 - beta
enum { MEAN_SCALE, ROOT_SCALE };
enum { LATEST, GREATEST };

DEVICE void begin(const float *k, float t, float *now) {
  now[MEAN_SCALE] = 1.0f / -expm1(t * k[LOG1]);
  now[ROOT_SCALE] = 1.0f / sqrt(-expm1(t * k[LOG2]));
}

DEVICE void follow(Element *x, const float *k, const float *now, float rate, const int variant) {
  x->a = fma(x->a, (floats)(k[BETA1]), x->g * k[REST1]);
  x->b = fma(x->b, (floats)(k[BETA2]), x->g * k[REST2] * x->g);
  if (variant == GREATEST) x->c = choose((x->b <= x->c) | (x->c != x->c), x->c, x->b);
  const floats square = variant == GREATEST ? x->c : x->b;
  const floats root = fma(sqrt(square), (floats)(now[ROOT_SCALE]), (floats)(k[EPSILON]));
  x->w = fma(x->a / root, (floats)(-(rate * now[MEAN_SCALE])), x->w);
}

OPTIMIZER(adam, 2, LATEST)
OPTIMIZER(amsgrad, 3, GREATEST)
