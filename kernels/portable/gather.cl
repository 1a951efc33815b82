// y[i, ...] = table[indices[i], ...]: rows of a table, moved as they are.
//
// table (rows, width), indices of any shape, y (indices, width).
//
// Mapping: one item moves a piece of a row: one element; 16 bytes where width is a multiple of
// VECTOR and the places are multiples of 16 bytes (then width and piece count vectors); on a CPU up
// to `piece` elements in a loop over vectors. Neighbouring items move neighbouring pieces.
// Moves one read and one write of each element, and reads the indices; bound by memory.
#include "indices.h"

#define ARGUMENTS                                                                          \
  (POINTER(const T, table), POINTER(const int, indices), POINTER(T, y), FAULTS,            \
   const long items, const int rows, const int width, const int pieces)
#define BIND_ALL            \
  BIND(const T, table);     \
  BIND(const int, indices); \
  BIND(T, y);               \
  BIND(int, faults)

#ifdef CPU

#define PIECE 1024
#define AHEAD 4096  // bytes between what is asked for and what is copied

KERNEL(gather) ARGUMENTS {
  BIND_ALL;
  const long item = gid(0);
  if (item >= items) return;
  const long i = item / pieces;
  const int from = (int)(item % pieces) * PIECE;
  const int count = min(width - from, PIECE);
  const int index = indices[i];
  const int row_bytes = width * (int)sizeof(T);
  const long later = i + 1 + AHEAD / (row_bytes + 1);
  if (pieces == 1 && later * pieces < items && (uint)indices[later] < (uint)rows) {
    expect((const GLOBAL uchar *)(table + (long)indices[later] * width), row_bytes);
  }
  GLOBAL T *target = y + i * width + from;
  if (in_range(index, rows, faults, fault_step)) {
    const GLOBAL T *source = table + (long)index * width + from;
    VECTORIZE for (int j = 0; j < count; j++) target[j] = source[j];
  } else {
    for (int j = 0; j < count; j++) store(target, j, UNKNOWN);
  }
}

#else

KERNEL(gather) ARGUMENTS {
  BIND_ALL;
  const long item = gid(0);
  if (item >= items) return;
  const int index = indices[item / pieces];
  if (in_range(index, rows, faults, fault_step)) {
    y[item] = table[(long)index * width + item % pieces];
  } else {
    store(y, item, UNKNOWN);
  }
}

KERNEL(gather_aligned) ARGUMENTS {
  BIND_ALL;
  const long item = gid(0);
  if (item >= items) return;
  const int index = indices[item / pieces];
  if (in_range(index, rows, faults, fault_step)) {
    const GLOBAL uint4 *source = (const GLOBAL uint4 *)table;
    ((GLOBAL uint4 *)y)[item] = source[(long)index * pieces + item % pieces];
  } else {
    UNROLL for (int j = 0; j < VECTOR; j++) store(y, item * VECTOR + j, UNKNOWN);
  }
}

#endif
