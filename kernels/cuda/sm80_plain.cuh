// Products of f32 in f32, on the ordinary units, of the tiles that sm80_tiles.cuh brings: what a warp does
// in place of mma.sync.
//
// A warp's part is EDGE_M x EDGE_N results; its lanes lie eight down and four along, and each has OWN_M x
// OWN_N sums in registers. It reads 16 bytes at a time: of an operand whose memory runs along K four steps
// of one row or column, and then its rows lie eight or four apart; of one whose memory runs across four
// neighbours of one step, and then quads of them do. So the eight lanes whose numbers differ in the three
// lowest bits read different banks or the same place, and in every sixteen each place is read by lane i
// and by lane i ^ 1 (a) or i ^ 2 (b).
//
// Every sum is fma(a, b, sum) in rising k, as in the portable kernels: the bits are theirs.
#ifndef GRADUS_SM80_PLAIN_CUH
#define GRADUS_SM80_PLAIN_CUH

#include "sm80_tiles.cuh"

#define LANES_M 8
#define LANES_N 4
#define OWN_M (EDGE_M / LANES_M)
#define OWN_N (EDGE_N / LANES_N)

// The place of this item's lane in its warp.
DEVICE int lane_down() { return lid(0) / 2 % LANES_M; }
DEVICE int lane_along() { return lid(0) % 2 + lid(0) / 16 % 2 * 2; }

// Which row or column of the warp's part number `i` of lane `t` is.
template <bool ACROSS, int LANE_COUNT>
DEVICE int own(int i, int t) {
  return ACROSS ? (i / 4 * LANE_COUNT + t) * 4 + i % 4 : i * LANE_COUNT + t;
}

// Loads four steps of K, from chunk `chunk` on, of row or column `i` of this lane, where memory runs along
// K; `from` is the warp's first. It is what place_of says, in few registers.
template <int LANE_COUNT>
DEVICE float4 four_steps(shared_address tile, int from, int t, int i, int chunk) {
  const int turned = chunk ^ (LANE_COUNT == 4 ? i % 2 * 2 : 0);
  const shared_address row = tile + (from + t) * CHUNKS_K * 16 + (turned ^ t / 2) * 16;
  return load_shared_quad(row + i * LANE_COUNT * CHUNKS_K * 16);
}

// Loads quad `i` of step `k` of the chunk where memory runs across.
template <int EDGE, int LANE_COUNT>
DEVICE float4 four_neighbours(shared_address tile, int from, int t, int i, int chunk, int k) {
  const shared_address own = tile + from * 4 + (t ^ (2 * k & (LANE_COUNT - 1))) * 16;
  const int quad = i * LANE_COUNT ^ (2 * k & LANE_COUNT);
  return load_shared_quad(own + ((chunk * 4 + k) * (EDGE / 4) + quad) * 16);
}

DEVICE void spread(float *v, float4 q) {
  v[0] = q.x;
  v[1] = q.y;
  v[2] = q.z;
  v[3] = q.w;
}

// Loads what this lane has of step `k` of the chunk where memory runs across.
template <int EDGE, int LANE_COUNT, int COUNT>
DEVICE void load_step(float *v, shared_address tile, int from, int t, int chunk, int k) {
  UNROLL for (int i = 0; i < COUNT / 4; ++i)
    spread(v + 4 * i, four_neighbours<EDGE, LANE_COUNT>(tile, from, t, i, chunk, k));
}

// The sum of this item's row i and column j, wherever it is in the array.
#define SUM_OF(sum, i, j) \
  (&sum[0][0][0])[(i) * OWN_N + (j)]

// Loads what this lane has of `count` rows of a, from number `first` on, for all steps of the chunk.
DEVICE void load_rows(float (*a)[OWN_M], shared_address stage, int row, int chunk, int first, int count) {
  if (A_TRANSPOSED) {
    UNROLL for (int k = 0; k < 4; ++k)
      load_step<TILE_M, LANES_M, OWN_M>(a[k], stage, row, lane_down(), chunk, k);
  } else {
    UNROLL for (int i = first; i < first + count; ++i) {
      float four[4];
      spread(four, four_steps<LANES_M>(stage, row, lane_down(), i, chunk));
      UNROLL for (int k = 0; k < 4; ++k) a[k][i] = four[k];
    }
  }
}

// Adds the product of a stage's tiles to the sums of this item's warp. In registers are, besides the sums,
// four steps of a, and one column or one step of b; four steps of half of a's rows where both must come
// apart: then b is read twice.
DEVICE void multiply(shared_address stage, int row, int column, float (*sum)[PARTS_N][4]) {
  static_assert(OWN_M % 4 == 0 && OWN_N % 4 == 0, "lanes read four at a time");
  const int rows = A_TRANSPOSED || B_TRANSPOSED ? OWN_M : OWN_M / 2;
  ROLLED for (int chunk = 0; chunk < CHUNKS_K; ++chunk) {
    float a[4][OWN_M];
    if (B_TRANSPOSED) {
      load_rows(a, stage, row, chunk, 0, OWN_M);
      UNROLL for (int j = 0; j < OWN_N; ++j) {
        float b[4];
        spread(b, four_steps<LANES_N>(stage + BYTES_A, column, lane_along(), j, chunk));
        UNROLL for (int k = 0; k < 4; ++k)
          UNROLL for (int i = 0; i < OWN_M; ++i) SUM_OF(sum, i, j) = fma(a[k][i], b[k], SUM_OF(sum, i, j));
      }
    } else {
      UNROLL for (int first = 0; first < OWN_M; first += rows) {
        if (!A_TRANSPOSED) load_rows(a, stage, row, chunk, first, rows);
        UNROLL for (int k = 0; k < 4; ++k) {
          float b[OWN_N];
          if (A_TRANSPOSED) load_step<TILE_M, LANES_M, OWN_M>(a[k], stage, row, lane_down(), chunk, k);
          load_step<TILE_N, LANES_N, OWN_N>(b, stage + BYTES_A, column, lane_along(), chunk, k);
          UNROLL for (int j = 0; j < OWN_N; ++j)
            UNROLL for (int i = first; i < first + rows; ++i)
              SUM_OF(sum, i, j) = fma(a[k][i], b[j], SUM_OF(sum, i, j));
        }
      }
    }
  }
}

// Puts the sums of this item's warp into shared memory, whose rows are PITCH apart.
DEVICE void store_sums(float *sums, int column, float (*sum)[PARTS_N][4]) {
  UNROLL for (int i = 0; i < OWN_M; ++i) {
    float *to = sums + own<A_TRANSPOSED, LANES_M>(i, lane_down()) * PITCH + column;
    UNROLL for (int j = 0; j < OWN_N; ++j)
      to[own<!B_TRANSPOSED, LANES_N>(j, lane_along())] = SUM_OF(sum, i, j);
  }
}

#endif
