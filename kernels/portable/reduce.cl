// Folds the middle axis of x (outer, folded, inner): y[o][i] = fold over f of x[o][f][i], for KIND
// 0 the sum, 1 the largest, 2 the smallest element; the last two are NaN if any element is.
//
// x is of type DTYPE, y of type TO; arithmetic is in f32. The folded axis is cut into parts of
// `part` elements, and y is (outer, parts, inner): where there is more than one part the host folds
// y again, so that no item adds more than some hundred numbers one after another and a tensor of
// any shape makes many groups. Everything about the order of a sum is fixed by the shape.
//
// Mapping: a group of GROUP items takes `columns` elements (vectors where WIDE > 1) of the inner
// axis side by side, GROUP / columns rows of the folded axis beside each other; both are powers of
// two, and what a group has beside `rows` rows it takes from further planes. Where inner is 1 the
// lanes of a vector lie along the folded axis instead (reduce_*_rows). Rows are folded in a tree.
// With CPU=1 one item takes a part of a row, or of up to 64 columns, or of more whole rows that it
// folds into one beside it, in vectors of 16.
//
// Reads each element once; bound by memory. WIDE > 1 assumes that x begins at a multiple of 16
// bytes and that inner, or folded where inner is 1, is a multiple of WIDE.
#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors

#include "groups.h"
#include "wide.h"

#if KIND == 0
#define NAME reduce_sum
#define FOLD sum_of
#define GROUP_FOLD_OF group_sum
#define IDENTITY 0.0f
#elif KIND == 1
#define NAME reduce_max
#define FOLD greatest_of
#define GROUP_FOLD_OF group_max
#define IDENTITY (-INFINITY_F)
#else
#define NAME reduce_min
#define FOLD least_of
#define GROUP_FOLD_OF group_min
#define IDENTITY INFINITY_F
#endif

#define NAMED_(items, name, from, to) \
  KERNEL_(GROUP_OF(items, 1, 1) JOIN(JOIN(name, JOIN(_, from)), JOIN(_, to)))
#define REDUCE_KERNEL(suffix) NAMED_(GROUP, JOIN(NAME, suffix), DTYPE, TO)
#define store_to JOIN(store_, TO)

#ifdef __OPENCL_VERSION__
DEVICE wide folded_of(wide a, wide b) {
#if KIND == 0
  return a + b;
#elif KIND == 1
  return ((a >= b) | (a != a)) ? a : b;
#else
  return ((a <= b) | (a != a)) ? a : b;
#endif
}

DEVICE void unpack(wide value, float *v) {
#if WIDE == 1
  v[0] = value;
#else
  JOIN(vstore, WIDE)(value, 0, v);
#endif
}
#else
DEVICE wide folded_of(wide a, wide b) { EACH_WIDE(FOLD(a.v[k], b.v[k])) }
DEVICE void unpack(wide value, float *v) {
  UNROLL for (int k = 0; k < WIDE; k++) v[k] = value.v[k];
}
#endif

#if WIDE > 1
// The fold of the lanes of a vector, in a tree.
DEVICE float folded_within(wide value) {
  float v[WIDE];
  unpack(value, v);
  UNROLL for (int step = WIDE / 2; step > 0; step /= 2) {
    UNROLL for (int k = 0; k < step; k++) v[k] = FOLD(v[k], v[k + step]);
  }
  return v[0];
}
#endif

#define CHAINS 4  // folds side by side in an item, each with a load in flight

DEVICE wide folded_chains(wide *chains) {
  return folded_of(folded_of(chains[0], chains[2]), folded_of(chains[1], chains[3]));
}

#ifndef CPU

#define GROUP 256

#define ARGUMENTS                                                                            \
  POINTER(const T, x), POINTER(JOIN(storage_, TO), y), const long outer, const long folded, \
      const long inner, const int columns, const int rows, const long parts, const long part

// Where this item stands: `inner` counts vectors.
#define BEGIN                                                            \
  BIND(const T, x);                                                      \
  BIND(JOIN(storage_, TO), y);                                           \
  GROUP_SCRATCH(scratch, GROUP);                                         \
  const long across = (inner + columns - 1) / columns;                   \
  const long around = group(0) / across;                                 \
  const long stretch = around % parts;                                   \
  const long column = (group(0) - around * across) * columns + (lid(0) & (columns - 1)); \
  const int row = lid(0) / columns & (rows - 1);                         \
  const long plane = around / parts * (GROUP / (columns * rows)) + lid(0) / (columns * rows); \
  const long first = stretch * part;                                     \
  const bool inside = plane < outer && column < inner;                   \
  const long last = inside ? min(first + part, folded) : first;

DEVICE wide fold_rows(const GLOBAL T *x, long stride, long first, long last, int rows) {
  wide chains[CHAINS];
  UNROLL for (int k = 0; k < CHAINS; k++) chains[k] = wide_of(IDENTITY);
  for (long r = first; r < last; r += CHAINS * rows) {
    UNROLL for (int k = 0; k < CHAINS; k++) {
      if (r + k * rows < last)
        chains[k] = folded_of(chains[k], load_wide(x, (r + k * rows) * stride));
    }
  }
  return folded_chains(chains);
}

#if WIDE == 1
REDUCE_KERNEL()(ARGUMENTS) {
#else
REDUCE_KERNEL(_aligned)(ARGUMENTS) {
#endif
  BEGIN
  const GLOBAL T *from = x + (plane * folded * inner + column) * WIDE;
  float v[WIDE];
  unpack(fold_rows(from, inner * WIDE, first + row, last, rows), v);
  const long at = ((plane * parts + stretch) * inner + column) * WIDE;
  UNROLL for (int k = 0; k < WIDE; k++) {
    const float total = GROUP_FOLD_OF(v[k], columns, columns * rows, scratch);
    if (inside && row == 0) store_to(y, at + k, total);
  }
}

#if WIDE > 1
// Inner is 1 and so is columns; folded counts vectors.
REDUCE_KERNEL(_rows_aligned)(ARGUMENTS) {
  BEGIN
  const GLOBAL T *from = x + plane * folded * WIDE;
  const float lanes = folded_within(fold_rows(from, WIDE, first + row, last, rows));
  const float total = GROUP_FOLD_OF(lanes, 1, rows, scratch);
  if (inside && row == 0) store_to(y, plane * parts + stretch, total);
}
#endif

#else

#define GROUP 16
#define BLOCK (CHAINS * WIDE)
#define SHEET 1024
#define AHEAD (4096 / (int)sizeof(T))  // elements between what is asked for and what is folded

// One part of one row of x (outer, folded).
REDUCE_KERNEL(_rows)
(POINTER(const T, x), POINTER(JOIN(storage_, TO), y), const long outer, const long folded, const
 long parts, const long part) {
  BIND(const T, x);
  BIND(JOIN(storage_, TO), y);
  if (gid(0) >= outer * parts) return;
  const long row = gid(0) / parts;
  const long first = (gid(0) - row * parts) * part;
  const int n = (int)(min(first + part, folded) - first);
  const GLOBAL T *from = x + row * folded + first;
  wide chains[CHAINS];
  UNROLL for (int k = 0; k < CHAINS; k++) chains[k] = wide_of(IDENTITY);
  int i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    UNROLL for (int k = 0; k < CHAINS; k++) {
      PREFETCH(from + i + k * WIDE + AHEAD);
      chains[k] = folded_of(chains[k], load_wide(from, i + k * WIDE));
    }
  }
  for (; i + WIDE <= n; i += WIDE) chains[0] = folded_of(chains[0], load_wide(from, i));
  float tail = IDENTITY;
  for (int k = i; k < n; k++) tail = FOLD(tail, load(from, k));
  store_to(y, gid(0), i > 0 ? FOLD(folded_within(folded_chains(chains)), tail) : tail);
}

DEVICE void store_lanes(GLOBAL JOIN(storage_, TO) *y, long at, int count, wide value) {
  float v[WIDE];
  unpack(value, v);
  for (int k = 0; k < count; k++) store_to(y, at + k, v[k]);
}

// BLOCK columns, all inside.
DEVICE void fold_block(const GLOBAL T *x, long stride, int n, GLOBAL JOIN(storage_, TO) *y,
                       long at) {
  wide chains[CHAINS];
  UNROLL for (int k = 0; k < CHAINS; k++) chains[k] = wide_of(IDENTITY);
  for (int r = 0; r < n; r++) {
    UNROLL for (int k = 0; k < CHAINS; k++)
      chains[k] = folded_of(chains[k], load_wide(x, r * stride + k * WIDE));
  }
  UNROLL for (int k = 0; k < CHAINS; k++) store_lanes(y, at + k * WIDE, WIDE, chains[k]);
}

// At most WIDE columns. A load may run past a row's end, into columns that are thrown away: the
// first `safe` rows are those where it stays inside of x.
DEVICE void fold_columns(const GLOBAL T *x, long stride, int n, int safe, int count,
                         GLOBAL JOIN(storage_, TO) *y, long at) {
  wide chains[CHAINS];
  UNROLL for (int k = 0; k < CHAINS; k++) chains[k] = wide_of(IDENTITY);
  int r = 0;
  for (; r + CHAINS <= safe; r += CHAINS) {
    UNROLL for (int k = 0; k < CHAINS; k++)
      chains[k] = folded_of(chains[k], load_wide(x, (r + k) * stride));
  }
  for (; r < safe; r++) chains[0] = folded_of(chains[0], load_wide(x, r * stride));
  for (; r < n; r++) chains[1] = folded_of(chains[1], load_some(x, r * stride, count, IDENTITY));
  store_lanes(y, at, count, folded_chains(chains));
}

// One part of BLOCK columns of x (outer, folded, inner).
REDUCE_KERNEL(_columns)
(POINTER(const T, x), POINTER(JOIN(storage_, TO), y), const long outer, const long folded, const
 long inner, const long parts, const long part) {
  BIND(const T, x);
  BIND(JOIN(storage_, TO), y);
  const long across = (inner + BLOCK - 1) / BLOCK;
  const long around = gid(0) / across;
  if (around >= outer * parts) return;
  const long plane = around / parts;
  const long first = (around - plane * parts) * part;
  const int n = (int)(min(first + part, folded) - first);
  const long start = (gid(0) - around * across) * BLOCK;
  const long end = min(start + BLOCK, inner);
  const long top = (plane * folded + first) * inner;
  const long at = around * inner;
  if (start + BLOCK == end) {
    fold_block(x + top + start, inner, n, y, at + start);
    return;
  }
  for (long column = start; column < end; column += WIDE) {
    const long room = outer * folded * inner - top - column - WIDE;
    const int safe = room < 0 ? 0 : (int)min((long)n, room / inner + 1);
    const int count = (int)min((long)WIDE, end - column);
    fold_columns(x + top + column, inner, n, safe, count, y, at + column);
  }
}

// `total` folded with CHAINS values one after another. Two are looked at for NaN at once; a NaN in
// the total stays, as it compares with nothing.
DEVICE wide with_folded(wide total, const wide *v) {
#if KIND == 0
  UNROLL for (int j = 0; j < CHAINS; j++) total = total + v[j];
  return total;
#else
  ints strange = (ints)(0);
  UNROLL for (int j = 0; j < CHAINS; j += 2)
    strange |= (v[j] != v[j]) | (v[j + 1] != v[j + 1]);
#if KIND == 1
  UNROLL for (int j = 0; j < CHAINS; j++) total = v[j] > total ? v[j] : total;
#else
  UNROLL for (int j = 0; j < CHAINS; j++) total = v[j] < total ? v[j] : total;
#endif
  return strange ? wide_of(NAN_F) : total;
#endif
}

// One part of up to SHEET columns of x (outer, folded, inner): rows are read whole, as they lie in
// memory, and folded into a row beside the item.
NAMED_(1, JOIN(NAME, _sheet), DTYPE, TO)
(POINTER(const T, x), POINTER(JOIN(storage_, TO), y), const long outer, const long folded, const
 long inner, const long parts, const long part) {
  BIND(const T, x);
  BIND(JOIN(storage_, TO), y);
  const long across = (inner + SHEET - 1) / SHEET;
  const long around = gid(0) / across;
  if (around >= outer * parts) return;
  const long plane = around / parts;
  const long first = (around - plane * parts) * part;
  const int n = (int)(min(first + part, folded) - first);
  const long start = (gid(0) - around * across) * SHEET;
  const int count = (int)min((long)SHEET, inner - start);
  const GLOBAL T *from = x + (plane * folded + first) * inner + start;
  float sheet[SHEET];
  for (int k = 0; k < SHEET; k += WIDE) wide_to(sheet + k, wide_of(IDENTITY));
  const int whole = count / WIDE * WIDE;
  int r = 0;
  for (; r + CHAINS <= n; r += CHAINS) {
    const GLOBAL T *rows = from + r * inner;
    for (int k = 0; k < whole; k += WIDE) {
      wide v[CHAINS];
      UNROLL for (int j = 0; j < CHAINS; j++) {
        PREFETCH(rows + (j + CHAINS) * inner + k);
        v[j] = load_wide(rows, j * inner + k);
      }
      wide_to(sheet + k, with_folded(wide_from(sheet + k), v));
    }
  }
  for (; r < n; r++) {
    for (int k = 0; k < whole; k += WIDE)
      wide_to(sheet + k, folded_of(wide_from(sheet + k), load_wide(from, r * inner + k)));
  }
  for (r = 0; r < n && whole < count; r++) {
    for (int k = whole; k < count; k++) sheet[k] = FOLD(sheet[k], load(from, r * inner + k));
  }
  for (int k = 0; k < count; k += WIDE)
    store_lanes(y, around * inner + start + k, min(WIDE, count - k), wide_from(sheet + k));
}

#endif

#endif
