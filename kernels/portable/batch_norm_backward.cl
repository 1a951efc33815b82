// The backward pass of batch normalisation of the columns of x (N, channels).
//
//   dbias = sum(dy),  dscale = rstd sum(dy (x - mean))
//   dx = scale rstd (dy - dbias / N - (x - mean) rstd dscale / N)
//
// Layout and launches: columns.h. wants: 1, 2, 4 for dx, dscale and dbias.
//
// Moves four reads and one write of each element, x and dy once for the sums and once for dx. Bound by
// memory.
#include "columns.h"

#ifdef CPU

// Adds what `count` rows, a constant, have between columns `from` and `to`.
DEVICE void add_rows(const GLOBAL T *x, const GLOBAL T *dy, const GLOBAL float *means,
                     GLOBAL float *sums, int pitch, int count, int from, int to, int columns) {
  for (int j = from; j < to; j += WIDE) {
    const wide mean = load_wide_f32(means, j);
    wide sum = load_wide_f32(sums, j);
    wide product = load_wide_f32(sums, pitch + j);
    UNROLL for (int k = 0; k < count; ++k) {
      const long at = (long)k * columns + j;
      const wide d = count == 1 ? load_some(dy, at, to - j, 0.0f) : load_wide(dy, at);
      const wide v = count == 1 ? load_some(x, at, to - j, 0.0f) : load_wide(x, at);
      sum = sum + d;
      product = fma(d, v - mean, product);
    }
    store_wide_f32(sums, j, sum);
    store_wide_f32(sums, pitch + j, product);
  }
}

KERNEL(batch_norm_backward_sums)(POINTER(const T, x), POINTER(const float, mean), POINTER(const T, dy),
                                 POINTER(float, means), SUMS_TAIL) {
  BIND(const T, x);
  BIND(const float, mean);
  BIND(const T, dy);
  BIND(float, means);
  BIND(float, shares);
  GLOBAL float *const sums = shares + gid(0) * 2 * pitch;
  GLOBAL float *const centres = means + gid(0) * pitch;
  for (int j = 0; j < columns; ++j) centres[j] = mean[j % channels];
  for (int j = 0; j < 2 * pitch; j += WIDE) store_wide_f32(sums, j, wide_of(0.0f));
  const long first = gid(0) * block;
  const long last = min(rows, first + block);
  const long batches = first + (last - first) / BATCH * BATCH;
  const int whole = columns / WIDE * WIDE;
  for (long row = first; row < batches; row += BATCH)
    add_rows(x + row * columns, dy + row * columns, centres, sums, pitch, BATCH, 0, whole, columns);
  for (long row = first; row < last; ++row)
    if (row >= batches || whole < columns)
      add_rows(x + row * columns, dy + row * columns, centres, sums, pitch, 1,
               row < batches ? whole : 0, columns, columns);
}

KERNEL(batch_norm_backward)(POINTER(const T, x), POINTER(const T, dy), POINTER(T, dx),
                            APPLY_TAIL) {
  BIND(const T, x);
  BIND(const T, dy);
  BIND(T, dx);
  BIND(const float, factors);
  const long last = min(rows, (gid(0) + 1) * block);
  for (long row = gid(0) * block; row < last; ++row) {
    const long at = row * columns;
    for (int j = 0; j < columns; j += WIDE) {
      const wide d = load_some(x, at + j, columns - j, 0.0f) - load_wide_f32(factors, j);
      const wide rest = fma(d, load_wide_f32(factors, 2 * pitch + j),
                            load_wide_f32(factors, 3 * pitch + j));
      const wide g = load_some(dy, at + j, columns - j, 0.0f) + rest;
      store_some(dx, at + j, columns - j, g * load_wide_f32(factors, pitch + j));
    }
  }
}

#else

ROW_KERNEL(batch_norm_backward_sums)(POINTER(const T, x), POINTER(const float, mean),
                                     POINTER(const T, dy), SUMS_TAIL) {
  BIND(const T, x);
  BIND(const float, mean);
  BIND(const T, dy);
  BIND(float, shares);
  WIDE_SCRATCH(scratch);
  BEGIN_COLUMNS
  const wide centre = channels_at(mean, is_column ? j : 0, channels);
  wide sum = wide_of(0.0f);
  wide product = wide_of(0.0f);
  EACH_BATCH(row) {
    wide v[BATCH];
    wide d[BATCH];
    UNROLL for (int k = 0; k < BATCH; ++k) {
      v[k] = d[k] = wide_of(0.0f);
      if (row + k * depth < last) {
        v[k] = load_wide(x, (row + k * depth) * columns + j) - centre;
        d[k] = load_wide(dy, (row + k * depth) * columns + j);
      }
    }
    UNROLL for (int k = 0; k < BATCH; ++k) {
      sum = sum + d[k];
      product = fma(d[k], v[k], product);
    }
  }
  sum = wide_group_sum(sum, lanes, GROUP, scratch);
  product = wide_group_sum(product, lanes, GROUP, scratch);
  if (!is_column || turn > 0) return;
  store_wide_f32(shares, group(1) * 2 * pitch + j, sum);
  store_wide_f32(shares, (group(1) * 2 + 1) * pitch + j, product);
}

ROW_KERNEL(batch_norm_backward)(POINTER(const T, x), POINTER(const T, dy), POINTER(T, dx),
                                APPLY_TAIL) {
  BIND(const T, x);
  BIND(const T, dy);
  BIND(T, dx);
  BIND(const float, factors);
  BEGIN_COLUMNS
  if (!is_column) return;
  const wide centre = load_wide_f32(factors, j);
  const wide factor = load_wide_f32(factors, pitch + j);
  const wide slope = load_wide_f32(factors, 2 * pitch + j);
  const wide added = load_wide_f32(factors, 3 * pitch + j);
  EACH_BATCH(row) {
    wide v[BATCH];
    wide d[BATCH];
    UNROLL for (int k = 0; k < BATCH; ++k) {
      if (row + k * depth < last) {
        v[k] = load_wide(x, (row + k * depth) * columns + j);
        d[k] = load_wide(dy, (row + k * depth) * columns + j);
      }
    }
    UNROLL for (int k = 0; k < BATCH; ++k)
      if (row + k * depth < last)
        store_wide(dx, (row + k * depth) * columns + j,
                   (d[k] + fma(v[k] - centre, slope, added)) * factor);
  }
}

#endif

BY_CHANNEL(batch_norm_backward_statistics)(POINTER(const T, x), POINTER(const float, scale),
                                           POINTER(const float, mean), POINTER(const float, variance),
                                           POINTER(const T, dy), POINTER(float, dscale),
                                           POINTER(float, dbias), STATISTICS_TAIL) {
  BIND(const T, x);
  BIND(const float, scale);
  BIND(const float, mean);
  BIND(const float, variance);
  BIND(const T, dy);
  BIND(float, dscale);
  BIND(float, dbias);
  BIND(const float, shares);
  BIND(float, factors);
  const int fold = columns / channels;
  const float count = (float)(rows * fold + remaining);
  BEGIN_CHANNEL
  const values centre = FLOAT_AT_CHANNEL(mean, channel);
  values sum = VALUES_OF(0.0f);
  values product = VALUES_OF(0.0f);
  EACH_SHARE(b, at) {
    sum = sum + SHARE_AT(at);
    product = product + SHARE_AT(at + pitch);
  }
  EACH_REMAINING(at) {
    const values d = AT_CHANNEL(dy, at);
    sum = sum + d;
    product = product + d * (AT_CHANNEL(x, at) - centre);
  }
  sum = TOTAL(sum);
  product = TOTAL(product);
  END_CHANNEL
  const values rstd = VALUES_OF(1.0f) / sqrt(FLOAT_AT_CHANNEL(variance, channel) + epsilon);
  product = product * rstd;
  if (wants & 2) TO_CHANNEL(dscale, channel, product);
  if (wants & 4) TO_CHANNEL(dbias, channel, sum);
  spread_over(factors, channel, channels, fold, centre);
  spread_over(factors + pitch, channel, channels, fold, FLOAT_AT_CHANNEL(scale, channel) * rstd);
  spread_over(factors + 2 * pitch, channel, channels, fold, VALUES_OF(0.0f) - rstd * product / count);
  spread_over(factors + 3 * pitch, channel, channels, fold, VALUES_OF(0.0f) - sum / count);
}
