// Rows of up to NARROW elements on processors: an item takes WIDE of them at once, so that vectors are
// columns and nothing is folded within a vector.
//
// Rows become columns in squares of 4 x 4 words (squares.h): a word is an element, or two of bf16. The
// last squares of a row reach into the next one, whose elements come out as columns that no one asks
// for.
#ifndef GRADUS_NARROW_H
#define GRADUS_NARROW_H
#include "squares.h"
#include "wide.h"

#if WIDE != 16
#error "four squares side by side make vectors of 16"
#endif

#define NARROW 32

// The first of this item's rows, and how many of them are there.
#define BEGIN_NARROW                                  \
  const long row = gid(0) * WIDE;                     \
  const int count = (int)min(rows - row, (long)WIDE); \
  if (count <= 0) return;

// Bytes between what is asked for and what is used: so much is computed between two accesses that a
// core does not see the next ones coming.
#define NARROW_AHEAD 2048

DEVICE void expect_rows(const GLOBAL T *p, int width) {
  expect((const GLOBAL uchar *)p + NARROW_AHEAD, WIDE * width * (int)sizeof(T));
}

// Four words of a row, and columns of words as columns of elements.
typedef ushort4 loose_halves __attribute__((aligned(2)));
#define PER_WORD_f32 1
#define PER_WORD_f16 1
#define PER_WORD_bf16 2
#define PER_WORD JOIN(PER_WORD_, DTYPE)
#define FOUR (4 * PER_WORD)

DEVICE ulong2 take_four_f32(const GLOBAL float *p) { return FOUR_AT(p); }
DEVICE ulong2 take_four_bf16(const GLOBAL ushort *p) { return FOUR_AT(p); }
DEVICE ulong2 take_four_f16(const GLOBAL ushort *p) {
  const ushort4 bits = *(const GLOBAL loose_halves *)p;
  return as_ulong2(vload_half4(0, (const half *)&bits));
}
DEVICE void put_four_f32(GLOBAL float *p, int4 v) { FOUR_TO(p, v); }
DEVICE void put_four_bf16(GLOBAL ushort *p, int4 v) { FOUR_TO(p, v); }
DEVICE void put_four_f16(GLOBAL ushort *p, int4 v) {
  ushort4 bits;
  vstore_half4_rte(as_float4(v), 0, (half *)&bits);
  *(GLOBAL loose_halves *)p = bits;
}
#define take_four JOIN(take_four_, DTYPE)
#define put_four JOIN(put_four_, DTYPE)

DEVICE void words_to_columns(const ints *words, wide *columns) {
#if PER_WORD == 1
  UNROLL for (int k = 0; k < 4; ++k) columns[k] = floats_of(words[k]);
#else
  UNROLL for (int k = 0; k < 4; ++k) {
    columns[2 * k] = floats_of(words[k] << 16);
    columns[2 * k + 1] = floats_of(words[k] & ~0xffff);
  }
#endif
}

DEVICE void columns_to_words(const wide *columns, ints *words) {
#if PER_WORD == 1
  UNROLL for (int k = 0; k < 4; ++k) words[k] = bits_of(columns[k]);
#else
  UNROLL for (int k = 0; k < 4; ++k) {
    const ints low = as_signed(rounded_to_bf16(columns[2 * k]));
    const ints high = as_signed(rounded_to_bf16(columns[2 * k + 1]));
    words[k] = low | (high << 16);
  }
#endif
}

// Columns of `count` rows of x (n, width), from row `row` on, less than WIDE only at the end. Lanes
// past the last row hold anything, and so do columns past the last one.
DEVICE void load_columns(const GLOBAL T *x, long row, long n, int count, int width, wide *columns) {
  const GLOBAL T *from = x + row * width;
  expect_rows(from, width);
  const int reach = (WIDE - 1) * width + (width + FOUR - 1) / FOUR * FOUR;
  if (reach > (n - row) * width) {
    for (int c = 0; c < width; ++c) {
      float v[WIDE];
      for (int k = 0; k < WIDE; ++k) v[k] = k < count ? load(from, k * width + c) : 0.0f;
      columns[c] = wide_from(v);
    }
    return;
  }
  for (int c = 0; c < width; c += FOUR) {
    ints words[4];
    UNROLL for (int k = 0; k < 4; ++k) {
      const GLOBAL T *p = from + c + k * width;
      words[k] = as_int16((ulong8)(take_four(p), take_four(p + 4 * width),
                                   take_four(p + 8 * width), take_four(p + 12 * width)));
    }
    turn_squares(words);
    words_to_columns(words, columns + c);
  }
}

// The way back. The last squares come first: what they put into the next row is overwritten, unless
// rows are narrower than a square, which go element by element.
DEVICE void store_columns(GLOBAL T *y, long row, int count, int width, const wide *columns) {
  GLOBAL T *to = y + row * width;
  expect_rows(to, width);
  if (count < WIDE || width < FOUR) {
    for (int c = 0; c < width; ++c) {
      float v[WIDE];
      wide_to(v, columns[c]);
      for (int k = 0; k < count; ++k) store(to, k * width + c, v[k]);
    }
    return;
  }
  for (int c = (width - 1) / FOUR * FOUR; c >= 0; c -= FOUR) {
    ints words[4];
    columns_to_words(columns + c, words);
    turn_squares(words);
    UNROLL for (int k = 0; k < 4; ++k) {
      GLOBAL T *p = to + c + k * width;
      put_four(p, words[k].lo.lo);
      put_four(p + 4 * width, words[k].lo.hi);
      put_four(p + 8 * width, words[k].hi.lo);
      if (k < 3 || c + FOUR <= width) put_four(p + 12 * width, words[k].hi.hi);
    }
    for (int rest = c; rest + FOUR > width && rest < width; ++rest)  // of the last row
      store(to, (WIDE - 1) * width + rest, ((const float *)(columns + rest))[WIDE - 1]);
  }
}

#endif
