// Batch normalisation of the columns of x (N, channels), and its backward pass.
//
//   y = scale (x - mean) rstd + bias,  rstd = 1 / sqrt(variance + epsilon), variance biased
//   dbias = sum(dy),  dscale = rstd sum(dy (x - mean))
//   dx = scale rstd (dy - dbias / N - (x - mean) rstd dscale / N)
//
// Layout: so that rows are whole vectors, `fold` rows are taken as one: here x is (rows, columns)
// with columns = fold channels, and column j belongs to channel j mod channels. N mod fold rows may
// remain, which the kernels over channels add by themselves.
//
// Three launches each way. `*_sums`: blocks of rows, each column's sums over a block go to `shares`,
// two rows of `pitch` floats a block. `*_statistics`: per channel, the blocks' shares are added in
// their order, and what a column's elements are to be multiplied by and added to is spread over the
// columns. The third makes each element. On GPUs `across` items of a group take vectors of columns
// side by side and the others the rows in turn, several rows at once in flight; on processors an
// item takes a block, row by row.
//
// Sums are of d = x - x[0], unless that is not finite, so that a mean far larger than the deviation
// costs no digits. A few rows at a time give a mean and squared deviations from it in registers, and
// those of two parts are joined by Chan, Golub and LeVeque's formula. The mean that is taken off
// is kept in two floats, of which the lower goes into what is added.
//
// Moves, forward, two reads and one write of each element; backward four reads and one write. Bound
// by memory.
//
// Assumes that columns is a multiple of WIDE and x, y, dy, dx are aligned to 16 bytes, or WIDE = 1,
// or a processor. pitch is a multiple of 16, and 16 floats follow the shares.
#include "rows.h"

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

#define SUMS_TAIL                                                                          \
  POINTER(float, shares), const int pitch, const long block, const long rows, const int columns, \
      const int channels LANES_ARGUMENT
#define APPLY_TAIL \
  POINTER(const float, factors), const int pitch, const long block, const long rows, \
      const int columns LANES_ARGUMENT

#ifdef CPU

#define BATCH 8

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

KERNEL(batch_norm_backward_sums)(POINTER(const T, x), POINTER(const T, mean), POINTER(const T, dy),
                                 POINTER(float, means), SUMS_TAIL) {
  BIND(const T, x);
  BIND(const T, mean);
  BIND(const T, dy);
  BIND(float, means);
  BIND(float, shares);
  GLOBAL float *const sums = shares + gid(0) * 2 * pitch;
  GLOBAL float *const centres = means + gid(0) * pitch;
  for (int j = 0; j < columns; ++j) centres[j] = load(mean, j % channels);
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

// A vector of channels an item.
#define BY_CHANNEL(name) KERNEL(name)
typedef wide values;
#define VALUES_OF(number) wide_of(number)
#define AT_CHANNEL(p, i) load_some(p, i, channels - channel, 0.0f)
#define SHARE_AT(i) load_wide_f32(shares, i)
#define TO_CHANNEL(p, i, value) store_some(p, i, channels - channel, value)
#define BEGIN_CHANNEL                      \
  const int channel = (int)gid(0) * WIDE;  \
  const int first = 0;                     \
  const int turn = 1;                      \
  if (channel >= channels) return;
#define END_CHANNEL
#define TOTAL(value) (value)

DEVICE void spread_over(GLOBAL float *to, int channel, int channels, int fold, wide value) {
  float v[WIDE];
  wide_to(v, value);
  const int count = min(channels - channel, WIDE);
  for (int f = 0; f < fold; ++f)
    for (int k = 0; k < count; ++k) to[f * channels + channel + k] = v[k];
}

#else

#define BATCH (WIDE == 1 ? 8 : 32 / WIDE)
#define BEGIN_COLUMNS                                                  \
  const int depth = GROUP / lanes;                                     \
  const long j = (group(0) * lanes + (lid(0) & (lanes - 1))) * WIDE;   \
  const int is_column = j < columns;                                   \
  const int turn = lid(0) / lanes;                                     \
  const long last = is_column ? min(rows, (group(1) + 1) * block) : 0;
#define EACH_BATCH(row) \
  for (long row = group(1) * block + turn; row < last; row += BATCH * depth)

DEVICE wide origins_of(const GLOBAL T *x, long j, int channels) {
  float v[WIDE];
  UNROLL for (int k = 0; k < WIDE; ++k) v[k] = origin_of(x, (j + k) % channels);
  return wide_from(v);
}

DEVICE wide channels_at(const GLOBAL T *p, long j, int channels) {
  float v[WIDE];
  UNROLL for (int k = 0; k < WIDE; ++k) v[k] = load(p, (j + k) % channels);
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

ROW_KERNEL(batch_norm_backward_sums)(POINTER(const T, x), POINTER(const T, mean),
                                     POINTER(const T, dy), SUMS_TAIL) {
  BIND(const T, x);
  BIND(const T, mean);
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

// A group takes ACROSS channels, and GROUP / ACROSS items the shares of each.
#define ACROSS 32
#define BY_CHANNEL(name) ROW_KERNEL(name)
typedef float values;
#define VALUES_OF(number) (number)
#define AT_CHANNEL(p, i) (is_channel ? load(p, i) : 0.0f)
#define SHARE_AT(i) (is_channel ? shares[i] : 0.0f)
#define TO_CHANNEL(p, i, value) store(p, i, value)
#define BEGIN_CHANNEL                                                  \
  const int channel = (int)group(0) * ACROSS + lid(0) % ACROSS;        \
  const int is_channel = channel < channels;                           \
  const int first = lid(0) / ACROSS;                                   \
  const int turn = GROUP / ACROSS;                                     \
  GROUP_SCRATCH(scratch, GROUP);
#define END_CHANNEL \
  if (!is_channel || first > 0) return;
#define TOTAL(value) group_sum(value, ACROSS, GROUP, scratch)

DEVICE void spread_over(GLOBAL float *to, int channel, int channels, int fold, float value) {
  for (int f = 0; f < fold; ++f) to[f * channels + channel] = value;
}

#endif

#define STATISTICS_TAIL                                                                      \
  POINTER(const float, shares), POINTER(float, factors), const int wants, const float epsilon, \
      const int pitch, const long block, const int blocks, const long rows, const int columns, \
      const int channels, const int remaining

// For every block and each of the columns of it that belong to this channel.
#define EACH_SHARE(b, at)                                                                    \
  for (long pair = first; pair < (long)blocks * fold; pair += turn)                          \
    for (long b = pair / fold, at = b * 2 * pitch + pair % fold * channels + channel, go = 1; go; \
         go = 0)
#define EACH_REMAINING(at)                                                                     \
  for (long r = first, at = rows * columns + r * channels + channel; r < remaining; r += turn, \
            at += turn * channels)

BY_CHANNEL(batch_norm_statistics)(POINTER(const T, x), POINTER(const T, scale),
                                  POINTER(const T, bias), POINTER(T, mean), POINTER(T, variance),
                                  STATISTICS_TAIL) {
  BIND(const T, x);
  BIND(const T, scale);
  BIND(const T, bias);
  BIND(T, mean);
  BIND(T, variance);
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
  const values factor = AT_CHANNEL(scale, channel) / sqrt(spread + epsilon);
  const values b = AT_CHANNEL(bias, channel);
  // An infinite factor leaves the lower part of the mean out, or infinity would become NaN.
  const values added = factor - factor == VALUES_OF(0.0f) ? b - low * factor : b;
  spread_over(factors, channel, channels, fold, high);
  spread_over(factors + pitch, channel, channels, fold, factor);
  spread_over(factors + 2 * pitch, channel, channels, fold, added);
}

BY_CHANNEL(batch_norm_backward_statistics)(POINTER(const T, x), POINTER(const T, scale),
                                           POINTER(const T, mean), POINTER(const T, variance),
                                           POINTER(const T, dy), POINTER(T, dscale),
                                           POINTER(T, dbias), STATISTICS_TAIL) {
  BIND(const T, x);
  BIND(const T, scale);
  BIND(const T, mean);
  BIND(const T, variance);
  BIND(const T, dy);
  BIND(T, dscale);
  BIND(T, dbias);
  BIND(const float, shares);
  BIND(float, factors);
  const int fold = columns / channels;
  const float count = (float)(rows * fold + remaining);
  BEGIN_CHANNEL
  const values centre = AT_CHANNEL(mean, channel);
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
  const values rstd = VALUES_OF(1.0f) / sqrt(AT_CHANNEL(variance, channel) + epsilon);
  product = product * rstd;
  if (wants & 2) TO_CHANNEL(dscale, channel, product);
  if (wants & 4) TO_CHANNEL(dbias, channel, sum);
  spread_over(factors, channel, channels, fold, centre);
  spread_over(factors + pitch, channel, channels, fold, AT_CHANNEL(scale, channel) * rstd);
  spread_over(factors + 2 * pitch, channel, channels, fold, VALUES_OF(0.0f) - rstd * product / count);
  spread_over(factors + 3 * pitch, channel, channels, fold, VALUES_OF(0.0f) - sum / count);
}
