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

#include "narrow.h"

#define GROUP 16
#define AHEAD 4096  // bytes between what is asked for and what is used

// Numbers alone: what is no number is never larger, and is only remembered.
#define TAKE(value, index)                            \
  {                                                   \
    const wide v = value;                             \
    position = v > largest ? (ints)(index) : position; \
    largest = v > largest ? v : largest;              \
    strange = v != v ? v : strange;                   \
  }

// The same where there are elements that are no numbers.
#define TAKE_STRANGE(value, index)                             \
  {                                                            \
    const wide v = value;                                      \
    const ints taken = ~(v <= largest) & (largest == largest); \
    position = taken ? (ints)(index) : position;               \
    largest = taken ? v : largest;                             \
  }

// PoCL's any() looks at one element after the other.
DEVICE int any_within(ints conditions) {
  const int8 eight = conditions.lo | conditions.hi;
  const int4 four = eight.lo | eight.hi;
  const int2 two = four.lo | four.hi;
  return two.x | two.y;
}

DEVICE int least_within(ints v) {
  const int8 eight = min(v.lo, v.hi);
  const int4 four = min(eight.lo, eight.hi);
  const int2 two = min(four.lo, four.hi);
  return min(two.x, two.y);
}

// One element after the other: for few, or where there are some that are no numbers.
DEVICE int best_of(const GLOBAL T *x, int first, int last) {
  float best = load(x, first);
  int at = first;
  for (int i = first + 1; i < last; i++) {
    const float value = load(x, i);
    if (wins(value, i, best, at)) {
      best = value;
      at = i;
    }
  }
  return at;
}

DEVICE void store_positions(GLOBAL int *y, int count, ints positions) {
  if (count == WIDE) {
    *(GLOBAL loose_int *)y = positions;
  } else {
    int p[WIDE];
    spread(positions, p);
    for (int k = 0; k < count; k++) y[k] = p[k];
  }
}

// WIDE rows of x (rows, width), of at most NARROW elements.
GROUP_KERNEL(GROUP, argmax_narrow)
(POINTER(const T, x), POINTER(int, y), const long rows, const int width) {
  BIND(const T, x);
  BIND(int, y);
  BEGIN_NARROW
  wide columns[NARROW];
  load_columns(x, row, rows, count, width, columns);
  wide largest = columns[0];
  ints position = (ints)(0);
  wide strange = columns[0];
  for (int c = 1; c < width; c++) TAKE(columns[c], c)
  if (any_within(strange != strange)) {
    largest = columns[0];
    position = (ints)(0);
    for (int c = 1; c < width; c++) TAKE_STRANGE(columns[c], c)
  }
  store_positions(y + row, count, position);
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
  if (last - first < WIDE) {
    y[gid(0)] = best_of(from, first, last);
    return;
  }
  wide largest = load_wide(from, first);
  wide strange = largest;
  ints position = (ints)(first);
  int i = first + WIDE;
  for (; i + WIDE <= last; i += WIDE) {
    PREFETCH(from + i + AHEAD / (int)sizeof(T));
    TAKE(load_wide(from, i), i)
  }
  if (i < last) TAKE(load_some(from, i, last - i, -INFINITY_F), i)
  if (any_within(strange != strange)) {
    y[gid(0)] = best_of(from, first, last);
    return;
  }
  const float most = max_within(largest);
  position += (ints)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  y[gid(0)] = least_within(largest == most ? position : (ints)(0x7fffffff));
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
    for (int r = first; r < last; r++) TAKE_STRANGE(load_wide(from, r * inner), r)
  } else {
    for (int r = first; r < last; r++) TAKE_STRANGE(load_some(from, r * inner, count, -INFINITY_F), r)
  }
  store_positions(y + around * inner + column, count, position);
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
