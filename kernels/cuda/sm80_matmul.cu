// Matrix product on tensor cores: y = op(a) op(b), y (batch, M, N), with an end of parts as epilogue.h
// has them.
//
// op(a) is (M, K), stored so or, with A_TRANSPOSED, as (K, M); op(b) is (K, N), stored so or, with
// B_TRANSPOSED, as (N, K). Matrices of a batch follow one another without gaps. Operands are
// bf16, f16, or floats that are rounded to tf32; products are exact and sums are in f32, in an order that
// depends on shapes alone. With DTYPE=f32 nothing is rounded, and products are computed on the ordinary
// units (sm80_plain.cuh). For GPUs of compute capability 8.0 and newer.
//
// Mapping: a group of WARPS_M x WARPS_N warps computes a tile of TILE_M x TILE_N results, a warp its part
// of it in products of 16 x 8 by mma.sync. Tiles of the operands, TILE_K steps of K deep, are brought to
// shared memory by cp.async, STAGES - 1 steps ahead, with one barrier a step; from there ldmatrix takes
// fragments without conflicts of banks (sm80_tiles.cuh). In the end sums go through shared memory, a row
// of warps at a time, so that rows of y are written as whole lines. Groups are numbered along one axis:
// tiles in bands of eight tile rows, which share what they read in the second level cache; then slices
// of K; then the batch.
//
// With slices > 1 a group sums one slice of K and leaves its sums in partial (batch, slices, M, N),
// and behind them those of an operand (slices, M or N); matmul_sum adds the slices in order. The host does so when too few tiles would fill the device.
//
// Reads each operand N / TILE_N or M / TILE_M times, mostly from cache. Bound by the tensor cores,
// 2 M N K operations, as soon as M, N and K are all some hundreds.
//
// Assumes in sm80_matmul_aligned: whatever lies along the rows of a and b in memory is a multiple of 16
// bytes, and both begin at one.
#include "product_end.cuh"
#include "sm80_tiles.cuh"

#define ITEMS (32 * WARPS_M * WARPS_N)
#define EDGE_M (TILE_M / WARPS_M)  // of a warp
#define EDGE_N (TILE_N / WARPS_N)
#define PARTS_M (EDGE_M / 16)
#define PARTS_N (EDGE_N / 8)
#define BYTES_A (TILE_M * CHUNKS_K * 16)
#define BYTES_B (TILE_N * CHUNKS_K * 16)
#define BYTES (BYTES_A + BYTES_B)  // of a stage
#define PITCH (TILE_N + 8)         // of sums in shared memory: eight rows begin in different banks
#define BAND 8
// On a multiprocessor, by the registers that groups need.
#define GROUPS (TYPE == IS_f32 ? 3 : TILE_M * TILE_N <= 4096 ? 4 : TILE_M * TILE_N <= 16384 ? 2 : 1)

extern __shared__ uint4 memory[];  // STAGES * BYTES

// A tile's part of an operand.
struct source {
  const T *x;
  long pitch;
  int left;
  long depth;
  alignment aligned;
};

// The part of matrix `x`, whose rows are `pitch` apart, from element `edge` of the edge and step `first`
// of K on.
template <bool ACROSS>
DEVICE source source_of(const T *x, long pitch, long edge, long first, long left, long depth,
                        bool aligned) {
  return {x + (ACROSS ? first * pitch + edge : edge * pitch + first), pitch, (int)left, depth,
          aligned ? CHUNKS : alignment_of(x, pitch)};
}

#if TYPE == IS_f32
#include "sm80_plain.cuh"
#else
// Adds the product of a stage's tiles to the sums of this item's warp.
DEVICE void multiply(shared_address stage, int row, int column, float (*sum)[PARTS_N][4]) {
  UNROLL for (int step = 0; step < STEPS; ++step) {
    uint a[PARTS_M][4];
    uint b[PARTS_N][2];
    UNROLL for (int i = 0; i < PARTS_M; ++i)
      fragments<TILE_M, A_TRANSPOSED>(a[i], stage, row, 16 * i, step);
    UNROLL for (int j = 0; j < PARTS_N; j += 2) {
      uint both[4];
      fragments<TILE_N, !B_TRANSPOSED>(both, stage + BYTES_A, column, 8 * j, step);
      UNROLL for (int i = 0; i < 4; ++i) b[j + i % 2][i / 2] = both[i];
    }
    UNROLL for (int i = 0; i < PARTS_M; ++i)
      UNROLL for (int j = 0; j < PARTS_N; ++j) multiply_add(sum[i][j], a[i], b[j]);
  }
}

// Puts the sums of this item's warp into shared memory, whose rows are PITCH apart.
DEVICE void store_sums(float *sums, int column, float (*sum)[PARTS_N][4]) {
  const int g = lid(0) % 32 / 4;
  const int t = lid(0) % 4;
  UNROLL for (int i = 0; i < PARTS_M; ++i)
    UNROLL for (int j = 0; j < PARTS_N; ++j)
      UNROLL for (int half = 0; half < 2; ++half)
        *(float2 *)(sums + (16 * i + 8 * half + g) * PITCH + column + 8 * j + 2 * t) =
            make_float2(sum[i][j][2 * half], sum[i][j][2 * half + 1]);
}
#endif

// Begins to copy the next tile of each operand.
DEVICE void fetch_stage(shared_address stage, source &a, source &b) {
  if (a.depth > 0) {
    fetch<TILE_M, A_TRANSPOSED, ITEMS>(stage, a.x, a.pitch, a.left, a.depth, a.aligned);
    fetch<TILE_N, !B_TRANSPOSED, ITEMS>(stage + BYTES_A, b.x, b.pitch, b.left, b.depth, b.aligned);
    a.x += A_TRANSPOSED ? TILE_K * a.pitch : TILE_K;
    b.x += B_TRANSPOSED ? TILE_K : TILE_K * b.pitch;
    a.depth -= TILE_K;
    b.depth -= TILE_K;
  }
  cp_async_commit_group();
}

// Adds the steps of a tile to sums of its edge, for sums of an operand: each item those of the word that
// is its number mod the words of a row, in every so many rows; of a word of two elements first total[0].
template <int EDGE>
DEVICE void add_steps(shared_address tile, float *total) {
  const int words = EDGE * (int)sizeof(T) / 4;
  const int word = lid(0) % words;
  UNROLL for (int row = lid(0) / words; row < TILE_K; row += ITEMS / words) {
    const uint bits = load_shared(tile + place_of<EDGE, true>(row, word / 4) + word % 4 * 4);
#if TYPE >= IS_tf32
    total[0] += from_bits(bits);
#elif TYPE == IS_bf16
    total[0] += from_bits(bits << 16);
    total[1] += from_bits(bits & 0xffff0000u);
#else
    total[0] += half_to_float((ushort)bits);
    total[1] += half_to_float((ushort)(bits >> 16));
#endif
  }
}

// Puts the sums of an operand together, in the order of rows, and stores them; `first` is the tile's.
template <int EDGE>
DEVICE void write_totals(const endings &all, int summed, const float *total, long first, long slice) {
  const int words = EDGE * (int)sizeof(T) / 4;
  const int each = 4 / (int)sizeof(T);
  float *shares = (float *)memory;  // (ITEMS / words, EDGE)
  BARRIER();
  UNROLL for (int i = 0; i < each; ++i) shares[lid(0) * each + i] = total[i];
  BARRIER();
  ROLLED for (int at = lid(0); at < EDGE; at += ITEMS) {
    float sum = 0.0f;
    UNROLL for (int share = 0; share < ITEMS / words; ++share) sum += shares[share * EDGE + at];
    store_total(all, summed, first + at, slice, sum);
  }
}

// The sums of this item's warp over all of the sources' depth, and, if `summed` is SUMS_A or SUMS_B, those
// of an operand.
DEVICE void sum_up(source a, source b, int row, int column, int summed, float (*sum)[PARTS_N][4],
                   float *total) {
  const shared_address stages = to_shared(memory);
  const int steps = (int)((a.depth + TILE_K - 1) / TILE_K);
  ROLLED for (int stage = 0; stage < STAGES - 1; ++stage) fetch_stage(stages + stage * BYTES, a, b);
  int now = 0;
  ROLLED for (int left = steps; left > 0; --left) {
    cp_async_wait_group<STAGES - 2>();
    BARRIER();  // what arrived is there for all, and all are done with the stage before, which is filled again
    fetch_stage(stages + (now == 0 ? STAGES - 1 : now - 1) * BYTES, a, b);
    multiply(stages + now * BYTES, row, column, sum);
    if (A_TRANSPOSED && summed == SUMS_A) add_steps<TILE_M>(stages + now * BYTES, total);
    if (!B_TRANSPOSED && summed == SUMS_B) add_steps<TILE_N>(stages + now * BYTES + BYTES_A, total);
    now = now + 1 == STAGES ? 0 : now + 1;
  }
  cp_async_wait_group<0>();
}

// Where a group is at work.
struct place {
  int row;      // of the tile's first result
  int column;
  long matrix;  // of the batch
  int slice;    // of K
};

DEVICE place find(long m, long n, int slices) {
  const long tiles_m = (m + TILE_M - 1) / TILE_M;
  const long tiles_n = (n + TILE_N - 1) / TILE_N;
  const long tile = group(0) % (tiles_m * tiles_n);
  const long rest = group(0) / (tiles_m * tiles_n);
  const long band = tile / (BAND * tiles_n) * BAND;
  const long height = min(tiles_m - band, (long)BAND);
  const long within = tile - band * tiles_n;
  return {(int)((band + within % height) * TILE_M), (int)(within / height * TILE_N), rest / slices,
          (int)(rest % slices)};
}

// Finishes and writes the rows of one row of warps, which lie in shared memory.
DEVICE void write_rows(const ending &end, long row, long column, long m, long n) {
  const float *sums = (const float *)memory;
  const bool quads = takes_quads(end, n);
  ROLLED for (int i = lid(0); i < EDGE_M * TILE_N / 4; i += ITEMS) {
    const long y = row + i / (TILE_N / 4);
    const long x = column + i % (TILE_N / 4) * 4;
    if (y >= m || x >= n) continue;
    const float4 q = *(const float4 *)(sums + i / (TILE_N / 4) * PITCH + i % (TILE_N / 4) * 4);
    finish(end, y, x, n, q, quads);
  }
}

// Writes all results of the group, those of one row of warps after another.
DEVICE void write(const ending &end, const place &at, long m, long n, int warp_m, int column,
                  float (*sum)[PARTS_N][4]) {
  static_assert(EDGE_M * PITCH * 4 <= STAGES * BYTES, "sums do not fit where the stages were");
  float *sums = (float *)memory;
  ROLLED for (int turn = 0; turn < WARPS_M; ++turn) {
    BARRIER();  // all are done with what is in shared memory
    if (warp_m == turn) store_sums(sums, column, sum);
    BARRIER();
    write_rows(end, at.row + turn * EDGE_M, at.column, m, n);
  }
}

DEVICE void product(const T *a, const T *b, const endings &all, long k, long slice, bool aligned) {
  const long m = all.m;
  const long n = all.n;
  const place at = find(m, n, all.slices);
  const long first = at.slice * slice;
  const long depth = min(slice, k - first);
  const int warp = lid(0) / 32;
  const int row = warp / WARPS_N * EDGE_M;
  const int column = warp % WARPS_N * EDGE_N;
  const int summed = summed_by(all, at.row, at.column);
  float sum[PARTS_M][PARTS_N][4] = {};
  float total[2] = {0.0f, 0.0f};
  sum_up(source_of<A_TRANSPOSED>(a + at.matrix * m * k, A_TRANSPOSED ? m : k, at.row, first, m - at.row,
                                 depth, aligned),
         source_of<!B_TRANSPOSED>(b + at.matrix * k * n, B_TRANSPOSED ? k : n, at.column, first,
                                  n - at.column, depth, aligned),
         row, column, summed, sum, total);
  if (A_TRANSPOSED && summed == SUMS_A) write_totals<TILE_M>(all, summed, total, at.row, at.slice);
  if (!B_TRANSPOSED && summed == SUMS_B) write_totals<TILE_N>(all, summed, total, at.column, at.slice);
  write(end_of(all, at.matrix, at.slice), at, m, n, warp / WARPS_N, column, sum);
}

#define MATMUL(name, aligned)                                                                       \
  extern "C" __global__ void __launch_bounds__(ITEMS, GROUPS)                                       \
      JOIN(name##_, DTYPE)(const T *a, const T *b, PRODUCT_PARAMETERS) {                            \
    BIND_ENDING(end)                                                                                \
    product(a, b, {end, m, n, slices}, k, slice, aligned);                                          \
  }

MATMUL(sm80_matmul_aligned, true)
MATMUL(sm80_matmul, false)
