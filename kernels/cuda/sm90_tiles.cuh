// Tiles of matrices on their way to the tensor cores of compute capability 9.0: by TMA from global memory
// to shared memory, where wgmma reads them.
//
// A tile is a row of bricks. A brick is 64 rows or columns of an operand by 64 steps of K in 8 KB of
// shared memory, as TMA writes it from a box of 64 x 64 elements with the 128-byte swizzle. Memory of the
// operand runs either along K, then a row of the brick is one row or column of the operand, or across,
// along the edge, then it is one step of K; wgmma is told which. What lies outside of an operand TMA
// writes as zeros.
//
// Stages of such tiles form a ring. Each has two barriers: `full` ends a phase when all bytes of its tiles
// have arrived, `empty` when all warps that multiply, in all groups of the cluster, are done with them.
#ifndef GRADUS_SM90_TILES_CUH
#define GRADUS_SM90_TILES_CUH

#include "ptx_wgmma.cuh"
#include "tensor_types.cuh"

#define EDGE 64  // of a brick
#define TILE_K 64
#define SWIZZLE 128  // bytes, of a brick's row
#define BRICK (EDGE * TILE_K * (int)sizeof(T))
#define STEP_K 16  // of a wgmma
#define BRICKS_A (TILE_M / EDGE)
#define BRICKS_B (TILE_N / EDGE)
#define STAGE ((BRICKS_A + BRICKS_B) * BRICK)
#define BARRIER_BYTES 8

extern __shared__ __align__(1024) uint4 memory[];  // the stages, the warps' parts of results, the barriers

// Where in shared memory things are.
DEVICE shared_address stage_a(int stage) { return to_shared(memory) + stage * STAGE; }
DEVICE shared_address stage_b(int stage) { return stage_a(stage) + BRICKS_A * BRICK; }
DEVICE shared_address warp_part(int warp) { return to_shared(memory) + STAGES * STAGE + warp * PART; }
DEVICE char *part_of(int warp) { return (char *)memory + STAGES * STAGE + warp * PART; }
DEVICE shared_address full(int stage) { return warp_part(WARPS) + stage * BARRIER_BYTES; }
DEVICE shared_address empty(int stage) { return full(STAGES + stage); }

// A place in the ring, and the parity of the phase that its barriers are in on this round.
struct turn {
  int stage;
  uint parity;
};

DEVICE turn after(turn now) {
  return now.stage + 1 == STAGES ? turn{0, now.parity ^ 1} : turn{now.stage + 1, now.parity};
}

// Makes the barriers of a ring whose stages `warps` warps must leave.
DEVICE void make_barriers(int warps) {
  ROLLED for (int stage = 0; stage < STAGES; ++stage) {
    mbarrier_init(full(stage), 1);
    mbarrier_init(empty(stage), warps);
  }
  fence_mbarrier_init();
}

// An operand as producers see it.
struct source {
  const tensor_map *map;
  bool across;
};

// Begins to copy the brick from `edge` on and step `k` of K on, of matrix z, for all groups in `mask`.
DEVICE void fetch(const source &from, shared_address to, int edge, int k, int z, shared_address full,
                  uint mask) {
  const int x = from.across ? edge : k;
  const int y = from.across ? k : edge;
  if (mask == 1) {
    cp_async_bulk_tensor_3d(to, from.map, x, y, z, full);
  } else {
    cp_async_bulk_tensor_3d_multicast(to, from.map, x, y, z, full, (ushort)mask);
  }
}

// Bricks from `first` on, from STEP_K `step` of their steps of K on, as an operand of wgmma.
template <bool ACROSS>
DEVICE shared_matrix operand(shared_address first, int step) {
  const int on = step * STEP_K * (ACROSS ? SWIZZLE : (int)sizeof(T));
  return matrix_in_shared<SWIZZLE>(first + on, BRICK, 8 * SWIZZLE);
}

// sum (64, TILE_N) = the product of operands, added to what is in sum if `add`.
template <bool A_ACROSS, bool B_ACROSS>
DEVICE void multiply_add(float *sum, shared_matrix a, shared_matrix b, bool add) {
#if TYPE == IS_bf16
  wgmma_k16_bf16<TILE_N, A_ACROSS, B_ACROSS>(sum, a, b, add);
#else
  wgmma_k16_f16<TILE_N, A_ACROSS, B_ACROSS>(sum, a, b, add);
#endif
}

#endif
