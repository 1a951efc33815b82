// Layer normalisation of the rows of x (rows, width) and its backward pass.
//
//   y = scale n + bias,  n = (x - mean) rstd,  rstd = 1 / sqrt(variance + epsilon)
//   dx = rstd (g - sum(g) / width - n sum(g n) / width),  g = dy scale
//   dscale = sum over the rows of dy n,  dbias = sum over the rows of dy
//
// Not centred, the mean counts as 0, the variance is the mean square, and dx has no sum(g).
//
// The variance is that of the deviations d from the rounded mean, sum(d^2) / width - e^2 with their
// own mean e = sum(d) / width, which is taken off as well: a mean far larger than the deviation
// costs no digits.
//
// Mapping: rows.h. `*_held`: a row stays in registers. Backward, each group goes through `block` rows
// and adds up its share of dscale and dbias, in registers if a row is held, on processors in memory
// that stays in the first cache; `layer_norm_backward_sums` adds the shares of all blocks in their
// order. Rows that are too long to be held are read again for those two, column by column.
// wants: 1, 2, 4 for the results in their order, and 8 if the rows are not centred.
//
// Moves, forward, one read and one write of each element; backward two reads and one write, and
// 8 bytes for each column of each block. Bound by memory.
//
// x, y, dy and dx are of type T; what there is one of a row or a column is f32.
//
// Assumes that width is a multiple of WIDE and all operands are aligned to 16 bytes, or WIDE = 1, or
// a processor. Shares lie `pitch` floats apart, a multiple of 16.
#include "rows.h"

DEVICE float mean_square(float squares, float error, int width) {
  const float variance = squares / (float)width - error * error;
  return variance < 0.0f ? 0.0f : variance;
}

// The mean of a row, whose items have these sums; 0 if the rows are not centred.
DEVICE float row_mean(wide sums, int wants, int lanes, LOCAL_PTR float *scratch, int width) {
  return wants & 8 ? 0.0f : group_sum(sum_within(sums), 1, lanes, scratch) / (float)width;
}

#define FORWARD_ARGUMENTS                                                                     \
  POINTER(const T, x), POINTER(const float, scale), POINTER(const float, bias), POINTER(T, y),        \
      POINTER(float, mean), POINTER(float, rstd), const int wants, const float epsilon, const long rows, \
      const int width LANES_ARGUMENT
#define BEGIN_FORWARD             \
  BIND(const T, x);               \
  BIND(const float, scale);           \
  BIND(const float, bias);            \
  BIND(T, y);                     \
  BIND(float, mean);                  \
  BIND(float, rstd);                  \
  GROUP_SCRATCH(scratch, GROUP);  \
  BEGIN_ROW
// The deviations' mean and the factor that makes their variance 1. An infinite mean stays infinite.
#define STATISTICS                                                                       \
  const float error = row_mean(errors, wants, lanes, scratch, width);                    \
  const float square = group_sum(sum_within(squares), 1, lanes, scratch);                \
  const float factor = 1.0f / sqrt(mean_square(square, error, width) + epsilon);         \
  if (lane == 0 && row < rows) {                                                         \
    if (wants & 2) mean[row] = error == error ? centre + error : centre;           \
    if (wants & 4) rstd[row] = factor;                                             \
  }                                                                                      \
  if (!(wants & 1)) return;

ROW_KERNEL(layer_norm)(FORWARD_ARGUMENTS) {
  BEGIN_FORWARD
  wide sums = wide_of(0.0f);
  EACH_OF_ROW(j) sums = sums + load_some(x, at + j, end - j, 0.0f);
  const float centre = row_mean(sums, wants, lanes, scratch, width);
  wide errors = wide_of(0.0f);
  wide squares = wide_of(0.0f);
  EACH_OF_ROW(j) {
    const wide d = load_some(x, at + j, end - j, centre) - centre;
    errors = errors + d;
    squares = fma(d, d, squares);
  }
  STATISTICS
  EACH_OF_ROW(j) {
    const wide n = (load_some(x, at + j, end - j, 0.0f) - centre - error) * factor;
    const wide s = load_some_f32(scale, j, end - j, 0.0f);
    const wide b = load_some_f32(bias, j, end - j, 0.0f);
    store_some(y, at + j, end - j, fma(n, s, b));
  }
}

#define BACKWARD_ARGUMENTS                                                                  \
  POINTER(const T, x), POINTER(const float, scale), POINTER(const float, mean), POINTER(const float, rstd), \
      POINTER(const T, dy), POINTER(T, dx), POINTER(float, shares), const int pitch,        \
      const long block, const int wants, const long rows, const int width LANES_ARGUMENT
#define BIND_BACKWARD    \
  BIND(const T, x);      \
  BIND(const float, scale);  \
  BIND(const float, mean);   \
  BIND(const float, rstd);   \
  BIND(const T, dy);     \
  BIND(T, dx);           \
  BIND(float, shares);

#ifdef CPU

KERNEL(layer_norm_backward)(BACKWARD_ARGUMENTS) {
  BIND_BACKWARD
  GLOBAL float *const dscale = shares + gid(0) * 2 * pitch;
  GLOBAL float *const dbias = dscale + pitch;
  const long last = min(rows, (gid(0) + 1) * block);
  for (int j = 0; j < 2 * pitch; j += WIDE) store_wide_f32(dscale, j, wide_of(0.0f));
  for (long row = gid(0) * block; row < last; ++row) {
    const long at = row * width;
    const float centre = mean[row];
    const float factor = rstd[row];
    wide sums = wide_of(0.0f);
    wide products = wide_of(0.0f);
    for (int j = 0; j < width; j += WIDE) {
      const wide n = (load_some(x, at + j, width - j, centre) - centre) * factor;
      const wide d = load_some(dy, at + j, width - j, 0.0f);
      const wide g = d * load_some_f32(scale, j, width - j, 0.0f);
      sums = sums + g;
      products = fma(g, n, products);
      store_wide_f32(dscale, j, fma(d, n, load_wide_f32(dscale, j)));
      store_wide_f32(dbias, j, d + load_wide_f32(dbias, j));
    }
    const wide sum = wide_of(wants & 8 ? 0.0f : sum_within(sums) / (float)width);
    const wide product = wide_of(sum_within(products) / (float)width);
    for (int j = 0; j < width && (wants & 1); j += WIDE) {
      const wide n = (load_some(x, at + j, width - j, centre) - centre) * factor;
      const wide d = load_some(dy, at + j, width - j, 0.0f);
      const wide g = d * load_some_f32(scale, j, width - j, 0.0f);
      store_some(dx, at + j, width - j, (g - fma(n, product, sum)) * factor);
    }
  }
}

#define SHARE_KERNEL(name) KERNEL(name)
#define FIRST_BLOCK 0
#define BLOCK_STEP 1
#define COLUMN (gid(0) * WIDE)

#else

ROW_KERNEL(layer_norm_held)(FORWARD_ARGUMENTS) {
  BEGIN_FORWARD
  wide v[HELD];
  hold_row(x, at, lane, stride, end, 0.0f, v);
  const float centre = wants & 8 ? 0.0f : held_sum(v, lanes, scratch) / (float)width;
  wide errors = wide_of(0.0f);
  wide squares = wide_of(0.0f);
  EACH_HELD(k, j) {
    v[k] = v[k] - centre;
    errors = errors + v[k];
    squares = fma(v[k], v[k], squares);
  }
  STATISTICS
  EACH_HELD(k, j)
    store_wide(y, at + j, fma((v[k] - error) * factor, load_wide_f32(scale, j), load_wide_f32(bias, j)));
}

// dx alone.
ROW_KERNEL(layer_norm_backward)(BACKWARD_ARGUMENTS) {
  BIND_BACKWARD
  GROUP_SCRATCH(scratch, GROUP);
  BEGIN_ROW
  const float centre = end > 0 ? mean[row] : 0.0f;
  const float factor = end > 0 ? rstd[row] : 0.0f;
  wide sums = wide_of(0.0f);
  wide products = wide_of(0.0f);
  EACH_OF_ROW(j) {
    const wide n = (load_wide(x, at + j) - centre) * factor;
    const wide g = load_wide(dy, at + j) * load_wide_f32(scale, j);
    sums = sums + g;
    products = fma(g, n, products);
  }
  const float sum = row_mean(sums, wants, lanes, scratch, width);
  const float product = group_sum(sum_within(products), 1, lanes, scratch) / (float)width;
  EACH_OF_ROW(j) {
    const wide n = (load_wide(x, at + j) - centre) * factor;
    const wide g = load_wide(dy, at + j) * load_wide_f32(scale, j);
    store_wide(dx, at + j, (g - fma(n, wide_of(product), wide_of(sum))) * factor);
  }
}

// The shares of dscale and dbias of group(1)'s block, a vector of columns an item.
ROW_KERNEL(layer_norm_backward_columns)(BACKWARD_ARGUMENTS) {
  BIND_BACKWARD
  const long j = gid(0) * WIDE;
  if (j >= width) return;
  wide scales = wide_of(0.0f);
  wide biases = wide_of(0.0f);
  const long last = min(rows, (group(1) + 1) * block);
  for (long row = group(1) * block; row < last; ++row) {
    const wide d = load_wide(dy, row * width + j);
    const wide n = (load_wide(x, row * width + j) - mean[row]) * rstd[row];
    scales = fma(d, n, scales);
    biases = biases + d;
  }
  store_wide_f32(shares, group(1) * 2 * pitch + j, scales);
  store_wide_f32(shares, (group(1) * 2 + 1) * pitch + j, biases);
}

#define HELD_TWICE (HELD / 2)  // a row of x and one of dy
#define EACH_TWICE(k, j) \
  UNROLL for (int k = 0, j = lane * WIDE; k < HELD_TWICE; ++k, j += lanes * WIDE) if (j < width)

ROW_KERNEL(layer_norm_backward_held)(BACKWARD_ARGUMENTS) {
  BIND_BACKWARD
  GROUP_SCRATCH(scratch, GROUP);
  WIDE_SCRATCH(wide_scratch);
  const int lane = lid(0) & (lanes - 1);
  const long last = min(rows, (group(0) + 1) * block);
  wide scales[HELD_TWICE];
  wide biases[HELD_TWICE];
  UNROLL for (int k = 0; k < HELD_TWICE; ++k) scales[k] = biases[k] = wide_of(0.0f);
  for (long first = group(0) * block; first < last; first += GROUP / lanes) {
    const long row = first + lid(0) / lanes;
    const int is_row = row < last;
    const long at = is_row ? row * width : 0;
    const float centre = is_row ? mean[row] : 0.0f;
    const float factor = is_row ? rstd[row] : 0.0f;
    wide n[HELD_TWICE];
    wide g[HELD_TWICE];
    UNROLL for (int k = 0; k < HELD_TWICE; ++k) n[k] = g[k] = wide_of(0.0f);
    if (is_row) {
      EACH_TWICE(k, j) {
        n[k] = load_wide(x, at + j);
        g[k] = load_wide(dy, at + j);
      }
      EACH_TWICE(k, j) {
        n[k] = (n[k] - centre) * factor;
        scales[k] = fma(g[k], n[k], scales[k]);
        biases[k] = biases[k] + g[k];
        g[k] = g[k] * load_wide_f32(scale, j);
      }
    }
    wide sums = g[0];
    wide products = g[0] * n[0];
    UNROLL for (int k = 1; k < HELD_TWICE; ++k) {
      sums = sums + g[k];
      products = fma(g[k], n[k], products);
    }
    const wide sum = wide_of(row_mean(sums, wants, lanes, scratch, width));
    const wide product =
        wide_of(group_sum(sum_within(products), 1, lanes, scratch) / (float)width);
    if (is_row && (wants & 1))
      EACH_TWICE(k, j) store_wide(dx, at + j, (g[k] - fma(n[k], product, sum)) * factor);
  }
  if (!(wants & 6)) return;
  UNROLL for (int k = 0; k < HELD_TWICE; ++k) {
    scales[k] = wide_group_sum(scales[k], lanes, GROUP, wide_scratch);
    biases[k] = wide_group_sum(biases[k], lanes, GROUP, wide_scratch);
  }
  if (lid(0) >= lanes) return;
  EACH_TWICE(k, j) {
    store_wide_f32(shares, group(0) * 2 * pitch + j, scales[k]);
    store_wide_f32(shares, (group(0) * 2 + 1) * pitch + j, biases[k]);
  }
}

// A group takes ACROSS vectors of columns, and GROUP / ACROSS items the blocks of each.
#define ACROSS 32
#define SHARE_KERNEL(name) ROW_KERNEL(name)
#define FIRST_BLOCK (lid(0) / ACROSS)
#define BLOCK_STEP (GROUP / ACROSS)
#define COLUMN ((group(0) * ACROSS + lid(0) % ACROSS) * WIDE)

#endif

SHARE_KERNEL(layer_norm_backward_sums)(POINTER(const float, shares), POINTER(float, dscale),
                                       POINTER(float, dbias), const int pitch, const int wants,
                                       const int blocks, const int width) {
  BIND(const float, shares);
  BIND(float, dscale);
  BIND(float, dbias);
  WIDE_SCRATCH(scratch);
  const long j = COLUMN;
  wide scales = wide_of(0.0f);
  wide biases = wide_of(0.0f);
  for (long b = FIRST_BLOCK; b < blocks && j < width; b += BLOCK_STEP) {
    scales = scales + load_wide_f32(shares, b * 2 * pitch + j);
    biases = biases + load_wide_f32(shares, (b * 2 + 1) * pitch + j);
  }
#ifndef CPU
  scales = wide_group_sum(scales, ACROSS, GROUP, scratch);
  biases = wide_group_sum(biases, ACROSS, GROUP, scratch);
  if (lid(0) >= ACROSS) return;
#endif
  if (j >= width) return;
  if (wants & 2) store_some_f32(dscale, j, (int)(width - j), scales);
  if (wants & 4) store_some_f32(dbias, j, (int)(width - j), biases);
}
