// Elements moved without being looked at: to[...] = from[...], each side with strides of its own.
//
// An element E has 1, 2 or 4 bytes (DTYPE u8, bf16 or i32 stands for every type of its size) or,
// with ALIGNED=1, 16 bytes: extents, strides and places are then counted in those.
//
// Mapping: a box of axes is cut into units of `span` rows of its last but one axis (middle) by
// `length` elements of its last (inner). `axes` lists the axes around them, outermost first, each
// as an extent and a stride of 64 bits for each side. 2^log_lanes items walk through a unit side by
// side, so that a group reads and writes whole lines even where rows are short. With CPU=1, for
// processors, one item walks through a unit alone, which leaves plain loops to the compiler.
//
// A transpose goes through tiles in local memory, for one of its sides would touch a line for each
// element; with CPU=1 one item turns a tile, in squares that stay in registers.
//
// Moves one read and one write of each element; bound by memory. The sides must not overlap.
#include "device.h"

#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors

#ifndef ALIGNED
#define ALIGNED 0
#endif

#if ALIGNED
#define E uint4
#define COPY_KERNEL(name) GROUP_KERNEL(GROUP, name##_aligned)
#else
#define E T
#define COPY_KERNEL(name) GROUP_KERNEL(GROUP, name)
#endif

#ifdef CPU
#define GROUP 16
#define LANES(log_lanes) 1
#else
#define GROUP 256
#define LANES(log_lanes) (1 << (log_lanes))
#endif
#define IN_FLIGHT 4

// A stride in a table, low word first.
DEVICE long stride_at(const GLOBAL int *words) {
  return (long)(uint)words[0] | ((long)words[1] << 32);
}

// a / b for a >= 0; only where it must be is it done in 64 bits, which take many times as long.
DEVICE long quotient(long a, int b) {
  return a >> 32 == 0 ? (long)((uint)a / (uint)b) : a / b;
}

// Moves both sides to where the axes around begin for the index-th time.
DEVICE void move_to(long index, const GLOBAL int *axes, int rank, long *source, long *target) {
  for (int axis = rank - 1; axis >= 0; axis--) {
    const GLOBAL int *entry = axes + 5 * axis;
    const long next = quotient(index, entry[0]);
    const long step = index - next * entry[0];
    *source += step * stride_at(entry + 1);
    *target += step * stride_at(entry + 3);
    index = next;
  }
}

#ifdef CPU
typedef int16 loose_line __attribute__((aligned(1)));
#define LINE (64 / (int)sizeof(T))
#define AHEAD 2048  // bytes between what is asked for and what is copied

// n elements of a row, while those of a row `next` elements further on are asked for: no prefetcher
// of a core's foresees where a row goes on that others lie between.
DEVICE void copy_line_by_line(const GLOBAL T *from, GLOBAL T *to, int n, long next) {
  int i = 0;
  for (; i + LINE <= n; i += LINE) {
    PREFETCH(from + next + i);
    *(GLOBAL loose_line *)(to + i) = *(const GLOBAL loose_line *)(from + i);
  }
  for (; i < n; i++) to[i] = from[i];
}
#endif

// n elements of one row, those that fall to this lane. The next row is `row_step` elements away.
DEVICE void copy_run(const GLOBAL E *from, long from_step, GLOBAL E *to, long to_step, int n,
                     int lane, int lanes, long row_step) {
#ifdef CPU
  if (from_step == 1 && to_step == 1 && row_step > n) {
    copy_line_by_line(from, to, n, row_step * (1 + AHEAD / (n * (int)sizeof(T))));
  } else if (from_step == 1 && to_step == 1) {
    VECTORIZE for (int i = 0; i < n; i++) to[i] = from[i];
  } else if (from_step == 0 && to_step == 1) {
    const E same = from[0];
    VECTORIZE for (int i = 0; i < n; i++) to[i] = same;
  } else {
    for (int i = 0; i < n; i++) to[i * to_step] = from[i * from_step];
  }
#else
  for (int i = lane; i < n; i += IN_FLIGHT * lanes) {
    E held[IN_FLIGHT];
    UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
      if (i + k * lanes < n) held[k] = from[(i + k * lanes) * from_step];
    }
    UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
      if (i + k * lanes < n) to[(i + k * lanes) * to_step] = held[k];
    }
  }
#endif
}

COPY_KERNEL(copy_strided)
(POINTER(const E, from), POINTER(E, to), POINTER(const int, axes), const int rank, const long units,
 const int log_lanes, const int middle, const long middle_from, const long middle_to, const int
 span, const int inner, const long inner_from, const long inner_to, const int length) {
  BIND(const E, from);
  BIND(E, to);
  BIND(const int, axes);
  const int lanes = LANES(log_lanes);
  const int lane = lid(0) & (lanes - 1);
  const long unit = gid(0) / lanes;
  if (unit >= units) return;

  // The unit's place along the inner axis, the middle one, and those around.
  const int pieces = (inner + length - 1) / length;
  const int spans = (middle + span - 1) / span;
  const long rest = quotient(unit, pieces);
  const int first = (int)(unit - rest * pieces) * length;
  const long around = quotient(rest, spans);
  const int first_row = (int)(rest - around * spans) * span;
  long source = first * inner_from;
  long target = first * inner_to;
  move_to(around, axes, rank, &source, &target);

  const int n = min(length, inner - first);
  const int last_row = min(first_row + span, middle);
  for (int row = first_row; row < last_row; row++) {
    copy_run(from + source + row * middle_from, inner_from,
             to + target + row * middle_to, inner_to, n, lane, lanes, middle_from);
  }
}

// to = from, n elements that begin at multiples of 16 bytes on both sides: VECTOR at once.
#if !ALIGNED && !defined(CPU)
GROUP_KERNEL(GROUP, copy_aligned)(POINTER(const T, from), POINTER(T, to), const long n) {
  BIND(const T, from);
  BIND(T, to);
  const long vectors = n / VECTOR;
  const GLOBAL uint4 *source = (const GLOBAL uint4 *)from;
  GLOBAL uint4 *target = (GLOBAL uint4 *)to;
  const long first = group(0) * (IN_FLIGHT * GROUP) + lid(0);
  uint4 held[IN_FLIGHT];
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < vectors) held[k] = source[first + k * GROUP];
  }
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < vectors) target[first + k * GROUP] = held[k];
  }
  const long tail = vectors * VECTOR + gid(0);
  if (tail < n) to[tail] = from[tail];
}
#endif

// to[c][r] = from[r][c] for planes of rows x columns: columns lie side by side in `from`, rows in
// `to`. Tiles of TILE x TILE; `axes` as above says where each plane lies. One group, or with CPU=1
// one item, turns one tile.
#if !ALIGNED
#ifdef CPU
#define TILE 128  // long runs on both sides, as much as the second cache holds
#define TILE_GROUP 1
#else
#define TILE (128 / (int)sizeof(T) > 64 ? 64 : 128 / (int)sizeof(T))
#define TILE_GROUP GROUP
#endif
#define PAD (4 / (int)sizeof(T))  // a row more than whole words: columns of a tile meet every bank

#ifdef CPU
#include "squares.h"

// 16 rows by 16 columns; of 2 bytes 32 rows, for whole lines to be written. Not more columns: each is
// written in a line of its own, and of lines that are a power of two apart a cache keeps but 12 or 16.
// Smaller elements travel in words because PoCL takes their own vectors apart.
#define PER_WORD (4 / (int)sizeof(T))
#define WIDTH 16
#define HEIGHT (sizeof(T) == 2 ? 32 : 16)

// Four words of each of 16 rows, as four columns of words.
DEVICE void take_words(const GLOBAL T *from, long step, int16 *v) {
  UNROLL for (int k = 0; k < 4; k++) {
    const GLOBAL T *p = from + k * step;
    v[k] = as_int16((ulong8)(FOUR_AT(p), FOUR_AT(p + 4 * step), FOUR_AT(p + 8 * step),
                             FOUR_AT(p + 12 * step)));
  }
  turn_squares(v);
}

typedef int16 loose_int16 __attribute__((aligned(4)));
typedef uchar16 loose_uchar16 __attribute__((aligned(1)));
typedef ushort ushort32 __attribute__((ext_vector_type(32)));
typedef ushort32 loose_ushort32 __attribute__((aligned(2)));

DEVICE void turn_words_i32(const GLOBAL int *from, long row_step, GLOBAL int *to, long step) {
  int16 v[4];
  take_words((const GLOBAL T *)from, row_step, v);
  UNROLL for (int k = 0; k < 4; k++) *(GLOBAL loose_int16 *)(to + k * step) = v[k];
}

// A word holds a column in its lower half and the next one in its upper half.
DEVICE void turn_words_bf16(const GLOBAL ushort *from, long row_step, GLOBAL ushort *to, long step) {
  int16 v[4], w[4];
  take_words((const GLOBAL T *)from, row_step, v);
  take_words((const GLOBAL T *)from + 16 * row_step, row_step, w);
  UNROLL for (int k = 0; k < 4; k++) {
    union { int16 words; ushort32 halves; } a, b;
    a.words = v[k];
    b.words = w[k];
    *(GLOBAL loose_ushort32 *)(to + 2 * k * step) = __builtin_shufflevector(
        a.halves, b.halves, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36,
        38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62);
    *(GLOBAL loose_ushort32 *)(to + (2 * k + 1) * step) = __builtin_shufflevector(
        a.halves, b.halves, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37,
        39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63);
  }
}

DEVICE void turn_words_u8(const GLOBAL uchar *from, long row_step, GLOBAL uchar *to, long step) {
  int16 v[4];
  take_words((const GLOBAL T *)from, row_step, v);
  UNROLL for (int k = 0; k < 4; k++) {
    const uint16 w = as_uint16(v[k]);
    UNROLL for (int j = 0; j < 4; j++)
      *(GLOBAL loose_uchar16 *)(to + (4 * k + j) * step) = convert_uchar16((w >> (8 * j)) & 255u);
  }
}

DEVICE void turn_square(const GLOBAL T *from, long row_step, GLOBAL T *to, long column_step) {
  for (int c = 0; c < WIDTH; c += 4 * PER_WORD)
    JOIN(turn_words_, DTYPE)(from + c, row_step, to + c * column_step, column_step);
}

// Asks for the lines of n elements that are `step` apart.
DEVICE void expect_lines(const GLOBAL T *p, long step, int n) {
  UNROLL for (int k = 0; k < n; k++) PREFETCH(p + k * step);
}

// Planes that fit in a tile and follow each other: what is next lies below, on both sides.
DEVICE void turn_down(const GLOBAL T *from, long row_step, GLOBAL T *to, long column_step, int rows,
                      int columns) {
  for (int r = 0; r < rows; r += HEIGHT) {
    for (int c = 0; c < columns; c += WIDTH) {
      expect_lines(from + (r + HEIGHT) * row_step + c, row_step, HEIGHT);
      expect_lines(to + c * column_step + r + HEIGHT, column_step, WIDTH);
      turn_square(from + r * row_step + c, row_step, to + c * column_step + r, column_step);
    }
  }
}

// Tiles of larger planes: the next columns are asked for, a few of them whole with each square.
DEVICE void turn_across(const GLOBAL T *from, long row_step, GLOBAL T *to, long column_step,
                        int rows, int columns) {
  const int share = WIDTH / (TILE / HEIGHT);
  for (int c = 0; c < columns; c += WIDTH) {
    for (int r = 0; r < rows; r += HEIGHT) {
      expect_lines(from + r * row_step + c + WIDTH, row_step, HEIGHT);
      for (int k = 0; k < share; k++) {
        const int next = c + WIDTH + r / HEIGHT * share + k;
        expect_lines(to + next * column_step, LINE, TILE / LINE);
      }
      turn_square(from + r * row_step + c, row_step, to + c * column_step + r, column_step);
    }
  }
}

DEVICE void turn(const GLOBAL T *from, long row_step, GLOBAL T *to, long column_step, int rows,
                 int columns) {
  const int whole_rows = rows / HEIGHT * HEIGHT;
  const int whole_columns = columns / WIDTH * WIDTH;
  if (column_step <= TILE) {
    turn_down(from, row_step, to, column_step, whole_rows, whole_columns);
  } else {
    turn_across(from, row_step, to, column_step, whole_rows, whole_columns);
  }
  for (int c = 0; c < columns; c++) {
    for (int r = c < whole_columns ? whole_rows : 0; r < rows; r++)
      to[c * column_step + r] = from[r * row_step + c];
  }
}
#endif

GROUP_KERNEL(TILE_GROUP, transpose)
(POINTER(const T, from), POINTER(T, to), POINTER(const int, axes), const int rank, const long tiles,
 const int rows, const int columns, const long row_step, const long column_step) {
  BIND(const T, from);
  BIND(T, to);
  BIND(const int, axes);
#ifdef CPU
  const long tile_index = gid(0);
  if (tile_index >= tiles) return;
#else
  LOCAL T tile[TILE * (TILE + PAD)];
  const long tile_index = group(0);
#endif
  const int across = (columns + TILE - 1) / TILE;
  const int down = (rows + TILE - 1) / TILE;
  const long rest = quotient(tile_index, across);
  const int first_column = (int)(tile_index - rest * across) * TILE;
  const long plane = quotient(rest, down);
  const int first_row = (int)(rest - plane * down) * TILE;
  long source = first_row * row_step + first_column;
  long target = first_column * column_step + first_row;
  move_to(plane, axes, rank, &source, &target);
  const int height = min(TILE, rows - first_row);
  const int width = min(TILE, columns - first_column);
#ifdef CPU
  turn(from + source, row_step, to + target, column_step, height, width);
#else
  const int x = lid(0) % TILE;
  const int y = lid(0) / TILE;
  UNROLL for (int r = y; r < TILE; r += GROUP / TILE) {
    if (r < height && x < width) tile[r * (TILE + PAD) + x] = from[source + r * row_step + x];
  }
  BARRIER();
  UNROLL for (int c = y; c < TILE; c += GROUP / TILE) {
    if (c < width && x < height) to[target + c * column_step + x] = tile[x * (TILE + PAD) + c];
  }
#endif
}
#endif

#endif
