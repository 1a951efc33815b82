// y = exp(x - max x) / sum(exp(x - max x)) for each row of x (rows, width), and the logarithm of it,
// y = x - max x - log(sum(exp(x - max x))).
//
// The largest element is taken off first: exponentials are at most 1, their sum is at least 1.
//
// Mapping: `lanes` items of a group share a row, a power of two; item i takes the i-th vector of
// WIDE elements, the (i + lanes)-th and so on. `*_held`: a row has at most HELD vectors an item,
// which stay in registers, so that it is read once; without, a row is read three times, from the
// cache if it fits there. On processors an item takes a row, in vectors of 16.
//
// Moves one read and one write of each element. Bound by memory on GPUs; on processors by exp,
// which is some 17 instructions for 16 elements; for halves it is taken twice, since what was
// rounded to a half must not be scaled and rounded again.
//
// Assumes that width is a multiple of WIDE and x and y are aligned to 16 bytes, or WIDE = 1.
#include "groups.h"
#include "wide.h"

#ifdef CPU
#ifdef __OPENCL_VERSION__

DEVICE float row_max(const GLOBAL T *x, long at, int width) {
  wide most = spread(-INFINITY_F);
  int j = 0;
  for (; j + WIDE <= width; j += WIDE) most = fmax(most, load_wide(x, at + j));
  if (j < width) most = fmax(most, load_part(x, at + j, width - j, -INFINITY_F));
  return max_within(most);
}

#define BEGIN_ROW                               \
  BIND(const T, x);                             \
  BIND(T, y);                                   \
  if (gid(0) >= rows) return;                   \
  const long at = gid(0) * width;               \
  const int whole = width / WIDE * WIDE;        \
  const int rest = width - whole;               \
  const wide most = spread(row_max(x, at, width));

#define HALF_TYPE (sizeof(T) == 2)

KERNEL(softmax)(POINTER(const T, x), POINTER(T, y), const long rows, const int width) {
  BEGIN_ROW
  wide sums = spread(0.0f);
  for (int j = 0; j < whole; j += WIDE) {
    const wide e = wide_exp(load_wide(x, at + j) - most);
    sums += e;
    if (!HALF_TYPE) store_wide(y, at + j, e);
  }
  wide last = spread(0.0f);
  if (rest > 0) last = wide_exp(load_part(x, at + whole, rest, -INFINITY_F) - most);
  const float factor = 1.0f / sum_within(sums + last);
  for (int j = 0; j < whole; j += WIDE) {
    const wide e = HALF_TYPE ? wide_exp(load_wide(x, at + j) - most) : load_wide(y, at + j);
    store_wide(y, at + j, e * factor);
  }
  if (rest > 0) store_part(y, at + whole, rest, last * factor);
}

KERNEL(log_softmax)(POINTER(const T, x), POINTER(T, y), const long rows, const int width) {
  BEGIN_ROW
  wide sums = spread(0.0f);
  for (int j = 0; j < whole; j += WIDE) sums += wide_exp(load_wide(x, at + j) - most);
  wide last = spread(-INFINITY_F);
  if (rest > 0) last = load_part(x, at + whole, rest, -INFINITY_F);
  const float log_sum = log(sum_within(sums + (rest > 0 ? wide_exp(last - most) : spread(0.0f))));
  for (int j = 0; j < whole; j += WIDE)
    store_wide(y, at + j, load_wide(x, at + j) - most - log_sum);
  if (rest > 0) store_part(y, at + whole, rest, last - most - log_sum);
}

#endif
#else

#include "rows.h"

#define ARGUMENTS \
  POINTER(const T, x), POINTER(T, y), const long rows, const int width, const int lanes
#define BEGIN                     \
  BIND(const T, x);               \
  BIND(T, y);                     \
  GROUP_SCRATCH(scratch, GROUP);  \
  BEGIN_ROW

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
  wide sums = spread(0.0f);
  UNROLL for (int k = 0; k < HELD; ++k) {
    v[k] = v[k] - most;
    sums = sums + wide_exp(v[k]);
  }
  const float log_sum = log(group_sum(sum_within(sums), 1, lanes, scratch));
  EACH_HELD(k, j) store_wide(y, at + j, v[k] - log_sum);
}

ROW_KERNEL(softmax)(ARGUMENTS) {
  BEGIN
  const float most = row_max(x, at, lane, stride, end, lanes, scratch);
  const float sum = row_sum_of_exp(x, at, most, lane, stride, end, lanes, scratch);
  const float factor = 1.0f / sum;
  EACH_OF_ROW(j) store_wide(y, at + j, wide_exp(load_wide(x, at + j) - most) * factor);
}

ROW_KERNEL(log_softmax)(ARGUMENTS) {
  BEGIN
  const float most = row_max(x, at, lane, stride, end, lanes, scratch);
  const float sum = row_sum_of_exp(x, at, most, lane, stride, end, lanes, scratch);
  const float log_sum = log(sum);
  EACH_OF_ROW(j) store_wide(y, at + j, load_wide(x, at + j) - most - log_sum);
}

#endif
