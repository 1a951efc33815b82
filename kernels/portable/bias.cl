// y (rows, columns) = f(x + bias), bias (columns), for every function of functions.h.
//
// Mapping: groups are blocks of rows by runs of columns, as in stretch.h; one item a run, 16 bytes in
// bias_<name>_aligned. Moves one read of x and one write of y; the bias comes from caches. Bound by
// memory; on processors the functions with an exponential and more are near the bound by arithmetic.
//
// y may be x. Assumes in bias_<name>_aligned: all begin at multiples of 16 bytes, and columns is a
// multiple of VECTOR.
#include "functions.h"
#include "stretch.h"

#define BIAS(name, how, f)                                                                 \
  KERNEL_(JOIN(name, DTYPE))                                                               \
  (POINTER(const T, x), POINTER(const T, bias), POINTER(T, y), const long rows,            \
   const long columns, const int blocks, const float parameter) {                          \
    BIND(const T, x);                                                                      \
    BIND(const T, bias);                                                                   \
    BIND(T, y);                                                                            \
    const long row = row_of_item(blocks);                                                  \
    const long column = column_of_item(blocks, RUN(how));                                  \
    const int count = count_of(column, columns, RUN(how));                                 \
    if (row >= rows || count <= 0) return;                                                 \
    floats u[PARTS(how)], v[PARTS(how)];                                                   \
    TAKE(how, DTYPE)(x, row * columns + column, count, u);                                 \
    TAKE(how, DTYPE)(bias, column, count, v);                                              \
    UNROLL for (int j = 0; j < PARTS(how); ++j) u[j] = f(u[j] + v[j], parameter);          \
    PUT(how, DTYPE)(y, row * columns + column, count, u);                                  \
  }

#define KERNELS(name, f, rule)              \
  BIAS(bias_##name##_, lanes, name##_of)    \
  ALIGNED(BIAS(bias_##name##_aligned_, vector, name##_of))

UNARY_FUNCTIONS(KERNELS)
