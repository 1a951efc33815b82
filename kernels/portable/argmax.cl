// The position of the first largest element along the middle axis of x (outer, folded, inner), or
// of the first NaN: y[o][i] of type I32.
//
// Where the folded axis is long it is cut into parts, each with a candidate of its own in (outer,
// parts, inner); argmax_parts then chooses among them, reading their values again. The smaller
// position wins between equals, so that the order of comparing does not matter.
//
// Mapping: as in reduce.cl, `columns` elements of the inner axis by `rows` of the folded one by
// GROUP / (columns * rows) planes. With CPU=1 one item takes a part of a row, or of 16 columns.
//
// Reads each element once; bound by memory.
#include "groups.h"

// Whether element a at i is taken rather than b at j.
DEVICE bool wins(float a, int i, float b, int j) {
  if (a != a) return b == b || i < j;
  return a > b || (a == b && i < j);
}

#ifndef CPU

#define GROUP 256

#define ARGUMENTS                                                                              \
  const long outer, const long folded, const long inner, const int columns, const int rows, \
      const long parts, const long part

#define BEGIN                                                                                    \
  GROUP_SCRATCH(scratch, GROUP);                                                                 \
  const long across = (inner + columns - 1) / columns;                                           \
  const long around = group(0) / across;                                                         \
  const long column = (group(0) - around * across) * columns + (lid(0) & (columns - 1));         \
  const int row = lid(0) / columns & (rows - 1);                                                 \
  const long plane = around / parts * (GROUP / (columns * rows)) + lid(0) / (columns * rows);    \
  const bool inside = plane < outer && column < inner;                                           \
  float largest = -INFINITY_F;                                                                   \
  int position = 0x7fffffff;

// The winner of all rows of a column, in each of its items.
DEVICE int winner(float largest, int position, int columns, int rows, LOCAL_PTR float *scratch) {
  for (int step = columns; step < columns * rows; step <<= 1) {
    const float other = exchanged(largest, step, scratch);
    const int other_position = (int)as_bits(exchanged(from_bits((uint)position), step, scratch));
    if (wins(other, other_position, largest, position)) {
      largest = other;
      position = other_position;
    }
  }
  return position;
}

GROUP_KERNEL(GROUP, argmax)(POINTER(const T, x), POINTER(int, y), ARGUMENTS) {
  BIND(const T, x);
  BIND(int, y);
  BEGIN
  const long stretch = around % parts;
  const long first = stretch * part;
  const long last = inside ? min(first + part, folded) : first;
  const GLOBAL T *from = x + plane * folded * inner + column;
  for (long r = first + row; r < last; r += rows) {
    const float value = load(from, r * inner);
    if (wins(value, (int)r, largest, position)) {
      largest = value;
      position = (int)r;
    }
  }
  position = winner(largest, position, columns, rows, scratch);
  if (inside && row == 0) y[(plane * parts + stretch) * inner + column] = position;
}

// One part: `candidates` (outer, part, inner) are positions in x.
GROUP_KERNEL(GROUP, argmax_parts)
(POINTER(const T, x), POINTER(const int, candidates), POINTER(int, y), ARGUMENTS) {
  BIND(const T, x);
  BIND(const int, candidates);
  BIND(int, y);
  BEGIN
  const long last = inside ? part : 0;
  for (long r = row; r < last; r += rows) {
    const int candidate = candidates[(plane * part + r) * inner + column];
    const float value = load(x, (plane * folded + candidate) * inner + column);
    if (wins(value, candidate, largest, position)) {
      largest = value;
      position = candidate;
    }
  }
  position = winner(largest, position, columns, rows, scratch);
  if (inside && row == 0) y[plane * inner + column] = position;
}

#elif defined(__OPENCL_VERSION__)

#include "wide.h"

#define GROUP 16

#define TAKE(value, index)                                                \
  {                                                                       \
    const wide v = value;                                                 \
    const ints taken = (v > largest) | ((v != v) & (largest == largest)); \
    largest = taken ? v : largest;                                        \
    position = taken ? (ints)(index) : position;                          \
  }

// One part of one row of x (outer, folded).
GROUP_KERNEL(GROUP, argmax_rows)
(POINTER(const T, x), POINTER(int, y), const long outer, const long folded, const long parts, const
 long part) {
  BIND(const T, x);
  BIND(int, y);
  if (gid(0) >= outer * parts) return;
  const long row = gid(0) / parts;
  const int first = (int)((gid(0) - row * parts) * part);
  const int last = (int)min(first + part, folded);
  const GLOBAL T *from = x + row * folded;
  float best = -INFINITY_F;
  int at = first;
  int i = first;
  if (last - first < 2 * WIDE) {
    for (; i < last; i++) {
      const float value = load(from, i);
      if (wins(value, i, best, at)) {
        best = value;
        at = i;
      }
    }
    y[gid(0)] = at;
    return;
  }
  wide largest = wide_of(-INFINITY_F);
  ints position = (ints)(0x7fffffff);
  for (; i + WIDE <= last; i += WIDE) TAKE(load_wide(from, i), i)
  if (i < last) TAKE(load_some(from, i, last - i, -INFINITY_F), i)
  float values[WIDE];
  int positions[WIDE];
  JOIN(vstore, WIDE)(largest, 0, values);
  JOIN(vstore, WIDE)(position, 0, positions);
  for (int k = 0; k < WIDE; k++) {
    const int p = positions[k] + k;
    if (positions[k] != 0x7fffffff && wins(values[k], p, best, at)) {
      best = values[k];
      at = p;
    }
  }
  y[gid(0)] = at;
}

// One part of WIDE columns of x (outer, folded, inner).
GROUP_KERNEL(GROUP, argmax_columns)
(POINTER(const T, x), POINTER(int, y), const long outer, const long folded, const long inner, const
 long parts, const long part) {
  BIND(const T, x);
  BIND(int, y);
  const long across = (inner + WIDE - 1) / WIDE;
  const long around = gid(0) / across;
  if (around >= outer * parts) return;
  const long plane = around / parts;
  const int first = (int)((around - plane * parts) * part);
  const int last = (int)min(first + part, folded);
  const long column = (gid(0) - around * across) * WIDE;
  const int count = (int)min((long)WIDE, inner - column);
  const GLOBAL T *from = x + plane * folded * inner + column;
  wide largest = wide_of(-INFINITY_F);
  ints position = (ints)(first);
  if (count == WIDE) {
    for (int r = first; r < last; r++) TAKE(load_wide(from, r * inner), r)
  } else {
    for (int r = first; r < last; r++) TAKE(load_some(from, r * inner, count, -INFINITY_F), r)
  }
  int positions[WIDE];
  JOIN(vstore, WIDE)(position, 0, positions);
  for (int k = 0; k < count; k++) y[around * inner + column + k] = positions[k];
}

// One result: the best of `parts` candidates (outer, parts, inner), which are positions in x.
GROUP_KERNEL(GROUP, argmax_parts)
(POINTER(const T, x), POINTER(const int, candidates), POINTER(int, y), const long outer, const long
 folded, const long inner, const long parts) {
  BIND(const T, x);
  BIND(const int, candidates);
  BIND(int, y);
  if (gid(0) >= outer * inner) return;
  const long plane = gid(0) / inner;
  const long column = gid(0) - plane * inner;
  const GLOBAL T *from = x + plane * folded * inner + column;
  int best = candidates[plane * parts * inner + column];
  for (long p = 1; p < parts; p++) {
    const int candidate = candidates[(plane * parts + p) * inner + column];
    if (wins(load(from, candidate * inner), candidate, load(from, best * inner), best)) {
      best = candidate;
    }
  }
  y[gid(0)] = best;
}

#endif
