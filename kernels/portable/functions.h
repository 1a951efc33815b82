// The functions of one variable and their chain rules: one line for each kind, in the order of
// UnaryKind.
//
// A line is the name, f(x), and the chain rule: dy f' from s, which is x or f(x) as
// UnaryKind.savesOutput says; p is the parameter of kinds that have one. Where a derivative is zero
// by definition so is the result, whatever dy is.
#ifndef GRADUS_FUNCTIONS_H
#define GRADUS_FUNCTIONS_H

#include "elementary.h"

#define UNARY_FUNCTIONS(EACH)                                                   \
  EACH(negate, -x, -dy)                                                         \
  EACH(abs, fabs(x), dy * signum(s))                                            \
  EACH(sign, signum(x), 0.0f)                                                   \
  EACH(square, x * x, dy * 2.0f * s)                                            \
  EACH(sqrt, square_root(x), dy * 0.5f / s)                                     \
  EACH(rsqrt, reciprocal_root(x), dy * -0.5f * s * s * s)                       \
  EACH(reciprocal, 1.0f / x, -dy * s * s)                                       \
  EACH(exp, exponential(x), dy * s)                                             \
  EACH(log, logarithm(x), dy / s)                                               \
  EACH(sin, sine(x), dy * cosine(s))                                            \
  EACH(cos, cosine(x), -dy * sine(s))                                           \
  EACH(erf, error_function(x), dy * error_function_derivative(s))               \
  ACTIVATIONS(EACH)

// Those that may end a matrix product: the last of the kinds, see UnaryKind.isActivation.
#define ACTIVATIONS(EACH)                                                       \
  EACH(tanh, hyperbolic_tangent(x), dy * fused(-s, s, 1.0f))                    \
  EACH(sigmoid, logistic(x), dy * s * (1.0f - s))                               \
  EACH(relu, choose(x <= 0.0f, 0.0f, x), where_positive(s, dy))                 \
  EACH(leaky_relu, choose(x > 0.0f, x, p * x), choose(s > 0.0f, dy, p * dy))    \
  EACH(elu, exponential_linear(x, p), choose(s > 0.0f, dy, dy * (s + p)))       \
  EACH(gelu, x * normal_distribution(x), dy * gelu_derivative(s))               \
  EACH(gelu_tanh, x * logistic(gelu_argument(x)), dy * gelu_tanh_derivative(s)) \
  EACH(silu, x * logistic(x), dy * silu_derivative(s))                          \
  EACH(softplus, softplus_function(x), dy * logistic(s))                        \
  EACH(selu, SELU_SCALE * exponential_linear(x, SELU_ALPHA), selu_rule_of(s, dy))         \
  EACH(hard_tanh, at_most(at_least(x, -1.0f), 1.0f), choose(fabs(s) < 1.0f, dy, 0.0f))    \
  EACH(relu6, at_most(at_least(x, 0.0f), 6.0f), choose(s < 6.0f, where_positive(s, dy), 0.0f)) \
  EACH(hard_sigmoid, hard_logistic(x), choose(fabs(s) < 3.0f, dy * SIXTH, 0.0f))          \
  EACH(hard_swish, x * hard_logistic(x), hard_swish_rule_of(s, dy))

#define SELU_SCALE 0x1.0cfabep0f
#define SELU_ALPHA 0x1.ac5afcp0f
#define SIXTH 0x1.555556p-3f

DEVICE floats signum(floats x) { return choose(x > 0.0f, 1.0f, choose(x < 0.0f, -1.0f, x)); }
// y where s > 0, else 0; with lanes by integers, for what SIGNS says.
DEVICE floats where_positive(floats s, floats y) {
#if LANES == 1
  return choose(s > 0.0f, y, 0.0f);
#else
  const uints bits = as_unsigned(bits_of(s)) - 1u;  // less than those of infinity if s > 0
  const ints outside = SIGNS(as_signed(bits | (0x7f7fffffu - bits)));
  return floats_of(bits_of(y) & ~outside);
#endif
}

DEVICE floats square_root(floats x) { return sqrt(x); }
DEVICE floats reciprocal_root(floats x) { return rsqrt(x); }

// 2 / sqrt(pi) exp(-x^2).
DEVICE floats error_function_derivative(floats x) { return 0x1.20dd76p0f * exponential(-x * x); }

DEVICE floats exponential_linear(floats x, float p) {
  return choose(x > 0.0f, x, p * exponential_minus_1(at_most(x, 0.0f)));
}

// 1 / (1 + exp(-x)), relatively accurate on both sides.
DEVICE floats logistic(floats x) {
  const floats e = exponential(-fabs(x));
  return quotient(choose(x < 0.0f, e, 1.0f), 1.0f + e);
}

// Phi(x), the normal distribution function.
DEVICE floats normal_distribution(floats x) {
  const floats tail = exponential(-0.5f * x * x) * normal_tail(fabs(x));
  return choose(x > 0.0f, 1.0f - tail, tail);
}

// Phi(x) + x phi(x), phi being the density exp(-x^2 / 2) / sqrt(2 pi).
DEVICE floats gelu_derivative(floats x) {
  const floats e = exponential(-0.5f * x * x);
  const floats tail = e * normal_tail(fabs(x));
  return fused(x * 0x1.988454p-2f, e, choose(x > 0.0f, 1.0f - tail, tail));
}

// 2 sqrt(2 / pi) (x + 0.044715 x^3), for (1 + tanh(v)) / 2 = logistic(2 v).
DEVICE floats gelu_argument(floats x) { return x * fused(x * x, 0x1.2444f2p-4f, 0x1.988454p0f); }

// l + x v' l (1 - l) with l = logistic(v), without the digits that 1 - l would lose.
DEVICE floats gelu_tanh_derivative(floats x) {
  const floats v = gelu_argument(x);
  const floats e = exponential(-fabs(v));
  const floats d = quotient(1.0f, 1.0f + e);
  const floats slope = x * fused(x * x, 3.0f * 0x1.2444f2p-4f, 0x1.988454p0f);
  return fused(slope * e * d, d, choose(v < 0.0f, e * d, d));
}

// l (1 + x (1 - l)) with l = logistic(x).
DEVICE floats silu_derivative(floats x) {
  const floats e = exponential(-fabs(x));
  const floats d = quotient(1.0f, 1.0f + e);
  return fused(x * e * d, d, choose(x < 0.0f, e * d, d));
}

// dy l where y > 0, else dy (y + l a), with SELU's scale l and its alpha a.
DEVICE floats selu_rule_of(floats y, floats dy) {
  return dy * choose(y > 0.0f, SELU_SCALE, y + SELU_SCALE * SELU_ALPHA);
}

// x / 6 + 1/2 within 0 and 1.
DEVICE floats hard_logistic(floats x) {
  return at_most(at_least(x + 3.0f, 0.0f), 6.0f) * SIXTH;
}

// 0 below -3, dy from 3 on, and between them dy (x / 3 + 1/2).
DEVICE floats hard_swish_rule_of(floats x, floats dy) {
  const floats inner = dy * fused(x, 2.0f * SIXTH, (floats)0.5f);
  return choose(x < -3.0f, 0.0f, choose(x >= 3.0f, dy, inner));
}

// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).
DEVICE floats softplus_function(floats x) {
  return choose(x <= 0.0f, 0.0f, x) + logarithm_of_1_plus(exponential(-fabs(x)));
}

#define DEFINE(name, f, rule)                                          \
  DEVICE floats name##_of(const floats x, const float p) { return f; } \
  DEVICE floats name##_rule(const floats s, const floats dy, const float p) { return rule; }
UNARY_FUNCTIONS(DEFINE)
#undef DEFINE

// The numbers of the kinds, IS_negate and so on: their places in the table and in UnaryKind.
#define NUMBER(name, f, rule) IS_##name,
enum { UNARY_FUNCTIONS(NUMBER) UNARY_KINDS };
#undef NUMBER

// The activation of a kind that is the same for all items; x itself if `kind` is none (-1).
DEVICE floats activate(const int kind, const floats x, const float p) {
#define CASE(name, f, rule) \
  case IS_##name:           \
    return name##_of(x, p);
  switch (kind) {
    ACTIVATIONS(CASE)
    default:
      return x;
  }
#undef CASE
}

// The chain rule of an activation, from s, which is its argument or its result.
DEVICE floats chain(const int kind, const floats s, const floats dy, const float p) {
#define CASE(name, f, rule) \
  case IS_##name:           \
    return name##_rule(s, dy, p);
  switch (kind) {
    ACTIVATIONS(CASE)
    default:
      return dy;
  }
#undef CASE
}

#endif
