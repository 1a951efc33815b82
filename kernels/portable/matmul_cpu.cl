// Matrix product on processors: y = op(a) op(b) with an end of parts, laid out as in matmul.cl.
//
// A file of its own because a processor wants nothing of what matmul.cl does for a GPU: a group runs
// on one core, so that local memory and barriers only cost; the registers are vectors of LANES
// floats, which OpenCL has as types (CUDA has not, and builds nothing here); and the caches want
// operands that lie in the order in which they are read.
//
// First both operands are packed into panels of f32: `rows` panels hold TILE_M rows of op(a),
// `columns` panels TILE_N columns of op(b), for each k next to each other, zeros past the edge. Then
// each group multiplies `chunk` panels of rows, one after another, by one panel of columns. The next
// group takes the same rows and the next columns, so that the rows stay in the core's cache.
// TILE_M x TILE_N sums stay in registers all through K: a step of it loads TILE_N / LANES vectors,
// spreads TILE_M numbers and does TILE_M TILE_N / LANES vector multiplications. The order of
// summation is that of matmul.cl: rising k, slices of K in order.
//
// Packing reads and writes each operand once. Bound: the cores' multiply-add units.
#include "device.h"

#ifdef __OPENCL_VERSION__
#include "epilogue.h"

#define VECTORS (TILE_N / LANES)
#define ROWS 16  // of an operand in memory that are packed at a time

// Packs an operand whose memory runs along its edge (M or N): a group takes ROWS steps of K.
DEVICE void across(const GLOBAL T *x, GLOBAL float *panels, const long edge, const long depth,
                   const int width) {
  const long first = group(0) * ROWS;
  const long last = min(depth, first + ROWS);
  for (long k = first; k < last; ++k) {
    const GLOBAL T *row = x + k * edge;
    GLOBAL float *to = panels + k * width;
    long at = 0;
    for (; at + width <= edge; at += width, to += depth * width)
      for (int i = 0; i < width; ++i) to[i] = load(row, at + i);
    if (at < edge)
      for (int i = 0; i < width; ++i) to[i] = at + i < edge ? load(row, at + i) : 0.0f;
  }
}

// Packs an operand whose memory runs along K: a group takes one panel.
DEVICE void along(const GLOBAL T *x, GLOBAL float *panels, const long edge, const long depth,
                  const int width) {
  const long first = group(0) * width;
  GLOBAL float *panel = panels + first * depth;
  for (long block = 0; block < depth; block += ROWS) {
    const long end = min(depth, block + ROWS);
    for (int i = 0; i < width; ++i) {
      const GLOBAL T *row = x + (first + i) * depth;
      if (first + i < edge)
        for (long k = block; k < end; ++k) panel[k * width + i] = load(row, k);
      else
        for (long k = block; k < end; ++k) panel[k * width + i] = 0.0f;
    }
  }
}

#define PACK(name, way, width)                                                               \
  KERNEL(name)(POINTER(const T, x), POINTER(float, panels), const long edge, const long depth) { \
    BIND(const T, x);                                                                        \
    BIND(float, panels);                                                                     \
    const long padded = (edge + width - 1) / width * width;                                  \
    way(x + group(1) * edge * depth, panels + group(1) * padded * depth, edge, depth, width);   \
  }

PACK(pack_rows_across, across, TILE_M)
PACK(pack_rows_along, along, TILE_M)
PACK(pack_columns_across, across, TILE_N)
PACK(pack_columns_along, along, TILE_N)

// tile (TILE_M, TILE_N) = rows (depth, TILE_M) transposed, times columns (depth, TILE_N).
DEVICE void multiply(const GLOBAL float *rows, const GLOBAL float *columns, const long depth,
                     float *tile) {
  floats sum[TILE_M][VECTORS];
  UNROLL for (int i = 0; i < TILE_M; ++i)
    UNROLL for (int j = 0; j < VECTORS; ++j) sum[i][j] = 0.0f;
  ROLLED for (long k = 0; k < depth; ++k) {
    floats v[VECTORS];
    UNROLL for (int j = 0; j < VECTORS; ++j) v[j] = gathered(columns + j * LANES);
    UNROLL for (int i = 0; i < TILE_M; ++i) {
      const floats u = rows[i];
      UNROLL for (int j = 0; j < VECTORS; ++j) sum[i][j] = fma(u, v[j], sum[i][j]);
    }
    rows += TILE_M;
    columns += TILE_N;
  }
  UNROLL for (int i = 0; i < TILE_M; ++i)
    UNROLL for (int j = 0; j < VECTORS; ++j) spread(sum[i][j], tile + (i * VECTORS + j) * LANES);
}

// A part of a row in memory of a type that is the same for all items.
DEVICE void load_row_as(const int type, const GLOBAL uchar *p, const long at, const int count,
                        float *v) {
  if (type == IN_f32) {
    for (int j = 0; j < count; ++j) v[j] = load_f32((const GLOBAL float *)p, at + j);
  } else if (type == IN_bf16) {
    for (int j = 0; j < count; ++j) v[j] = load_bf16((const GLOBAL ushort *)p, at + j);
  } else {
    for (int j = 0; j < count; ++j) v[j] = load_f16((const GLOBAL ushort *)p, at + j);
  }
}

DEVICE void store_row_as(const int type, GLOBAL uchar *p, const long at, const int count,
                         const float *v) {
  if (type == IN_f32) {
    for (int j = 0; j < count; ++j) store_f32((GLOBAL float *)p, at + j, v[j]);
  } else if (type == IN_bf16) {
    for (int j = 0; j < count; ++j) store_bf16((GLOBAL ushort *)p, at + j, v[j]);
  } else {
    for (int j = 0; j < count; ++j) store_f16((GLOBAL ushort *)p, at + j, v[j]);
  }
}

DEVICE void add_row(const int type, const GLOBAL uchar *p, const long at, const int count, float *v) {
  float other[TILE_N];
  load_row_as(type, p, at, count, other);
  for (int j = 0; j < count; ++j) v[j] += other[j];
}

// Applies the function or the chain rule to a row of a tile.
DEVICE void apply_to_row(const ending *end, const long at, const int count, float *v) {
  if ((end->parts & DERIVES) != 0) {
    float s[TILE_N] = {0.0f};
    load_row_as(TYPE_OF_SAVED(end->parts), end->saved, at, count, s);
    for (int i = 0; i < TILE_N; i += LANES)
      spread(chain(end->function, gathered(s + i), gathered(v + i), end->parameter), v + i);
  } else {
    for (int i = 0; i < TILE_N; i += LANES)
      spread(activate(end->function, gathered(v + i), end->parameter), v + i);
  }
}

// Finishes and stores a row of a tile, `count` elements from element `at` of the result on.
DEVICE void finish_row(const ending *end, const long at, const long column, const int count,
                       float *v) {
  const int parts = end->parts;
  if ((parts & BIASED) != 0) add_row(TYPE_OF_BIAS(parts), end->bias, column, count, v);
  if ((parts & ADDS_FIRST) != 0) add_row(TYPE_OF_ADDED(parts), end->added, at, count, v);
  if ((parts & KEEPS) != 0) store_row_as(TYPE_OF_SAVED(parts), end->saved, at, count, v);
  if (end->function >= 0) apply_to_row(end, at, count, v);
  if ((parts & ADDS_LAST) != 0) add_row(TYPE_OF_ADDED(parts), end->added, at, count, v);
  store_row_as(TYPE_OF_Y(parts), end->y, at, count, v);
}

// Sums a packed panel over K and stores the sums of its elements from `first` on, of `count`: as totals,
// or in partial from `behind` on.
DEVICE void sum_panel(const ending *end, const GLOBAL float *panel, const int width, const long depth,
                      const long first, const long count, const long behind) {
  float total[TILE_N];
  for (int i = 0; i < width; ++i) total[i] = 0.0f;
  for (long k = 0; k < depth; ++k)
    for (int i = 0; i < width; ++i) total[i] += panel[k * width + i];
  for (int i = 0; i < width && first + i < count; ++i) {
    if (behind < 0) {
      store_as(TYPE_OF_Y(end->parts), end->totals, first + i, total[i]);
    } else {
      end->partial[behind + first + i] = total[i];
    }
  }
}

KERNEL(matmul_panels)(POINTER(const float, rows), POINTER(const float, columns), PRODUCT_PARAMETERS,
                      const int chunk) {
  BIND(const float, rows);
  BIND(const float, columns);
  BIND_ENDING(ends)
  const long panels_m = (m + TILE_M - 1) / TILE_M;
  const long panels_n = (n + TILE_N - 1) / TILE_N;
  const long chunks = (panels_m + chunk - 1) / chunk;
  const long column = group(0) % panels_n * TILE_N;
  const long slice_at = group(0) / (chunks * panels_n) % slices;
  const long matrix = group(0) / (chunks * panels_n) / slices;
  const long first = slice_at * slice;
  const long depth = min(slice, k - first);
  const int count = (int)min((long)TILE_N, n - column);
  rows += matrix * panels_m * TILE_M * k + first * TILE_M;
  columns += (matrix * panels_n * TILE_N + column) * k + first * TILE_N;
  const long start = group(0) / panels_n % chunks * chunk;
  const long end = min(panels_m, start + chunk);
  const long behind = slices * m * n;  // what lies before totals of slices
  if ((parts & SUMS_B) != 0 && start == 0)
    sum_panel(&ends, columns, TILE_N, depth, column, n, slices == 1 ? -1 : behind + slice_at * n);
  for (long panel = start; panel < end; ++panel) {
    float tile[TILE_M * TILE_N];
    const GLOBAL float *own = rows + panel * TILE_M * k;
    multiply(own, columns, depth, tile);
    if ((parts & SUMS_A) != 0 && column == 0)
      sum_panel(&ends, own, TILE_M, depth, panel * TILE_M, m, slices == 1 ? -1 : behind + slice_at * m);
    const int height = (int)min((long)TILE_M, m - panel * TILE_M);
    for (int i = 0; i < height; ++i) {
      float *v = tile + i * TILE_N;
      const long row = panel * TILE_M + i;
      if (slices > 1) {
        GLOBAL float *to = partial + ((matrix * slices + slice_at) * m + row) * n + column;
        for (int j = 0; j < count; ++j) to[j] = v[j];
      } else {
        finish_row(&ends, (matrix * m + row) * n + column, column, count, v);
      }
    }
  }
}
#endif
