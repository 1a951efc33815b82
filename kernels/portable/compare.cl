// y = 1 where a comparison of a and b holds, else 0, in u8; every comparison with NaN but
// not_equal is false. Operands may be stretched (stretch.h) in <name>_rows.
//
// Mapping: one item a run of neighbours, 16 bytes of operands in <name>_aligned and
// <name>_rows_aligned. Moves one read of each operand and one byte written for each element. Bound
// by memory.
//
// Assumes in _aligned: all begin at multiples of 16 bytes; in _rows_aligned also that columns is a
// multiple of VECTOR, unless there is one row.
#include "stretch.h"

typedef LANES_OF(DTYPE) values;

#define FLAT(name, how, relation)                                                            \
  KERNEL_(JOIN(name, DTYPE))                                                                 \
  (POINTER(const T, a), POINTER(const T, b), POINTER(uchar, y), const long n) {              \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(uchar, y);                                                                          \
    const long i = gid(0) * RUN(how);                                                        \
    const int count = count_of(i, n, RUN(how));                                              \
    if (count <= 0) return;                                                                  \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    ints holds[PARTS(how)];                                                                  \
    TAKE(how, DTYPE)(a, i, count, u);                                                        \
    TAKE(how, DTYPE)(b, i, count, v);                                                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) holds[j] = TRUTH(u[j] relation v[j], n); \
    PUT(how, u8)(y, i, count, holds);                                                        \
  }

#define ROWS(name, how, relation)                                                            \
  KERNEL_(JOIN(name, DTYPE))                                                                 \
  (POINTER(const T, a), POINTER(const T, b), POINTER(uchar, y), const long rows,             \
   const long columns, const int blocks, const long a_stride, const int a_step,              \
   const long b_stride, const int b_step, POINTER(const int, axes), const int outer) {       \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(uchar, y);                                                                          \
    BIND(const int, axes);                                                                   \
    const long row = row_of_item(blocks);                                                    \
    const long column = column_of_item(blocks, RUN(how));                                    \
    const int count = count_of(column, columns, RUN(how));                                   \
    if (row >= rows || count <= 0) return;                                                   \
    const long a_start = start_of_row(row, a_stride, axes, outer, 0);                        \
    const long b_start = start_of_row(row, b_stride, axes, outer, 1);                        \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    ints holds[PARTS(how)];                                                                  \
    TAKE_STRETCHED(how, DTYPE, a, a_start, a_step, column, count, u);                        \
    TAKE_STRETCHED(how, DTYPE, b, b_start, b_step, column, count, v);                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) holds[j] = TRUTH(u[j] relation v[j], columns); \
    PUT(how, u8)(y, row * columns + column, count, holds);                                   \
  }

#define KERNELS(name, relation)                       \
  FLAT(name##_, lanes, relation)                      \
  ROWS(name##_rows_, lanes, relation)                 \
  ALIGNED(FLAT(name##_aligned_, vector, relation))    \
  ALIGNED(ROWS(name##_rows_aligned_, vector, relation))

KERNELS(equal, ==)
KERNELS(not_equal, !=)
KERNELS(less, <)
KERNELS(less_equal, <=)
KERNELS(greater, >)
KERNELS(greater_equal, >=)
