// Matrix product on the tensor cores of compute capability 9.0: y = op(a) op(b), y (batch, M, N), with an
// end of parts as epilogue.h has them.
//
// op(a) is (M, K), stored so or, with a_across, as (K, M); op(b) is (K, N), stored so, b_across, or as
// (N, K). Matrices of a batch follow one another without gaps. Operands are bf16 or f16; products are
// exact and sums are in f32, in an order that depends on shapes alone.
//
// Mapping: groups stay, one or two on a multiprocessor, and take tiles of TILE_M x TILE_N results one
// after another. Of a group's warps the first four are the producer, of which one thread has TMA bring
// tiles of the operands, TILE_K steps of K deep, into a ring of STAGES stages in shared memory
// (sm90_tiles.cuh). Each other four are a consumer that multiplies 64 rows by wgmma straight from there.
// Two groups that form a cluster take tiles below one another: each fetches half of the columns' tile
// for both. Tiles are numbered in bands of rows, which share what they read in the second level cache;
// then come slices of K; then the batch.
//
// A warp ends its 16 rows by itself, 64 columns at a time: by stmatrix and TMA from its part of shared
// memory, or, where the end is more than a bias and relu or rows of y do not begin at multiples of 16
// bytes, as product_end.cuh does it. Meanwhile the producer fetches for the next tile.
//
// With slices > 1 a tile's sums over one slice of K go to partial (batch, slices, M, N), and matmul_sum
// adds the slices in order. The host does so when too few tiles would fill the device.
//
// Sums of an operand over K, where the end asks for them, are made by the consumers of the first column or
// row of tiles, of the bricks in shared memory, while their products go on.
//
// Reads each operand N / TILE_N or M / TILE_M times, half as often of B in clusters, mostly from cache.
// Bound by the tensor cores, 2 M N K operations, as soon as M, N and K are all some hundreds.
//
// Assumes: a and b, and y where it is `stored` by TMA, begin at multiples of 16 bytes, and so do their
// rows; boxes of the maps are 64 x 64 for a and b and 16 rows of 64 for y, all with the 128-byte swizzle.
#define CONSUMERS (TILE_M / 64)
#define WARPS (4 * CONSUMERS)  // that multiply
#define PART 4096              // of shared memory, for a warp's results
#define BAND 16                // rows of tiles

#include "product_end.cuh"
#include "sm90_tiles.cuh"

#define ITEMS (128 + 32 * WARPS)
#define GROUPS (CONSUMERS == 1 ? 2 : 1)  // on a multiprocessor
#define SHARE_B (BRICKS_B / CONSUMERS)   // bricks of b that a consumer sums
#define CHUNKS (TILE_N / 64)             // of a warp's results: 16 rows of 64
#define BOX (16 * 64 * (int)sizeof(T))   // of a chunk

// What is to be computed, and by how many.
struct work {
  int m;
  int n;
  int k;
  int batch;
  int slices;
  int slice;    // steps of K
  int cluster;  // groups
};

// Where a group is at work: a tile and what of K it sums.
struct place {
  int row;
  int column;
  int matrix;
  int slice;
  int first;  // step of K
  int steps;  // of TILE_K
};

DEVICE int pieces(int length, int piece) { return (int)(((long)length + piece - 1) / piece); }

// How many places there are for a cluster.
DEVICE int places(const work &all) {
  return pieces(all.m, TILE_M * all.cluster) * pieces(all.n, TILE_N) * all.slices * all.batch;
}

DEVICE place find(int number, const work &all) {
  const int rows = pieces(all.m, TILE_M * all.cluster);
  const int columns = pieces(all.n, TILE_N);
  const int rest = number / (rows * columns);
  const int tile = number % (rows * columns);
  const int most = BAND / all.cluster;
  const int band = tile / (most * columns) * most;
  const int height = min(rows - band, most);
  const int within = tile - band * columns;
  const int row = (band + within % height) * all.cluster + cluster_rank();
  const int slice = rest % all.slices;
  const int first = slice * all.slice;
  return {row * TILE_M, within / height * TILE_N, rest / all.slices,
          slice,        first,                    pieces(min(all.slice, all.k - first), TILE_K)};
}

// Fetches the tiles of all places that this group's cluster takes. For one thread.
DEVICE void produce(const source &a, const source &b, const work &all) {
  const int share = BRICKS_B / all.cluster;
  const int mine = share * cluster_rank();
  const uint everyone = (1u << all.cluster) - 1;
  turn now = {0, 0};
  ROLLED for (int i = (int)group(0) / all.cluster; i < places(all); i += (int)gridDim.x / all.cluster) {
    const place at = find(i, all);
    ROLLED for (int step = 0; step < at.steps; ++step) {
      const int k = at.first + step * TILE_K;
      mbarrier_wait(empty(now.stage), now.parity ^ 1);  // at once on the first round
      mbarrier_arrive_expect_tx(full(now.stage), STAGE);
      UNROLL for (int j = 0; j < BRICKS_A; ++j)
        fetch(a, stage_a(now.stage) + j * BRICK, at.row + j * EDGE, k, at.matrix, full(now.stage), 1);
      ROLLED for (int j = mine; j < mine + share; ++j)
        fetch(b, stage_b(now.stage) + j * BRICK, at.column + j * EDGE, k, at.matrix, full(now.stage),
              everyone);
      now = after(now);
    }
  }
}

// Tells the producers of the whole cluster that this warp has read a stage.
DEVICE void release(int stage, int cluster) {
  const int lane = lid(0) % 32;
  __syncwarp();
  if (lane < cluster) mbarrier_arrive(mapa(empty(stage), lane));
}

// Adds the steps of a brick of an operand across to sums of its edge: each lane those of two elements, in
// the 16 steps that are its warp's.
DEVICE void add_steps(shared_address brick, float *total) {
  const int lane = lid(0) % 32;
  const int first = lid(0) / 32 % 4 * 16;
  ROLLED for (int k = first; k < first + 16; ++k) {
    const uint bits = load_shared(brick + (k * SWIZZLE + (lane / 4 ^ k % 8) * 16 + lane % 4 * 4));
#if TYPE == IS_bf16
    total[0] += from_bits(bits << 16);
    total[1] += from_bits(bits & 0xffff0000u);
#else
    total[0] += half_to_float((ushort)bits);
    total[1] += half_to_float((ushort)(bits >> 16));
#endif
  }
}

// The same of the bricks of an operand that are this consumer's: of a its own one, of b every so many.
DEVICE void add_stage(int summed, int stage, int consumer, float *total) {
  if (summed == SUMS_A) {
    add_steps(stage_a(stage) + consumer * BRICK, total);
  } else {
    UNROLL for (int i = 0; i < SHARE_B; ++i)
      add_steps(stage_b(stage) + (consumer + i * CONSUMERS) * BRICK, total + 2 * i);
  }
}

// Puts the sums of an operand's bricks together, in the order of warps, and stores them.
DEVICE void write_totals(const endings &ends, int summed, const place &at, int consumer, const float *total) {
  const int warp = lid(0) / 32 - 4;
  UNROLL for (int i = 0; i < 2 * SHARE_B; ++i)
    ((float *)part_of(warp))[i / 2 * EDGE + lid(0) % 32 * 2 + i % 2] = total[i];
  bar_sync(1 + consumer, 128);
  const int bricks = summed == SUMS_A ? 1 : SHARE_B;
  ROLLED for (int i = lid(0) % 128; i < bricks * EDGE; i += 128) {
    float sum = 0.0f;
    UNROLL for (int other = 0; other < 4; ++other) sum += ((const float *)part_of(consumer * 4 + other))[i];
    const int edge = (consumer + i / EDGE * CONSUMERS) * EDGE + i % EDGE;
    store_total(ends, summed, (summed == SUMS_A ? at.row : at.column) + edge, at.slice, sum);
  }
  bar_sync(1 + consumer, 128);  // before the parts are used again
}

// The sums of this consumer's 64 rows over all steps of a place and, if `summed` is SUMS_A or SUMS_B, those of
// an operand; returns the turn that comes next.
template <bool A_ACROSS, bool B_ACROSS>
DEVICE turn sum_up(float *sum, turn now, int steps, int consumer, int cluster, int summed, float *total) {
  int before = 0;
  ROLLED for (int step = 0; step < steps; ++step) {
    mbarrier_wait(full(now.stage), now.parity);
    wgmma_fence();
    UNROLL for (int i = 0; i < TILE_K / STEP_K; ++i)
      multiply_add<A_ACROSS, B_ACROSS>(sum, operand<A_ACROSS>(stage_a(now.stage) + consumer * BRICK, i),
                                       operand<B_ACROSS>(stage_b(now.stage), i), step + i > 0);
    wgmma_commit_group();
    if ((A_ACROSS || B_ACROSS) && summed != 0) add_stage(summed, now.stage, consumer, total);
    if (step > 0) {
      wgmma_wait_group<1>();  // the products of the step before are done, these go on
      release(before, cluster);
    }
    before = now.stage;
    now = after(now);
  }
  wgmma_wait_group<0>();
  wgmma_hold<TILE_N>(sum);
  release(before, cluster);
  return now;
}

// A value on its way to a box that TMA stores: with all there is to its end.
DEVICE float with_end(const ending &end, float sum, float bias) {
  const float v = sum + bias;
  return end.function == IS_relu ? relu_of(v, 0.0f) : v;
}

// Element x of the bias.
DEVICE float bias_of(const ending &end, int x) { return load_as(TYPE_OF_BIAS(end.parts), end.bias, x); }

DEVICE uint pair_of(float low, float high) {
#if TYPE == IS_bf16
  return cvt_rn_bf16x2(low, high);
#else
  return cvt_rn_f16x2(low, high);
#endif
}

// Has TMA store a warp's rows, from `row` on, chunk by chunk by way of two boxes, of which `next` is the
// one that comes next; returns the one after that.
DEVICE int store_rows(const tensor_map *y, const ending &end, const float *sum, int row, int column, int matrix,
                      const work &all, shared_address part, int next) {
  const int lane = lid(0) % 32;
  UNROLL for (int chunk = 0; chunk < CHUNKS; ++chunk) {
    const int from = column + chunk * 64;
    if (row >= all.m || from >= all.n) break;
    const shared_address box = part + next * BOX;
    if (lane == 0) cp_async_bulk_wait_group_read<1>();  // what was in this box before has left it
    __syncwarp();
    UNROLL for (int j = 0; j < 4; ++j) {
      uint r[4];
      UNROLL for (int i = 0; i < 4; ++i) {
        const float *two = sum + chunk * 32 + j * 8 + i / 2 * 4 + i % 2 * 2;
        const int x = from + j * 16 + i / 2 * 8 + lane % 4 * 2;
        const bool biased = (end.parts & BIASED) != 0 && x < all.n;
        r[i] = pair_of(with_end(end, two[0], biased ? bias_of(end, x) : 0.0f),
                       with_end(end, two[1], biased ? bias_of(end, x + 1) : 0.0f));
      }
      stmatrix_x4(box + (lane % 16 * 128 + ((j * 2 + lane / 16) ^ lane % 8) * 16), r);
    }
    fence_proxy_async();
    __syncwarp();
    if (lane == 0) {
      cp_async_bulk_tensor_3d_store(y, from, row, matrix, box);
      cp_async_bulk_commit_group();
    }
    next ^= 1;
  }
  return next;
}

// Where four sums of a chunk lie in a warp's part: the eight lanes that write or read at once find
// different banks.
DEVICE int place_of(int row, int quad) { return (row * 16 + (quad ^ row % 4 * 2)) * 16; }

// Finishes a warp's rows, from `row` on, and writes them.
DEVICE void write_rows(const ending &end, const float *sum, int row, int column, const work &all, char *part) {
  const int lane = lid(0) % 32;
  const bool quads = takes_quads(end, all.n);
  ROLLED for (int chunk = 0; chunk < CHUNKS; ++chunk) {
    UNROLL for (int c = 0; c < CHUNKS; ++c)
      if (c == chunk) {
        UNROLL for (int i = 0; i < 16; ++i)
          *(float2 *)(part + place_of(i % 2 * 8 + lane / 4, i / 2 * 2 + lane % 4 / 2) + lane % 2 * 8) =
              make_float2(sum[c * 32 + i * 2], sum[c * 32 + i * 2 + 1]);
      }
    __syncwarp();
    ROLLED for (int i = lane; i < 256; i += 32) {
      const long y = row + i / 16;
      const long x = column + chunk * 64 + i % 16 * 4;
      if (y < all.m && x < all.n)
        finish(end, y, x, all.n, *(const float4 *)(part + place_of(i / 16, i % 16)), quads);
    }
    __syncwarp();
  }
}

// Multiplies and ends all tiles that this group takes. For one of the consumers.
DEVICE void consume(const work &all, const endings &ends, const tensor_map *y, bool a_across,
                    bool b_across, bool stored) {
  const int warp = lid(0) / 32 - 4;
  const int consumer = warp / 4;
  turn now = {0, 0};
  int box = 0;
  ROLLED for (int i = (int)group(0) / all.cluster; i < places(all); i += (int)gridDim.x / all.cluster) {
    const place at = find(i, all);
    const int summed = summed_by(ends, at.row, at.column);
    float sum[TILE_N / 2];
    float total[2 * SHARE_B] = {};
    if (a_across) {
      now = b_across ? sum_up<true, true>(sum, now, at.steps, consumer, all.cluster, summed, total)
                     : sum_up<true, false>(sum, now, at.steps, consumer, all.cluster, summed, total);
    } else {
      now = b_across ? sum_up<false, true>(sum, now, at.steps, consumer, all.cluster, summed, total)
                     : sum_up<false, false>(sum, now, at.steps, consumer, all.cluster, summed, total);
    }
    if (summed != 0) write_totals(ends, summed, at, consumer, total);
    const int row = at.row + 16 * warp;
    const ending end = end_of(ends, at.matrix, at.slice);
    if (stored) {
      box = store_rows(y, end, sum, row, at.column, at.matrix, all, warp_part(warp), box);
    } else {
      write_rows(end, sum, row, at.column, all, part_of(warp));
    }
  }
  if (lid(0) % 32 == 0) cp_async_bulk_wait_group_read<0>();  // shared memory must stay until it is read
}

extern "C" __global__ void __launch_bounds__(ITEMS, GROUPS)
    JOIN(sm90_matmul_, DTYPE)(const __grid_constant__ tensor_map a, const __grid_constant__ tensor_map b,
                              const __grid_constant__ tensor_map y_map, PRODUCT_PARAMETERS,
                              const int batch, const int cluster, const int a_across,
                              const int b_across, const int stored) {
  BIND_ENDING(end)
  const work all = {(int)m, (int)n, (int)k, batch, slices, (int)slice, cluster};
  if (lid(0) == 0) {
    prefetch_tensor_map(&a);
    prefetch_tensor_map(&b);
    if (stored) prefetch_tensor_map(&y_map);
    make_barriers(WARPS * cluster);
  }
  cluster_arrive();
  cluster_wait();
  if (lid(0) < 128) {
#if CONSUMERS > 1
    setmaxnreg_dec<40>();
#endif
    if (lid(0) == 0) produce({&a, a_across != 0}, {&b, b_across != 0}, all);
    __syncwarp();
  } else {
#if CONSUMERS > 1
    setmaxnreg_inc<232>();
#endif
    consume(all, {end, m, n, slices}, &y_map, a_across != 0, b_across != 0, stored != 0);
  }
  cluster_arrive();  // no group ends while another may still reach into its shared memory
  cluster_wait();
}
