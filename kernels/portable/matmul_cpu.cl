// Matrix product on processors: y = activation(op(a) op(b) + bias), laid out as in matmul.cl.
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
#include "functions.h"

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

// Applies the activation to a row of a tile.
DEVICE void activate_row(const int activation, const float parameter, float *v) {
  for (int i = 0; i < TILE_N; i += LANES)
    spread(activate(activation, gathered(v + i), parameter), v + i);
}

KERNEL(matmul_panels)(POINTER(const float, rows), POINTER(const float, columns),
                      POINTER(const T, bias), POINTER(T, y), POINTER(float, partial),
                      const long m, const long n, const long k, const int slices, const long slice,
                      const int biased, const int activation, const float parameter,
                      const int wide, const int chunk) {
  BIND(const float, rows);
  BIND(const float, columns);
  BIND(const T, bias);
  BIND(T, y);
  BIND(float, partial);
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
  for (long panel = start; panel < end; ++panel) {
    float tile[TILE_M * TILE_N];
    multiply(rows + panel * TILE_M * k, columns, depth, tile);
    const int height = (int)min((long)TILE_M, m - panel * TILE_M);
    for (int i = 0; i < height; ++i) {
      float *v = tile + i * TILE_N;
      const long row = panel * TILE_M + i;
      if (slices > 1) {
        GLOBAL float *to = partial + ((matrix * slices + slice_at) * m + row) * n + column;
        for (int j = 0; j < count; ++j) to[j] = v[j];
      } else {
        const long at = (matrix * m + row) * n + column;
        if (biased)
          for (int j = 0; j < count; ++j)
            v[j] += wide ? ((const GLOBAL float *)bias)[column + j] : load(bias, column + j);
        if (activation >= 0) activate_row(activation, parameter, v);
        for (int j = 0; j < count; ++j) {
          if (wide) {
            partial[at + j] = v[j];
          } else {
            store(y, at + j, v[j]);
          }
        }
      }
    }
  }
}
#endif
