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
#define AHEAD 8  // rows between what is asked for and what is added

KERNEL(scatter_add) ARGUMENTS {
  BIND_ALL;
  if (gid(0) >= items) return;
  const int row = (int)(gid(0) / pieces);
  const int from = (int)(gid(0) % pieces) * PIECE;
  const int end = min(width, from + PIECE);
  const int first = row == 0 ? 0 : ends[row - 1];
  const int last = ends[row];
  for (int k = first; k < last; k++) {
    const int later = min(k + AHEAD, ends[rows - 1] - 1);
    expect((const GLOBAL uchar *)(x + (long)order[later] * width + from),
           (end - from) * (int)sizeof(T));
  }
  for (int column = from; column < end; column += LANES) {
    const int count = min(end - column, LANES);
    floats sums = (floats)(0.0f);
    for (int k = first; k < last; k++) {
      const int i = order[k];
      floats v[1];
      TAKE(lanes, DTYPE)(x, (long)i * width + column, count, v);
      sums += v[0];
      if (row == 0) sums += spoiled(indices[i], rows);
    }
    PUT(lanes, DTYPE)(y, (long)row * width + column, count, &sums);
  }
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
