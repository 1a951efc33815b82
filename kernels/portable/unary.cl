// y = f(x), and dx = dy f' from s, which is x or f(x): element by element, for every function of
// functions.h.
//
// Mapping: one item a run of neighbours, 16 bytes of x in <name>_aligned. Moves one read of each
// operand and one write of each result. Bound by memory; on processors the functions with an
// exponential and more are near the bound by arithmetic.
//
// Results may lie where an operand does. Assumes in <name>_aligned: all begin at multiples of 16
// bytes.
#include "functions.h"
#include "items.h"

#define FORWARD(name, how, f)                                                                 \
  KERNEL_(JOIN(name, DTYPE))                                                                  \
  (POINTER(const T, x), POINTER(T, y), const long n, const float parameter) {                 \
    BIND(const T, x);                                                                         \
    BIND(T, y);                                                                               \
    const long i = gid(0) * RUN(how);                                                         \
    const int count = count_of(i, n, RUN(how));                                               \
    if (count <= 0) return;                                                                   \
    floats v[PARTS(how)];                                                                     \
    TAKE(how, DTYPE)(x, i, count, v);                                                         \
    UNROLL for (int j = 0; j < PARTS(how); ++j) v[j] = f(v[j], parameter);                    \
    PUT(how, DTYPE)(y, i, count, v);                                                          \
  }

#define BACKWARD(name, how, rule)                                                             \
  KERNEL_(JOIN(name, DTYPE))                                                                  \
  (POINTER(const T, saved), POINTER(const T, dy), POINTER(T, dx), const long n,               \
   const float parameter) {                                                                   \
    BIND(const T, saved);                                                                     \
    BIND(const T, dy);                                                                        \
    BIND(T, dx);                                                                              \
    const long i = gid(0) * RUN(how);                                                         \
    const int count = count_of(i, n, RUN(how));                                               \
    if (count <= 0) return;                                                                   \
    floats s[PARTS(how)], v[PARTS(how)];                                                      \
    TAKE(how, DTYPE)(saved, i, count, s);                                                     \
    TAKE(how, DTYPE)(dy, i, count, v);                                                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) v[j] = rule(s[j], v[j], parameter);           \
    PUT(how, DTYPE)(dx, i, count, v);                                                         \
  }

#define KERNELS(name, f, rule)                                 \
  FORWARD(name##_, lanes, name##_of)                           \
  BACKWARD(name##_backward_, lanes, name##_rule)               \
  ALIGNED(FORWARD(name##_aligned_, vector, name##_of))         \
  ALIGNED(BACKWARD(name##_backward_aligned_, vector, name##_rule))

UNARY_FUNCTIONS(KERNELS)
