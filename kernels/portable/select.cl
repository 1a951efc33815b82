// y = a where the condition (u8) is not 0, else b. Operands may be stretched (stretch.h) in
// select_rows.
//
// Mapping: one item a run of neighbours, 16 bytes of y in select_aligned and select_rows_aligned.
// Moves one read of each operand and one write of y. Bound by memory.
//
// y may lie where a or b of its size does. Assumes in _aligned: all begin at multiples of 16 bytes;
// in _rows_aligned also that columns is a multiple of VECTOR, unless there is one row.
#include "stretch.h"

typedef LANES_OF(DTYPE) values;

#if IS_INTEGER(DTYPE)
#define BITS(v) (v)
#define VALUES(bits) (bits)
#else
#define BITS(v) bits_of(v)
#define VALUES(bits) floats_of(bits)
#endif

// By integers, for what SIGNS says.
DEVICE values chosen(ints condition, values a, values b) {
  const ints not_zero = SIGNS(-condition);
  return VALUES(BITS(b) ^ ((BITS(a) ^ BITS(b)) & not_zero));
}

#define FLAT(name, how)                                                                      \
  KERNEL_(JOIN(name, DTYPE))                                                                             \
  (POINTER(const uchar, condition), POINTER(const T, a), POINTER(const T, b), POINTER(T, y), \
   const long n) {                                                                           \
    BIND(const uchar, condition);                                                            \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(T, y);                                                                              \
    const long i = gid(0) * RUN(how);                                                        \
    const int count = count_of(i, n, RUN(how));                                              \
    if (count <= 0) return;                                                                  \
    ints c[PARTS(how)];                                                                      \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    TAKE(how, u8)(condition, i, count, c);                                                   \
    TAKE(how, DTYPE)(a, i, count, u);                                                        \
    TAKE(how, DTYPE)(b, i, count, v);                                                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) u[j] = chosen(c[j], u[j], v[j]);             \
    PUT(how, DTYPE)(y, i, count, u);                                                         \
  }

#define ROWS(name, how)                                                                      \
  KERNEL_(JOIN(name, DTYPE))                                                                             \
  (POINTER(const uchar, condition), POINTER(const T, a), POINTER(const T, b), POINTER(T, y), \
   const long rows, const long columns, const int blocks, const long condition_stride,       \
   const int condition_step, const long a_stride, const int a_step, const long b_stride,     \
   const int b_step, POINTER(const int, axes), const int outer) {                            \
    BIND(const uchar, condition);                                                            \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(T, y);                                                                              \
    BIND(const int, axes);                                                                   \
    const long row = row_of_item(blocks);                                                    \
    const long column = column_of_item(blocks, RUN(how));                                    \
    const int count = count_of(column, columns, RUN(how));                                   \
    if (row >= rows || count <= 0) return;                                                   \
    const long c_start = start_of_row(row, condition_stride, axes, outer, 0);                \
    const long a_start = start_of_row(row, a_stride, axes, outer, 1);                        \
    const long b_start = start_of_row(row, b_stride, axes, outer, 2);                        \
    ints c[PARTS(how)];                                                                      \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    TAKE_STRETCHED(how, u8, condition, c_start, condition_step, column, count, c);           \
    TAKE_STRETCHED(how, DTYPE, a, a_start, a_step, column, count, u);                        \
    TAKE_STRETCHED(how, DTYPE, b, b_start, b_step, column, count, v);                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) u[j] = chosen(c[j], u[j], v[j]);             \
    PUT(how, DTYPE)(y, row * columns + column, count, u);                                    \
  }

FLAT(select_, lanes)
ROWS(select_rows_, lanes)
ALIGNED(FLAT(select_aligned_, vector))
ALIGNED(ROWS(select_rows_aligned_, vector))
