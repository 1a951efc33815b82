// Batch normalisation of the columns of x (N, channels).
//
//   y = scale (x - mean) rstd + bias,  rstd = 1 / sqrt(variance + epsilon), variance biased
//
// Layout and launches: columns.h. wants: 1, 2, 4 for y, mean and variance.
//
// Sums are of d = x - x[0], unless that is not finite, so that a mean far larger than the deviation
// costs no digits. A few rows at a time give a mean and squared deviations from it in registers, and
// those of two parts are joined by Chan, Golub and LeVeque's formula. The mean that is taken off
// is kept in two floats, of which the lower goes into what is added.
//
// Moves two reads and one write of each element: a column has to be read to its end before its first
// element can be written. Bound by memory.
#include "columns.h"

// Sums of one block's rows and columns, by the number of rows.
typedef struct {
  float count;
  wide sum;
  wide squares;  // of the deviations from sum / count
} Moments;

// 1 / n, and 0 for nothing.
DEVICE float share_of(float n) { return n > 0.0f ? 1.0f / n : 0.0f; }

DEVICE Moments joined(Moments a, Moments b) {
  Moments both;
  both.count = a.count + b.count;
  both.sum = a.sum + b.sum;
  const wide apart = b.sum * share_of(b.count) - a.sum * share_of(a.count);
  const float weight = a.count * b.count * share_of(both.count);
  both.squares = fma(apart * apart, wide_of(weight), a.squares + b.squares);
  return both;
}

// What is taken off before summing: the first element if it is finite.
DEVICE float origin_of(const GLOBAL T *x, long channel) {
  const float first = load(x, channel);
  return first - first == 0.0f ? first : 0.0f;
}

#ifdef CPU

// Joins a mean and its squares, of `count` rows, to what the block has before them.
DEVICE void join_at(GLOBAL float *sums, int pitch, int j, float before, Moments more) {
  const Moments old = {before, load_wide_f32(sums, j), load_wide_f32(sums, pitch + j)};
  const Moments both = joined(old, more);
  store_wide_f32(sums, j, both.sum);
  store_wide_f32(sums, pitch + j, both.squares);
}

// BATCH rows, the whole vectors of each.
DEVICE void join_batch(const GLOBAL T *x, const GLOBAL float *origins, GLOBAL float *sums,
                       int pitch, float before, int columns) {
  for (int j = 0; j + WIDE <= columns; j += WIDE) {
    wide v[BATCH];
    Moments more = {BATCH, wide_of(0.0f), wide_of(0.0f)};
    UNROLL for (int k = 0; k < BATCH; ++k) {
      v[k] = load_wide(x, (long)k * columns + j) - load_wide_f32(origins, j);
      more.sum = more.sum + v[k];
    }
    const wide mean = more.sum * (1.0f / BATCH);
    UNROLL for (int k = 0; k < BATCH; ++k)
      more.squares = fma(v[k] - mean, v[k] - mean, more.squares);
    join_at(sums, pitch, j, before, more);
  }
}

// One row from column `from`.
DEVICE void join_row(const GLOBAL T *x, const GLOBAL float *origins, GLOBAL float *sums, int pitch,
                     float before, int from, int columns) {
  for (int j = from; j < columns; j += WIDE) {
    const wide v = load_some(x, j, columns - j, 0.0f) - load_wide_f32(origins, j);
    const Moments more = {1.0f, v, v - v};
    join_at(sums, pitch, j, before, more);
  }
}

KERNEL(batch_norm_sums)(POINTER(const T, x), POINTER(float, origins), SUMS_TAIL) {
  BIND(const T, x);
  BIND(float, origins);
  BIND(float, shares);
  GLOBAL float *const sums = shares + gid(0) * 2 * pitch;
  GLOBAL float *const origin = origins + gid(0) * pitch;
  for (int j = 0; j < columns; ++j) origin[j] = origin_of(x, j % channels);
  for (int j = 0; j < 2 * pitch; j += WIDE) store_wide_f32(sums, j, wide_of(0.0f));
  const long first = gid(0) * block;
  const long last = min(rows, first + block);
  const long batches = (last - first) / BATCH * BATCH;
  for (long k = 0; k < batches; k += BATCH)
    join_batch(x + (first + k) * columns, origin, sums, pitch, (float)k, columns);
  const int whole = columns / WIDE * WIDE;
  for (long k = 0; k < last - first; ++k)
    if (k >= batches || whole < columns)
      join_row(x + (first + k) * columns, origin, sums, pitch, (float)k, k < batches ? whole : 0,
               columns);
}

KERNEL(batch_norm)(POINTER(const T, x), POINTER(T, y), APPLY_TAIL) {
  BIND(const T, x);
  BIND(T, y);
  BIND(const float, factors);
  const long last = min(rows, (gid(0) + 1) * block);
  for (long row = gid(0) * block; row < last; ++row) {
    const long at = row * columns;
    for (int j = 0; j < columns; j += WIDE) {
      const wide d = load_some(x, at + j, columns - j, 0.0f) - load_wide_f32(factors, j);
      const wide factor = load_wide_f32(factors, pitch + j);
      store_some(y, at + j, columns - j, fma(d, factor, load_wide_f32(factors, 2 * pitch + j)));
    }
  }
}

#else

DEVICE wide origins_of(const GLOBAL T *x, long j, int channels) {
  float v[WIDE];
  UNROLL for (int k = 0; k < WIDE; ++k) v[k] = origin_of(x, (j + k) % channels);
  return wide_from(v);
}

ROW_KERNEL(batch_norm_sums)(POINTER(const T, x), SUMS_TAIL) {
  BIND(const T, x);
  BIND(float, shares);
  GROUP_SCRATCH(scratch, GROUP);
  WIDE_SCRATCH(wide_scratch);
  BEGIN_COLUMNS
  const wide origin = origins_of(x, is_column ? j : 0, channels);
  Moments mine = {0.0f, wide_of(0.0f), wide_of(0.0f)};
  EACH_BATCH(row) {
    wide v[BATCH];
    UNROLL for (int k = 0; k < BATCH; ++k)
      v[k] = row + k * depth < last ? load_wide(x, (row + k * depth) * columns + j) : origin;
    Moments more = {0.0f, wide_of(0.0f), wide_of(0.0f)};
    UNROLL for (int k = 0; k < BATCH; ++k) {
      v[k] = v[k] - origin;
      more.sum = more.sum + v[k];
      more.count += row + k * depth < last ? 1.0f : 0.0f;
    }
    const wide mean = more.sum * share_of(more.count);
    UNROLL for (int k = 0; k < BATCH; ++k) {
      const wide d = v[k] - mean;
      if (row + k * depth < last) more.squares = fma(d, d, more.squares);
    }
    mine = joined(mine, more);
  }
  for (int step = lanes; step < GROUP; step <<= 1) {
    Moments other;
    other.count = exchanged(mine.count, step, scratch);
    other.sum = wide_exchanged(mine.sum, step, wide_scratch);
    other.squares = wide_exchanged(mine.squares, step, wide_scratch);
    mine = joined(mine, other);
  }
  if (!is_column || turn > 0) return;
  store_wide_f32(shares, group(1) * 2 * pitch + j, mine.sum);
  store_wide_f32(shares, (group(1) * 2 + 1) * pitch + j, mine.squares);
}

ROW_KERNEL(batch_norm)(POINTER(const T, x), POINTER(T, y), APPLY_TAIL) {
  BIND(const T, x);
  BIND(T, y);
  BIND(const float, factors);
  BEGIN_COLUMNS
  if (!is_column) return;
  const wide centre = load_wide_f32(factors, j);
  const wide factor = load_wide_f32(factors, pitch + j);
  const wide added = load_wide_f32(factors, 2 * pitch + j);
  EACH_BATCH(row) {
    wide v[BATCH];
    UNROLL for (int k = 0; k < BATCH; ++k)
      if (row + k * depth < last) v[k] = load_wide(x, (row + k * depth) * columns + j);
    UNROLL for (int k = 0; k < BATCH; ++k)
      if (row + k * depth < last)
        store_wide(y, (row + k * depth) * columns + j, fma(v[k] - centre, factor, added));
  }
}

#endif

BY_CHANNEL(batch_norm_statistics)(POINTER(const T, x), POINTER(const float, scale),
                                  POINTER(const float, bias), POINTER(float, mean), POINTER(float, variance),
                                  STATISTICS_TAIL) {
  BIND(const T, x);
  BIND(const float, scale);
  BIND(const float, bias);
  BIND(float, mean);
  BIND(float, variance);
  BIND(const float, shares);
  BIND(float, factors);
  const int fold = columns / channels;
  const float count = (float)(rows * fold + remaining);
  BEGIN_CHANNEL
  values origin = AT_CHANNEL(x, channel);
  origin = origin - origin == VALUES_OF(0.0f) ? origin : VALUES_OF(0.0f);
  values sum = VALUES_OF(0.0f);
  EACH_SHARE(b, at) sum = sum + SHARE_AT(at);
  EACH_REMAINING(at) sum = sum + (AT_CHANNEL(x, at) - origin);
  const values offset = TOTAL(sum) / count;
  values squares = VALUES_OF(0.0f);
  EACH_SHARE(b, at) {
    const float n = (float)min(block, rows - b * block);
    const values apart = SHARE_AT(at) / n - offset;
    squares = squares + SHARE_AT(at + pitch) + apart * apart * n;
  }
  EACH_REMAINING(at) {
    const values apart = AT_CHANNEL(x, at) - origin - offset;
    squares = squares + apart * apart;
  }
  const values spread = TOTAL(squares) / count;
  END_CHANNEL
  const values high = origin + offset;
  const values taken = high - origin;
  const values low = (origin - (high - taken)) + (offset - taken);
  if (wants & 2) TO_CHANNEL(mean, channel, high);
  if (wants & 4) TO_CHANNEL(variance, channel, spread);
  const values factor = FLOAT_AT_CHANNEL(scale, channel) / sqrt(spread + epsilon);
  const values b = FLOAT_AT_CHANNEL(bias, channel);
  // An infinite factor leaves the lower part of the mean out, or infinity would become NaN.
  const values added = factor - factor == VALUES_OF(0.0f) ? b - low * factor : b;
  spread_over(factors, channel, channels, fold, high);
  spread_over(factors + pitch, channel, channels, fold, factor);
  spread_over(factors + 2 * pitch, channel, channels, fold, added);
}
