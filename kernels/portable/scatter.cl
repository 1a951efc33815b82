// y[r, ...] = sum of the rows x[i, ...] with indices[i] == r, in the order of i.
//
// x (n, width), indices (n), y (rows, width). A sum is taken in f32 and rounded once. A bad index
// is reported, and row 0 becomes NaN.
//
// Mapping: one item a piece of a row of y: one element, or 16 bytes where width is a multiple of
// VECTOR and the places are multiples of 16 bytes, or up to 256 elements on a CPU. Nothing is added in
// memory, so there are no atomics, each row is written once, and rows that nothing is added to
// become 0. An item finds its rows of x by `order` and `ends` of index_order.cl; for few indices
// (scatter_add_few) it looks at all of them itself, which costs one launch instead of five or more.
// Moves one read of x and one write of y; bound by memory, unless most indices are the same: then
// few items do all the adding, one row after another, as the order of the sum demands.
#include "indices.h"
#include "items.h"

#define ARGUMENTS                                                                            \
  (POINTER(const T, x), POINTER(const int, indices), POINTER(const int, order),              \
   POINTER(const int, ends), POINTER(T, y), const long items, const int rows,                \
   const int width, const int pieces)
#define BIND_ALL            \
  BIND(const T, x);         \
  BIND(const int, indices); \
  BIND(const int, order);   \
  BIND(const int, ends);    \
  BIND(T, y)

// What a bad index adds to row 0.
DEVICE float spoiled(int index, int rows) { return (uint)index < (uint)rows ? 0.0f : NAN_F; }

#ifdef CPU

#define PIECE 256
#define AHEAD 8192  // bytes between what is asked for and what is added

// The rows of x that are added to a row of y: order[from] to order[to - 1] of n.
typedef struct {
  const GLOBAL T *x;
  const GLOBAL int *order;
  int from, to, n, width;
} Terms;

// Adds `parts` vectors of columns from `column` on to `start`, in registers. The only vector of a
// row may be its last, which ends at `end`. PoCL would call it instead, with `parts` unknown.
DEVICE __attribute__((always_inline)) void sum_parts(const Terms *terms, GLOBAL T *y, int column,
                                                     int end, float start, const int parts) {
  const int bytes = parts * LANES * (int)sizeof(T);
  floats sums[PIECE / LANES];
  UNROLL for (int part = 0; part < parts; part++) sums[part] = (floats)(start);
  for (int k = terms->from; k < terms->to; k++) {
    const long later = terms->order[min(k + AHEAD / bytes, terms->n - 1)];
    const GLOBAL T *next = terms->x + later * terms->width + column;
    UNROLL for (int at = 0; at < bytes; at += 64) PREFETCH((const GLOBAL uchar *)next + at);
    const long row = (long)terms->order[k] * terms->width;
    UNROLL for (int part = 0; part < parts; part++) {
      const int at = column + part * LANES;
      floats v[1];
      TAKE(lanes, DTYPE)(terms->x, row + at, parts == 1 ? min(end - at, LANES) : LANES, v);
      sums[part] += v[0];
    }
  }
  UNROLL for (int part = 0; part < parts; part++) {
    const int at = column + part * LANES;
    PUT(lanes, DTYPE)(y, at, parts == 1 ? min(end - at, LANES) : LANES, sums + part);
  }
}

KERNEL(scatter_add) ARGUMENTS {
  BIND_ALL;
  if (gid(0) >= items) return;
  const long row = gid(0) / pieces;
  const Terms terms = {x, order, row == 0 ? 0 : ends[row - 1], ends[row], ends[rows - 1], width};
  float start = 0.0f;
  if (row == 0) {
    for (int k = 0; k < terms.to; k++) start += spoiled(indices[order[k]], rows);
  }
  GLOBAL T *to = y + row * width;
  int column = (int)(gid(0) % pieces) * PIECE;
  const int end = min(width, column + PIECE);
#define SUM(parts)                                                 \
  for (; end - column >= (parts) * LANES; column += (parts) * LANES) \
    sum_parts(&terms, to, column, end, start, parts);
  SUM(16)
  SUM(4)
  for (; column < end; column += LANES) sum_parts(&terms, to, column, end, start, 1);
}

#else

KERNEL(scatter_add) ARGUMENTS {
  BIND_ALL;
  const long item = gid(0);
  if (item >= items) return;
  const long row = item / pieces;
  const int column = (int)(item % pieces);
  const int to = ends[row];
  float sum = 0.0f;
  for (int k = row == 0 ? 0 : ends[row - 1]; k < to; k++) {
    const int i = order[k];
    sum += load(x, (long)i * width + column);
    if (row == 0) sum += spoiled(indices[i], rows);
  }
  store(y, item, sum);
}

KERNEL(scatter_add_aligned) ARGUMENTS {
  BIND_ALL;
  const long item = gid(0);
  if (item >= items) return;
  const long row = item / pieces;
  const int column = (int)(item % pieces) * VECTOR;
  const int to = ends[row];
  R sums[VECTOR];
  UNROLL for (int j = 0; j < VECTOR; j++) sums[j] = 0.0f;
  for (int k = row == 0 ? 0 : ends[row - 1]; k < to; k++) {
    const int i = order[k];
    const float extra = row == 0 ? spoiled(indices[i], rows) : 0.0f;
    float v[VECTOR];
    TAKE(vector, DTYPE)(x, (long)i * width + column, VECTOR, v);
    UNROLL for (int j = 0; j < VECTOR; j++) sums[j] += v[j] + extra;
  }
  PUT(vector, DTYPE)(y, item * VECTOR, VECTOR, sums);
}

KERNEL(scatter_add_few)(POINTER(const T, x), POINTER(const int, indices), POINTER(T, y), FAULTS,
                        const long items, const int n, const int rows, const int width) {
  BIND(const T, x);
  BIND(const int, indices);
  BIND(T, y);
  BIND(int, faults);
  const long item = gid(0);
  if (item >= items) return;
  const int row = (int)(item / width);
  const int column = (int)(item % width);
  float sum = 0.0f;
  for (int i = 0; i < n; i++) {
    const int index = indices[i];
    if (index == row) sum += load(x, (long)i * width + column);
    if (row == 0 && !in_range(index, rows, faults, fault_step)) sum += NAN_F;
  }
  store(y, item, sum);
}

#endif
