// How GPUs share rows of a matrix among items, for kernels that work row by row: `lanes` items take
// a row, and a group of GROUP items GROUP / lanes rows.
#ifndef GRADUS_ROWS_H
#define GRADUS_ROWS_H
#include "groups.h"
#include "wide.h"

#define GROUP 256
#define HELD (WIDE == 1 ? 16 : 32 / WIDE)  // vectors of a row that an item can keep in registers
#define ROW_KERNEL(name) KERNEL_(GROUP_OF(GROUP, 1, 1) JOIN(JOIN(name, _), DTYPE))

// An item past the last row takes part in folds, with a row that is empty.
#define BEGIN_ROW                                                   \
  const int lane = lid(0) & (lanes - 1);                            \
  const long row = group(0) * (GROUP / lanes) + lid(0) / lanes;     \
  const int end = row < rows ? width : 0;                           \
  const int stride = lanes * WIDE;                                  \
  const long at = row < rows ? row * width : 0;

#define EACH_HELD(k, j) \
  UNROLL for (int k = 0, j = lane * WIDE; k < HELD; ++k, j += stride) if (j < end)
#define EACH_OF_ROW(j) for (int j = lane * WIDE; j < end; j += stride)

// Reads a row; its elements past the end are `other`.
DEVICE void hold_row(const GLOBAL T *x, long at, int lane, int stride, int end, float other,
                     wide *v) {
  UNROLL for (int k = 0; k < HELD; ++k) v[k] = spread(other);
  EACH_HELD(k, j) v[k] = load_wide(x, at + j);
}

// The largest of a row that is held.
DEVICE float held_max(const wide *v, int lanes, LOCAL_PTR float *scratch) {
  wide most = v[0];
  UNROLL for (int k = 1; k < HELD; ++k) most = fmax(most, v[k]);
  return group_max(max_within(most), 1, lanes, scratch);
}

// The sum of a row that is held.
DEVICE float held_sum(const wide *v, int lanes, LOCAL_PTR float *scratch) {
  wide sums = v[0];
  UNROLL for (int k = 1; k < HELD; ++k) sums = sums + v[k];
  return group_sum(sum_within(sums), 1, lanes, scratch);
}

// The largest of a row in memory.
DEVICE float row_max(const GLOBAL T *x, long at, int lane, int stride, int end, int lanes,
                     LOCAL_PTR float *scratch) {
  wide most = spread(-INFINITY_F);
  EACH_OF_ROW(j) most = fmax(most, load_wide(x, at + j));
  return group_max(max_within(most), 1, lanes, scratch);
}

// The sum of exp(x - most) over a row in memory.
DEVICE float row_sum_of_exp(const GLOBAL T *x, long at, float most, int lane, int stride, int end,
                            int lanes, LOCAL_PTR float *scratch) {
  wide sums = spread(0.0f);
  EACH_OF_ROW(j) sums = sums + wide_exp(load_wide(x, at + j) - most);
  return group_sum(sum_within(sums), 1, lanes, scratch);
}

#endif
