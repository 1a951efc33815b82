// Matrix product: y = op(a) op(b), y (batch, M, N), with an end of parts as epilogue.h has them.
//
// op(a) is (M, K), stored so or, with A_TRANSPOSED, as (K, M); op(b) is (K, N), stored so or, with
// B_TRANSPOSED, as (N, K). Matrices of a batch follow one another without gaps. Sums
// are in f32 and go in rising k, so the bits depend on shapes alone. Sums of an operand are those of
// its tiles in local memory, by the groups of the first column, or row, of tiles.
//
// Mapping: a group computes a tile of TILE_M x TILE_N results, an item ITEM_M x ITEM_N of them, in
// quads of four columns that lie ITEMS_X quads apart, and rows likewise: then the 32 items of a
// warp, 4 down and 8 across, read each operand from local memory without conflicts. While a step of
// TILE_K is multiplied, the next one is on its way from global memory into registers; it then goes
// to the other half of local memory, so that there is one barrier a step. Groups are numbered along
// one axis: tiles in bands of eight tile rows, which share what they read in the second level
// cache; then slices of K; then the batch.
//
// With slices > 1 a group sums one slice of K and leaves its sums in partial (batch, slices, M, N),
// and behind them those of an operand (slices, M or N); matmul_sum adds the slices in order. The host
// does so when too few tiles would fill the device.
//
// Reads each operand N / TILE_N or M / TILE_M times, mostly from cache. Bound by f32 arithmetic,
// 2 M N K operations, as soon as M, N and K are all some 64.
//
// Assumes in matmul_aligned: whatever lies along the rows of a, b and y in memory (M, N or K) is a
// multiple of four, and all three, added and saved begin at a multiple of four elements.
#if ITEM_M == 8
// Sums, operands and addresses take more than the 128 registers that two groups would leave each.
#define GROUPS_TOGETHER(items) 1
#endif
#include "epilogue.h"

#if defined(__OPENCL_VERSION__) && defined(__clang__)
// A processor's compiler leaves some of these loops as they are, to no harm.
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

#define ITEMS_X (TILE_N / ITEM_N)
#define ITEMS_Y (TILE_M / ITEM_M)
#define ITEMS (ITEMS_X * ITEMS_Y)
#define PITCH_A (TILE_M + 4)  // the pad spreads a column over the banks of local memory
#define PITCH_B (TILE_N + 4)
#define KEPT_A (TILE_M * TILE_K / ITEMS)
#define KEPT_B (TILE_N * TILE_K / ITEMS)
#define SUMS (ITEM_M * ITEM_N)
#define BAND 8

// Brings this item's share of a tile of `edge` rows or columns by TILE_K, `width` neighbours at a
// time, into registers. What lies outside the operand is zero. Memory runs across the tile, along
// its edge, or else along K. An item's share lies in one column, since ITEMS is a multiple of `run`:
// one address and one step give all of it, which saves 80 registers.
DEVICE void fetch(const GLOBAL T *x, const long pitch, const int across, const int edge,
                  const int width, const long left, const long depth, float *kept) {
  const int run = (across ? edge : TILE_K) / width;
  const int first = (int)((uint)lid(0) / run);
  const int column = (int)((uint)lid(0) % run) * width;
  UNROLL for (int i = 0; i < edge * TILE_K / ITEMS; i += width) {
    const int row = first + i / width * (ITEMS / run);
    const int inside = across ? row < depth && column < left : row < left && column < depth;
    if (!inside) {
      UNROLL for (int j = 0; j < width; ++j) kept[i + j] = 0.0f;
    } else if (width == 4) {
      load_quad(x + row * pitch + column, kept + i);
    } else {
      kept[i] = load(x, row * pitch + column);
    }
  }
}

// Puts what fetch brought into local memory, whose rows run along the edge.
DEVICE void put(LOCAL_PTR float *tile, const int pitch, const int across, const int edge,
                const int width, const float *kept) {
  const int run = (across ? edge : TILE_K) / width;
  const int first = (int)((uint)lid(0) / run);
  const int column = (int)((uint)lid(0) % run) * width;
  UNROLL for (int i = 0; i < edge * TILE_K / ITEMS; i += width) {
    const int row = first + i / width * (ITEMS / run);
    UNROLL for (int j = 0; j < width; ++j)
      tile[across ? row * pitch + column + j : (column + j) * pitch + row] = kept[i + j];
  }
}

// One item's share of a row of a tile: quads that lie `items` quads apart.
DEVICE void row_of(const LOCAL_PTR float *row, const int at, const int items, const int count,
                   float *v) {
  UNROLL for (int i = 0; i < count; i += 4) {
    const float4 q = ((const LOCAL_PTR float4 *)row)[i / 4 * items + at];
    v[i] = q.x;
    v[i + 1] = q.y;
    v[i + 2] = q.z;
    v[i + 3] = q.w;
  }
}

// Adds the product of two tiles in local memory to this item's sums.
DEVICE void multiply(const LOCAL_PTR float *a, const LOCAL_PTR float *b, const int down,
                     const int along, float *sum) {
  UNROLL for (int k = 0; k < TILE_K; ++k) {
    float u[ITEM_M];
    float v[ITEM_N];
    row_of(a + k * PITCH_A, down, ITEMS_Y, ITEM_M, u);
    row_of(b + k * PITCH_B, along, ITEMS_X, ITEM_N, v);
    UNROLL for (int i = 0; i < ITEM_M; ++i)
      UNROLL for (int j = 0; j < ITEM_N; ++j)
        sum[i * ITEM_N + j] = fma(u[i], v[j], sum[i * ITEM_N + j]);
  }
}

// Adds the steps of a tile to the sum of the edge's element that is this item's.
DEVICE float add_steps(const LOCAL_PTR float *tile, const int pitch, const int edge, float total) {
  if (lid(0) < edge) {
    UNROLL for (int k = 0; k < TILE_K; ++k) total += tile[k * pitch + lid(0)];
  }
  return total;
}

// Where a group is at work.
typedef struct {
  long row;     // of the tile's first result
  long column;
  long matrix;  // of the batch
  long slice;   // of K
} place;

DEVICE place find(const long m, const long n, const int slices) {
  const long tiles_m = (m + TILE_M - 1) / TILE_M;
  const long tiles_n = (n + TILE_N - 1) / TILE_N;
  const long tile = group(0) % (tiles_m * tiles_n);
  const long rest = group(0) / (tiles_m * tiles_n);
  const long band = tile / (BAND * tiles_n) * BAND;
  const long height = min(tiles_m - band, (long)BAND);
  const long within = tile - band * tiles_n;
  place at;
  at.row = (band + within % height) * TILE_M;
  at.column = within / height * TILE_N;
  at.matrix = rest / slices;
  at.slice = rest % slices;
  return at;
}

// The sums of this item's rows and columns over `depth` steps of K; returns that of an operand, if
// `summed` is SUMS_A or SUMS_B.
DEVICE float sum_up(const GLOBAL T *a, const GLOBAL T *b, const long pitch_a, const long pitch_b,
                   const long rows, const long columns, const long depth, const int width,
                   const int down, const int along, const int summed, LOCAL_PTR float *tiles,
                   float *sum) {
  float total = 0.0f;
  const long step_a = A_TRANSPOSED ? pitch_a * TILE_K : TILE_K;
  const long step_b = B_TRANSPOSED ? TILE_K : pitch_b * TILE_K;
  const int other = TILE_K * (PITCH_A + PITCH_B);
  float kept_a[KEPT_A];
  float kept_b[KEPT_B];
  fetch(a, pitch_a, A_TRANSPOSED, TILE_M, width, rows, depth, kept_a);
  fetch(b, pitch_b, !B_TRANSPOSED, TILE_N, width, columns, depth, kept_b);
  ROLLED for (long k = 0; k < depth; k += TILE_K) {
    LOCAL_PTR float *tile_a = tiles + (k / TILE_K % 2 == 0 ? 0 : other);
    LOCAL_PTR float *tile_b = tile_a + TILE_K * PITCH_A;
    put(tile_a, PITCH_A, A_TRANSPOSED, TILE_M, width, kept_a);
    put(tile_b, PITCH_B, !B_TRANSPOSED, TILE_N, width, kept_b);
    BARRIER();
    a += step_a;
    b += step_b;
    fetch(a, pitch_a, A_TRANSPOSED, TILE_M, width, rows, depth - k - TILE_K, kept_a);
    fetch(b, pitch_b, !B_TRANSPOSED, TILE_N, width, columns, depth - k - TILE_K, kept_b);
    multiply(tile_a, tile_b, down, along, sum);
    if (A_TRANSPOSED && summed == SUMS_A) total = add_steps(tile_a, PITCH_A, TILE_M, total);
    if (!B_TRANSPOSED && summed == SUMS_B) total = add_steps(tile_b, PITCH_B, TILE_N, total);
  }
  return total;
}

// Finishes and stores all sums, which pass by the first four places in turn: so the end of a product is
// written out once.
DEVICE void finish_all(const ending *end, const place at, const int down, const int along,
                       const long m, const long n, const int width, float *sum) {
  ROLLED for (int turn = 0; turn < SUMS / 4; ++turn) {
    const int i = turn / (ITEM_N / 4);
    const long row = at.row + (i / 4 * ITEMS_Y + down) * 4 + i % 4;
    const long column = at.column + (turn % (ITEM_N / 4) * ITEMS_X + along) * 4;
    float v[4];
    UNROLL for (int l = 0; l < 4; ++l) v[l] = sum[l];
    UNROLL for (int l = 0; l < SUMS - 4; ++l) sum[l] = sum[l + 4];
    if (row < m && column < n)
      finish_some(end, (at.matrix * m + row) * n + column, column, n - column, width == 4, 4, v);
  }
}

// Stores the sum of an operand's element that is this item's.
DEVICE void store_total(const ending *end, const place at, const int summed, const int slices,
                        const long m, const long n, const float total) {
  const long element = (summed == SUMS_A ? at.row : at.column) + lid(0);
  const long count = summed == SUMS_A ? m : n;
  if (lid(0) >= (summed == SUMS_A ? TILE_M : TILE_N) || element >= count) return;
  if (slices == 1) {
    store_as(TYPE_OF_Y(end->parts), end->totals, element, total);
  } else {
    end->partial[slices * m * n + at.slice * count + element] = total;
  }
}

// Stores four neighbouring results, or those of them that exist.
#define STORE_QUAD(store_one, store_four, p, at, width, left, v)             \
  if (width == 4) {                                                         \
    if (left > 0) store_four(p + (at), v);                                  \
  } else {                                                                  \
    UNROLL for (int l = 0; l < 4; ++l) if (l < left) store_one(p, (at) + l, v[l]); \
  }

DEVICE void product(const GLOBAL T *a, const GLOBAL T *b, const ending *end, const long m,
                    const long n, const long k, const int slices, const long slice, const int width,
                    LOCAL_PTR float *tiles) {
  const place at = find(m, n, slices);
  const int warp = lid(0) / 32;
  const int lane = lid(0) % 32;
  const int along = warp % (ITEMS_X / 8) * 8 + lane % 8;
  const int down = warp / (ITEMS_X / 8) * 4 + lane / 8;
  const long pitch_a = A_TRANSPOSED ? m : k;
  const long pitch_b = B_TRANSPOSED ? k : n;
  const long first = at.slice * slice;
  const int summed =
      end->parts & ((at.column == 0 ? SUMS_A : 0) | (at.row == 0 ? SUMS_B : 0));
  a += at.matrix * m * k + (A_TRANSPOSED ? first * m + at.row : at.row * k + first);
  b += at.matrix * k * n + (B_TRANSPOSED ? at.column * k + first : first * n + at.column);
  float sum[SUMS];
  UNROLL for (int i = 0; i < SUMS; ++i) sum[i] = 0.0f;
  const float total = sum_up(a, b, pitch_a, pitch_b, m - at.row, n - at.column,
                             min(slice, k - first), width, down, along, summed, tiles, sum);
  if (summed != 0) store_total(end, at, summed, slices, m, n, total);
  if (slices == 1 && !is_plain(end, JOIN(IN_, DTYPE))) {
    finish_all(end, at, down, along, m, n, width, sum);
    return;
  }
  const long matrix = slices == 1 ? at.matrix : at.matrix * slices + at.slice;
  UNROLL for (int i = 0; i < ITEM_M; ++i) {
    const long row = at.row + (i / 4 * ITEMS_Y + down) * 4 + i % 4;
    if (row < m) {
      UNROLL for (int j = 0; j < ITEM_N; j += 4) {
        const long column = at.column + (j / 4 * ITEMS_X + along) * 4;
        const long to = (matrix * m + row) * n + column;
        const float *v = sum + i * ITEM_N + j;
        if (slices == 1) {
          STORE_QUAD(store, store_quad, (GLOBAL T *)end->y, to, width, n - column, v)
        } else {
          STORE_QUAD(store_f32, store_quad_f32, end->partial, to, width, n - column, v)
        }
      }
    }
  }
}

#define MATMUL(name, width)                                                                  \
  GROUP_KERNEL(ITEMS, name)(POINTER(const T, a), POINTER(const T, b), PRODUCT_PARAMETERS) {  \
    LOCAL float4 tiles[TILE_K * (PITCH_A + PITCH_B) / 2];                                    \
    BIND(const T, a);                                                                        \
    BIND(const T, b);                                                                        \
    BIND_ENDING(end)                                                                         \
    product(a, b, &end, m, n, k, slices, slice, width, (LOCAL_PTR float *)tiles);            \
  }

MATMUL(matmul_aligned, 4)
MATMUL(matmul, 1)
