// How the rows of a matrix are shared among items, for kernels that work row by row.
//
// On GPUs `lanes` items take a row, a power of two, and a group of GROUP items GROUP / lanes rows:
// lane i takes the i-th vector of WIDE elements, the (i + lanes)-th and so on. A processor's item
// takes a row.
#ifndef GRADUS_ROWS_H
#define GRADUS_ROWS_H
#include "groups.h"
#include "wide.h"

// An item past the last row takes part in folds, with a row that is empty.
#ifdef CPU
#define ROW_KERNEL(name) KERNEL(name)
#define BEGIN_ROW                            \
  const int lanes = 1;                       \
  const int lane = 0;                        \
  const long row = gid(0);                   \
  const int end = row < rows ? width : 0;    \
  const int stride = WIDE;                   \
  const long at = row < rows ? row * width : 0;
#define LANES_ARGUMENT
#else
#define GROUP 256
#define ROW_KERNEL(name) GROUP_KERNEL(GROUP, name)
#define BEGIN_ROW                                                \
  const int lane = lid(0) & (lanes - 1);                         \
  const long row = group(0) * (GROUP / lanes) + lid(0) / lanes;  \
  const int end = row < rows ? width : 0;                        \
  const int stride = lanes * WIDE;                               \
  const long at = row < rows ? row * width : 0;
#define LANES_ARGUMENT , const int lanes
#endif

// Every vector of a row that is this item's.
#define EACH_OF_ROW(j) for (int j = lane * WIDE; j < end; j += stride)

// Vectors of a row that an item can keep in registers, and what it does with each of them.
#define HELD (WIDE == 1 ? 16 : 32 / WIDE)
#define EACH_HELD(k, j) \
  UNROLL for (int k = 0, j = lane * WIDE; k < HELD; ++k, j += stride) if (j < end)

// Reads a row; its elements past the end are `other`.
DEVICE void hold_row(const GLOBAL T *x, long at, int lane, int stride, int end, float other,
                     wide *v) {
  UNROLL for (int k = 0; k < HELD; ++k) v[k] = wide_of(other);
  EACH_HELD(k, j) v[k] = load_wide(x, at + j);
}

// The largest of a row that is held.
DEVICE float held_max(const wide *v, int lanes, LOCAL_PTR float *scratch) {
  wide most = v[0];
  UNROLL for (int k = 1; k < HELD; ++k) most = wide_max(most, v[k]);
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
  wide most = wide_of(-INFINITY_F);
  EACH_OF_ROW(j) most = wide_max(most, load_some(x, at + j, end - j, -INFINITY_F));
  return group_max(max_within(most), 1, lanes, scratch);
}

// The sum of exp(x - most) over a row in memory.
DEVICE float row_sum_of_exp(const GLOBAL T *x, long at, float most, int lane, int stride, int end,
                            int lanes, LOCAL_PTR float *scratch) {
  wide sums = wide_of(0.0f);
  EACH_OF_ROW(j) sums = sums + wide_exp(load_some(x, at + j, end - j, -INFINITY_F) - most);
  return group_sum(sum_within(sums), 1, lanes, scratch);
}

// Folds a vector element by element; see groups.h.
#ifdef CPU
#define WIDE_SCRATCH(name) LOCAL_PTR wide *const name = 0
DEVICE wide wide_group_sum(wide v, int low, int high, LOCAL_PTR wide *scratch) { return v; }
#else
#define WIDE_SCRATCH(name) LOCAL wide name[GROUP]
DEVICE wide wide_exchanged(wide v, int step, LOCAL_PTR wide *scratch) {
  BARRIER();
  scratch[lid(0)] = v;
  BARRIER();
  return scratch[lid(0) ^ step];
}
DEVICE wide wide_group_sum(wide v, int low, int high, LOCAL_PTR wide *scratch) {
  for (int step = low; step < high; step <<= 1) v = v + wide_exchanged(v, step, scratch);
  return v;
}
#endif

#ifdef CPU

#include "narrow.h"

// Columns, and the largest of each row, which it yields.
DEVICE wide load_narrow(const GLOBAL T *x, long row, long rows, int count, int width, wide *v) {
  wide most = wide_of(-INFINITY_F);
  load_columns(x, row, rows, count, width, v);
  for (int c = 0; c < width; ++c) most = wide_max(most, v[c]);
  return most;
}

// Where an item keeps a row's exponentials in f32: where the result goes, or beside it up to 4096.
#define IN_PLACE_f32 1
#define IN_PLACE_bf16 0
#define IN_PLACE_f16 0
#if JOIN(IN_PLACE_, DTYPE)
#define KEEPS(width) 1
#define KEPT(name, y, at) GLOBAL float *const name = (y) + (at)
#define KEPT_POINTER GLOBAL float *
#define TO_KEPT(p, j, count, value) store_some(p, j, count, value)
#define KEPT_AT(p, j, count) load_some(p, j, count, 0.0f)
#else
#define MOST_KEPT 4096
#define KEEPS(width) ((width) <= MOST_KEPT)
#define KEPT(name, y, at) float name[MOST_KEPT]
#define KEPT_POINTER float *
#define TO_KEPT(p, j, count, value) wide_to((p) + (j), value)
#define KEPT_AT(p, j, count) wide_from((p) + (j))
#endif

// As row_sum_of_exp, and the exponentials go to `kept`. Meanwhile the next row comes, and the place
// of y.
DEVICE float row_exp(const GLOBAL T *x, const GLOBAL T *y, KEPT_POINTER kept, long at, float most,
                     int end) {
  wide sums = wide_of(0.0f);
  for (int j = 0; j < end; j += WIDE) {
    PREFETCH(x + at + end + j);
    PREFETCH(y + at + j);
    const wide e = wide_exp(load_some(x, at + j, end - j, -INFINITY_F) - most);
    sums = sums + e;
    TO_KEPT(kept, j, end - j, e);
  }
  return sum_within(sums);
}

#endif

#endif
