// How batch normalisation goes through x (N, channels), forward and backward, in three launches.
//
// x, y, dy and dx are of type T; what there is one of a channel is f32.
//
// Layout: so that rows are whole vectors, `fold` rows are taken as one: here x is (rows, columns)
// with columns = fold channels, and column j belongs to channel j mod channels. N mod fold rows may
// remain, which the kernels over channels add by themselves.
//
// `*_sums`: blocks of rows, each column's sums over a block go to `shares`, two rows of `pitch`
// floats a block. `*_statistics`: per channel, the blocks' shares are added in their order, and what
// a column's elements are to be multiplied by and added to is spread over the columns: `factors`,
// rows of `pitch` floats. The third makes each element. On GPUs `across` items of a group take
// vectors of columns side by side and the others the rows in turn, several rows at once in flight;
// on processors an item takes a block, row by row.
//
// Assumes that columns is a multiple of WIDE and x, y, dy, dx are aligned to 16 bytes, or WIDE = 1,
// or a processor. pitch is a multiple of 16, and 16 floats follow the shares.
#ifndef GRADUS_COLUMNS_H
#define GRADUS_COLUMNS_H
#include "rows.h"

#define SUMS_TAIL                                                                          \
  POINTER(float, shares), const int pitch, const long block, const long rows, const int columns, \
      const int channels LANES_ARGUMENT
#define APPLY_TAIL \
  POINTER(const float, factors), const int pitch, const long block, const long rows, \
      const int columns LANES_ARGUMENT

#ifdef CPU

#define BATCH 8

// A vector of channels an item.
#define BY_CHANNEL(name) KERNEL(name)
typedef wide values;
#define VALUES_OF(number) wide_of(number)
#define AT_CHANNEL(p, i) load_some(p, i, channels - channel, 0.0f)
#define SHARE_AT(i) load_wide_f32(shares, i)
#define FLOAT_AT_CHANNEL(p, i) load_some_f32(p, i, channels - channel, 0.0f)
#define TO_CHANNEL(p, i, value) store_some_f32(p, i, channels - channel, value)
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

DEVICE wide channels_at(const GLOBAL float *p, long j, int channels) {
  float v[WIDE];
  UNROLL for (int k = 0; k < WIDE; ++k) v[k] = p[(j + k) % channels];
  return wide_from(v);
}

// A group takes ACROSS channels, and GROUP / ACROSS items the shares of each.
#define ACROSS 32
#define BY_CHANNEL(name) ROW_KERNEL(name)
typedef float values;
#define VALUES_OF(number) (number)
#define AT_CHANNEL(p, i) (is_channel ? load(p, i) : 0.0f)
#define SHARE_AT(i) (is_channel ? shares[i] : 0.0f)
#define FLOAT_AT_CHANNEL(p, i) (is_channel ? (p)[i] : 0.0f)
#define TO_CHANNEL(p, i, value) ((p)[i] = (value))
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

#endif
