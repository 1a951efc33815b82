// y = f(a, b), element by element, with operands that may be stretched (stretch.h) in <name>_rows.
//
// Mapping: one item a run of neighbours, 16 bytes in <name>_aligned and <name>_rows_aligned. Moves
// one read of each operand (those that are stretched come from caches) and one write of y. Bound by
// memory, but for power, which is bound by arithmetic.
//
// y may lie where an operand of its size does. Assumes in _aligned: all begin at multiples of 16
// bytes; in _rows_aligned also that columns is a multiple of VECTOR, unless there is one row.
#include "power.h"
#include "stretch.h"

typedef LANES_OF(DTYPE) values;

#if IS_INTEGER(DTYPE)

// Whole numbers wrap around and divide towards zero; by zero it is 0.
DEVICE values quotient_of(values a, values b) {
  const values divisor = choose_int((b == 0) | (b == -1), 1, b);
  const values negated = as_signed(0u - as_unsigned(a));
  return choose_int(b == 0, 0, choose_int(b == -1, negated, a / divisor));
}

// a to the power b, to zero and at most as far as an int goes.
DEVICE int power_of_int(int a, int b) {
  const long end = 1L << 31;
  if (b < 0) return a == 0 ? 0x7fffffff : a == 1 || a == -1 ? ((b & 1) ? a : 1) : 0;
  const int negative = a < 0 && (b & 1);
  long base = a < 0 ? -(long)a : a;
  long power = 1;
  for (; b > 0; b >>= 1) {
    if (b & 1) power = min(power * base, end);
    base = min(base * base, end);
  }
  return negative ? (int)-power : (int)min(power, end - 1);
}

DEVICE values power_of_values(values a, values b) {
#if LANES == 1
  return power_of_int(a, b);
#else
  int x[LANES], y[LANES];
  spread(a, x);
  spread(b, y);
  for (int j = 0; j < LANES; ++j) x[j] = power_of_int(x[j], y[j]);
  return gathered(x);
#endif
}

#define BINARY_FUNCTIONS(EACH)                                \
  EACH(add, as_signed(as_unsigned(a) + as_unsigned(b)))       \
  EACH(subtract, as_signed(as_unsigned(a) - as_unsigned(b)))  \
  EACH(multiply, as_signed(as_unsigned(a) * as_unsigned(b)))  \
  EACH(divide, quotient_of(a, b))                             \
  EACH(maximum, choose_int(a > b, a, b))                      \
  EACH(minimum, choose_int(a < b, a, b))                      \
  EACH(power, power_of_values(a, b))

#else

#define BINARY_FUNCTIONS(EACH)                             \
  EACH(add, a + b)                                         \
  EACH(subtract, a - b)                                    \
  EACH(multiply, a * b)                                    \
  EACH(divide, a / b)                                      \
  EACH(maximum, choose((a > b) | (a != a), a, b))          \
  EACH(minimum, choose((a < b) | (a != a), a, b))          \
  EACH(power, power(a, b))

#endif

#define FLAT(name, how, f)                                                                   \
  KERNEL_(JOIN(name, DTYPE))                                                                 \
  (POINTER(const T, a), POINTER(const T, b), POINTER(T, y), const long n) {                  \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(T, y);                                                                              \
    const long i = gid(0) * RUN(how);                                                        \
    const int count = count_of(i, n, RUN(how));                                              \
    if (count <= 0) return;                                                                  \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    TAKE(how, DTYPE)(a, i, count, u);                                                        \
    TAKE(how, DTYPE)(b, i, count, v);                                                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) u[j] = f(u[j], v[j]);                        \
    PUT(how, DTYPE)(y, i, count, u);                                                         \
  }

#define ROWS(name, how, f)                                                                   \
  KERNEL_(JOIN(name, DTYPE))                                                                 \
  (POINTER(const T, a), POINTER(const T, b), POINTER(T, y), const long rows,                 \
   const long columns, const int blocks, const long a_stride, const int a_step,              \
   const long b_stride, const int b_step, POINTER(const int, axes), const int outer) {       \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND(T, y);                                                                              \
    BIND(const int, axes);                                                                   \
    const long row = row_of_item(blocks);                                                    \
    const long column = column_of_item(blocks, RUN(how));                                    \
    const int count = count_of(column, columns, RUN(how));                                   \
    if (row >= rows || count <= 0) return;                                                   \
    const long a_start = start_of_row(row, a_stride, axes, outer, 0);                        \
    const long b_start = start_of_row(row, b_stride, axes, outer, 1);                        \
    values u[PARTS(how)], v[PARTS(how)];                                                     \
    TAKE_STRETCHED(how, DTYPE, a, a_start, a_step, column, count, u);                        \
    TAKE_STRETCHED(how, DTYPE, b, b_start, b_step, column, count, v);                        \
    UNROLL for (int j = 0; j < PARTS(how); ++j) u[j] = f(u[j], v[j]);                        \
    PUT(how, DTYPE)(y, row * columns + column, count, u);                                    \
  }

#define KERNELS(name, f)                                              \
  DEVICE values name##_of(const values a, const values b) { return f; } \
  FLAT(name##_, lanes, name##_of)                                     \
  ROWS(name##_rows_, lanes, name##_of)                                \
  ALIGNED(FLAT(name##_aligned_, vector, name##_of))                   \
  ALIGNED(ROWS(name##_rows_aligned_, vector, name##_of))

BINARY_FUNCTIONS(KERNELS)
