// With p = softmax(x) of each row of logits x (rows, width), its label l, smoothing s and the wanted
// distribution q = (1 - s) one_hot(l) + s / width,
//
//   loss = -sum(q log p) = log(sum(exp(x - max x))) + (1 - s) (max x - x[l]) + s mean(max x - x)
//   gradient = scale (p - q)
//
// and both 0 in a row whose label is `ignored`.
//
// Mapping: rows.h, as in softmax.cl; `*_held` keeps a row in registers. The item that has the
// label's element takes the 1 - s off. wants: 1 for the loss, 2 for the gradient, and 4 if there is a
// label that is ignored. On processors `*_narrow` takes short rows.
//
// Another label that is not in [0, width) is reported, and its row's loss and gradient are NaN, so
// that no optimizer changes anything.
//
// Moves one read of each logit and one write of each gradient where a row is held, or stays in the
// cache as on processors: without holding, it is read three times, for the largest element, the sum
// and the gradient, and a fourth time for the mean. Bound by memory on GPUs, by exp on processors.
//
// Assumes that width is a multiple of WIDE and logits and gradient are aligned to 16 bytes, or
// WIDE = 1, or a processor.
#include "rows.h"

#define ARGUMENTS                                                                               \
  POINTER(const T, x), POINTER(const int, labels), POINTER(T, loss), POINTER(T, gradient),      \
      POINTER(int, faults), const int step, const int wants, const float scale,                 \
      const float smoothing, const int ignored, const long rows, const int width LANES_ARGUMENT
#define BEGIN                                              \
  BIND(const T, x);                                        \
  BIND(const int, labels);                                 \
  BIND(T, loss);                                           \
  BIND(T, gradient);                                       \
  BIND(int, faults);                                       \
  GROUP_SCRATCH(scratch, GROUP);                           \
  BEGIN_ROW                                                \
  const int label = row < rows ? labels[row] : 0;          \
  const int is_good = label >= 0 && label < width;         \
  const int own = is_good ? label : -1;                    \
  const int is_ignored = (wants & 4) && label == ignored;  \
  if (!is_good && !is_ignored && lane == 0) report_fault(faults, step, label, width);

// (1 - s) excess + s mean; a part that is not asked for may be infinite.
#define MIXED(excess, mean)                      \
  (smoothing == 0.0f   ? (excess)                \
   : smoothing == 1.0f ? (mean)                  \
                       : (excess) * (1.0f - smoothing) + (mean) * smoothing)

// The sum of most - x over a row in memory.
DEVICE float row_excess(const GLOBAL T *x, long at, float most, int lane, int stride, int end,
                        int lanes, LOCAL_PTR float *scratch) {
  wide sums = wide_of(0.0f);
  EACH_OF_ROW(j) sums = sums - (load_some(x, at + j, end - j, most) - most);
  return group_sum(sum_within(sums), 1, lanes, scratch);
}

#define EXCESS                                                                             \
  const float excess = most - (own >= 0 && end > 0 ? load(x, at + own) : 0.0f);           \
  const float mean =                                                                       \
      smoothing == 0.0f                                                                    \
          ? 0.0f                                                                           \
          : row_excess(x, at, most, lane, stride, end, lanes, scratch) / (float)width;
// Stores the loss; `factor` is what exponentials are multiplied by for the gradient, and of each
// product `share` is taken off.
#define FINISH                                                                             \
  if ((wants & 1) && lane == 0 && row < rows) {                                            \
    const float value = own >= 0 ? log(sum) + MIXED(excess, mean) : NAN_F;                  \
    store(loss, row, is_ignored ? 0.0f : value);                                           \
  }                                                                                        \
  if (!(wants & 2)) return;                                                                \
  if (is_ignored) {                                                                        \
    EACH_OF_ROW(j) store_some(gradient, at + j, end - j, wide_of(0.0f));                   \
    return;                                                                                \
  }                                                                                        \
  const float factor = own >= 0 ? scale / sum : NAN_F;                                      \
  const float share = scale * smoothing / (float)width;                                    \
  const float least = exp(-excess) * factor - share - scale * (1.0f - smoothing);
#define TAKE_ONE_OFF(j) \
  if (own >= j && own < j + WIDE) store(gradient, at + own, least);

ROW_KERNEL(cross_entropy)(ARGUMENTS) {
  BEGIN
  const float most = row_max(x, at, lane, stride, end, lanes, scratch);
#ifdef CPU
  if (KEEPS(width) && (wants & 2)) {
    KEPT(kept, gradient, at);
    EXCESS
    const float sum = row_exp(x, gradient, kept, at, most, end);
    FINISH
    EACH_OF_ROW(j) {
      store_some(gradient, at + j, end - j, KEPT_AT(kept, j, end - j) * factor - share);
      TAKE_ONE_OFF(j)
    }
    return;
  }
#endif
  EXCESS
  const float sum = row_sum_of_exp(x, at, most, lane, stride, end, lanes, scratch);
  FINISH
  EACH_OF_ROW(j) {
    const wide v = load_some(x, at + j, end - j, 0.0f);
    store_some(gradient, at + j, end - j, wide_exp(v - most) * factor - share);
    TAKE_ONE_OFF(j)
  }
}

#ifdef CPU

// The labels of `count` rows; what fills the vector is 0.
DEVICE ints load_labels(const GLOBAL int *labels, int count) {
  if (count == WIDE) return WIDE_AT(int, labels, 0);
  int some[WIDE];
  for (int k = 0; k < WIDE; ++k) some[k] = k < count ? labels[k] : 0;
  return gathered(some);
}

// The largest of a vector; PoCL's any() takes eight branches.
DEVICE uint most_of(uints v) {
  const uint8 eight = max(v.lo, v.hi);
  const uint4 four = max(eight.lo, eight.hi);
  const uint2 two = max(four.lo, four.hi);
  return max(two.x, two.y);
}

KERNEL(cross_entropy_narrow)(ARGUMENTS) {
  BIND(const T, x);
  BIND(const int, labels);
  BIND(T, loss);
  BIND(T, gradient);
  BIND(int, faults);
  BEGIN_NARROW
  wide v[NARROW];
  const wide most = load_narrow(x, row, rows, count, width, v);
  const ints label = load_labels(labels + row, count);
  const ints is_ignored = choose_int(label == ignored, (wants & 4) ? -1 : 0, 0);
  if (most_of(as_unsigned(label)) >= (uint)width) {
    for (int k = 0; k < count; ++k) {
      const int one = labels[row + k];
      const int is_known = (one >= 0 && one < width) || ((wants & 4) && one == ignored);
      if (!is_known) report_fault(faults, step, one, width);
    }
  }
  wide excess = wide_of(NAN_F);  // max x - x[l]; stays NaN for a label that is none
  wide sum = wide_of(0.0f);
  wide excesses = wide_of(0.0f);
  for (int c = 0; c < width; ++c) {
    const wide below = v[c] - most;
    excess = label == c ? -below : excess;
    excesses = excesses - below;
    v[c] = wide_exp(below);
    sum = sum + v[c];
  }
  if (wants & 1) {
    const wide mean = excesses / (float)width;
    const wide value = logarithm(sum) + MIXED(excess, mean);
    store_some(loss, row, count, choose(is_ignored, 0.0f, value));
  }
  if (!(wants & 2)) return;
  // A label that is none leaves no gradient; an infinite loss does.
  const wide factor = excess == excess ? scale / sum : wide_of(NAN_F);
  const float share = scale * smoothing / (float)width;
  const float rest = scale * (1.0f - smoothing);
  for (int c = 0; c < width; ++c) {
    const wide one = v[c] * factor - share - choose(label == c, rest, 0.0f);
    v[c] = choose(is_ignored, 0.0f, one);
  }
  store_columns(gradient, row, count, width, v);
}

#else

ROW_KERNEL(cross_entropy_held)(ARGUMENTS) {
  BEGIN
  wide v[HELD];
  hold_row(x, at, lane, stride, end, -INFINITY_F, v);
  const float most = held_max(v, lanes, scratch);
  UNROLL for (int k = 0; k < HELD; ++k) v[k] = wide_exp(v[k] - most);
  const float sum = held_sum(v, lanes, scratch);
  EXCESS
  FINISH
  EACH_HELD(k, j) {
    store_wide(gradient, at + j, v[k] * factor - share);
    TAKE_ONE_OFF(j)
  }
}

#endif
