// y = exp(x - max x) / sum(exp(x - max x)) for each row of x (rows, width), and the logarithm of it,
// y = x - max x - log(sum(exp(x - max x))).
//
// The largest element is taken off first: exponentials are at most 1, their sum is at least 1.
//
// Mapping: rows.h. `*_held`: a row has at most HELD vectors an item, which stay in registers, so
// that it is read once; without, a row is read three times, twice from the cache if it fits there.
//
// `*_narrow`, on processors: an item takes as many short rows as a vector has lanes.
//
// Moves one read and one write of each element. Bound by memory on GPUs; on processors rows that
// stay in the first cache while they are passed through three times, so memory bounds them too,
// but for narrow rows and halves, which the instructions bound: exp is some 20 for 16 elements.
//
// Assumes that width is a multiple of WIDE and x and y are aligned to 16 bytes, or WIDE = 1, or a
// processor.
#include "rows.h"

#define ARGUMENTS POINTER(const T, x), POINTER(T, y), const long rows, const int width LANES_ARGUMENT
#define BEGIN                     \
  BIND(const T, x);               \
  BIND(T, y);                     \
  GROUP_SCRATCH(scratch, GROUP);  \
  BEGIN_ROW

ROW_KERNEL(softmax)(ARGUMENTS) {
  BEGIN
  const float most = row_max(x, at, lane, stride, end, lanes, scratch);
#ifdef CPU
  if (KEEPS(width)) {
    KEPT(kept, y, at);
    const float factor = 1.0f / row_exp(x, y, kept, at, most, end);
    EACH_OF_ROW(j) store_some(y, at + j, end - j, KEPT_AT(kept, j, end - j) * factor);
    return;
  }
#endif
  const float sum = row_sum_of_exp(x, at, most, lane, stride, end, lanes, scratch);
  const float factor = 1.0f / sum;
  EACH_OF_ROW(j) {
    const wide v = load_some(x, at + j, end - j, 0.0f);
    store_some(y, at + j, end - j, wide_exp(v - most) * factor);
  }
}

ROW_KERNEL(log_softmax)(ARGUMENTS) {
  BEGIN
  const float most = row_max(x, at, lane, stride, end, lanes, scratch);
  const float sum = row_sum_of_exp(x, at, most, lane, stride, end, lanes, scratch);
  const float log_sum = log(sum);
  EACH_OF_ROW(j) {
    const wide v = load_some(x, at + j, end - j, 0.0f);
    store_some(y, at + j, end - j, v - most - log_sum);
  }
}

#ifdef CPU

KERNEL(softmax_narrow)(ARGUMENTS) {
  BIND(const T, x);
  BIND(T, y);
  BEGIN_NARROW
  wide v[NARROW];
  const wide most = load_narrow(x, row, rows, count, width, v);
  wide sum = wide_of(0.0f);
  for (int c = 0; c < width; ++c) {
    v[c] = wide_exp(v[c] - most);
    sum = sum + v[c];
  }
  const wide factor = 1.0f / sum;
  for (int c = 0; c < width; ++c) v[c] = v[c] * factor;
  store_columns(y, row, count, width, v);
}

KERNEL(log_softmax_narrow)(ARGUMENTS) {
  BIND(const T, x);
  BIND(T, y);
  BEGIN_NARROW
  wide v[NARROW];
  const wide most = load_narrow(x, row, rows, count, width, v);
  wide sum = wide_of(0.0f);
  for (int c = 0; c < width; ++c) sum = sum + wide_exp(v[c] - most);
  const wide log_sum = logarithm(sum);
  for (int c = 0; c < width; ++c) v[c] = v[c] - most - log_sum;
  store_columns(y, row, count, width, v);
}

#else

ROW_KERNEL(softmax_held)(ARGUMENTS) {
  BEGIN
  wide v[HELD];
  hold_row(x, at, lane, stride, end, -INFINITY_F, v);
  const float most = held_max(v, lanes, scratch);
  UNROLL for (int k = 0; k < HELD; ++k) v[k] = wide_exp(v[k] - most);
  const float factor = 1.0f / held_sum(v, lanes, scratch);
  EACH_HELD(k, j) store_wide(y, at + j, v[k] * factor);
}

ROW_KERNEL(log_softmax_held)(ARGUMENTS) {
  BEGIN
  wide v[HELD];
  hold_row(x, at, lane, stride, end, -INFINITY_F, v);
  const float most = held_max(v, lanes, scratch);
  wide sums = wide_of(0.0f);
  UNROLL for (int k = 0; k < HELD; ++k) {
    v[k] = v[k] - most;
    sums = sums + wide_exp(v[k]);
  }
  const float log_sum = log(group_sum(sum_within(sums), 1, lanes, scratch));
  EACH_HELD(k, j) store_wide(y, at + j, v[k] - log_sum);
}

#endif
