// The functions of ptx_sm90.cuh and ptx_wgmma.cuh in use, without a fault.
#include <cuda_fp16.h>

#include "ptx_wgmma.cuh"

extern __shared__ __align__(1024) uint4 memory[];

// Copies a box to shared memory, all of that to y as it lies there, and the box to another place.
__device__ void copy_box(const tensor_map* in, const tensor_map* out, const int* at, int rank, int bytes,
                         uint4* y) {
  __shared__ unsigned long long full;
  const shared_address box = to_shared(memory);
  const shared_address barrier = to_shared(&full);
  if (threadIdx.x == 0) {
    prefetch_tensor_map(in);
    mbarrier_init(barrier, 1);
    fence_mbarrier_init();
    mbarrier_arrive_expect_tx(barrier, bytes);
    if (rank == 2)
      cp_async_bulk_tensor_2d(box, in, at[0], at[1], barrier);
    else
      cp_async_bulk_tensor_3d(box, in, at[0], at[1], at[2], barrier);
  }
  __syncthreads();
  mbarrier_wait(barrier, 0);
  for (int i = (int)threadIdx.x; i < bytes / 16; i += (int)blockDim.x) y[i] = memory[i];
  __syncthreads();
  if (threadIdx.x == 0) {
    if (rank == 2)
      cp_async_bulk_tensor_2d_store(out, at[0], at[1], box);
    else
      cp_async_bulk_tensor_3d_store(out, at[0], at[1], at[2], box);
    cp_async_bulk_commit_group();
    cp_async_bulk_wait_group<0>();
    mbarrier_inval(barrier);
  }
}

extern "C" __global__ void boxes_2d(const __grid_constant__ tensor_map in, const __grid_constant__ tensor_map out,
                                    const int* at, int bytes, uint4* y) {
  copy_box(&in, &out, at, 2, bytes, y);
}

extern "C" __global__ void boxes_3d(const __grid_constant__ tensor_map in, const __grid_constant__ tensor_map out,
                                    const int* at, int bytes, uint4* y) {
  copy_box(&in, &out, at, 3, bytes, y);
}

// Where a matrix is in the image of shared memory, how far the next step of K is on, and how far it is after
// so many steps.
struct layout {
  int at, leading, stride, step, steps, row;

  __device__ int of_step(int k) const { return k % steps * step + k / steps * row; }
};

__device__ shared_matrix matrix(layout of, int swizzle) {
  const shared_address at = to_shared(memory) + of.at;
  if (swizzle == 128) return matrix_in_shared<128>(at, of.leading, of.stride);
  if (swizzle == 64) return matrix_in_shared<64>(at, of.leading, of.stride);
  if (swizzle == 32) return matrix_in_shared<32>(at, of.leading, of.stride);
  return matrix_in_shared<16>(at, of.leading, of.stride);
}

template <int N, int TYPE>
__device__ void multiply(float* d, shared_matrix a, shared_matrix b, bool add, int across) {
  if (TYPE == 2) wgmma_k8_tf32<N>(d, a, b, add);
  if (TYPE == 1) wgmma_k16_f16<N, false, true>(d, a, b, add);
  if (TYPE != 0) return;
  if (across == 0) wgmma_k16_bf16<N, false, false>(d, a, b, add);
  if (across == 1) wgmma_k16_bf16<N, true, false>(d, a, b, add);
  if (across == 2) wgmma_k16_bf16<N, false, true>(d, a, b, add);
  if (across == 3) wgmma_k16_bf16<N, true, true>(d, a, b, add);
}

// y (64, N) += the product of two matrices of `steps` steps of K in an image of shared memory.
template <int N, int TYPE>
__device__ void product(const uint4* image, int bytes, layout a, layout b, int swizzle, int across, int steps,
                        float* y) {
  for (int i = (int)threadIdx.x; i < bytes / 16; i += 128) memory[i] = image[i];
  fence_proxy_async();
  __syncthreads();
  const int row = (int)threadIdx.x / 32 * 16 + (int)threadIdx.x % 32 / 4;
  const int column = (int)threadIdx.x % 4 * 2;
  float d[N / 2];
  for (int i = 0; i < N / 2; ++i) d[i] = y[(row + i / 2 % 2 * 8) * N + i / 4 * 8 + column + i % 2];
  wgmma_hold<N>(d);
  wgmma_fence();
  for (int k = 0; k < steps; ++k)
    multiply<N, TYPE>(d, matrix(a, swizzle) + a.of_step(k), matrix(b, swizzle) + b.of_step(k), true, across);
  wgmma_commit_group();
  wgmma_wait_group<0>();
  wgmma_hold<N>(d);
  for (int i = 0; i < N / 2; ++i) y[(row + i / 2 % 2 * 8) * N + i / 4 * 8 + column + i % 2] = d[i];
}

#define PRODUCT(name, N, TYPE)                                                                         \
  extern "C" __global__ void __launch_bounds__(128) name(const uint4* image, int bytes, layout a, layout b, \
                                                         int swizzle, int across, int steps, float* y) { \
    product<N, TYPE>(image, bytes, a, b, swizzle, across, steps, y);                                   \
  }
PRODUCT(product_64_bf16, 64, 0)
PRODUCT(product_128_bf16, 128, 0)
PRODUCT(product_192_bf16, 192, 0)
PRODUCT(product_256_bf16, 256, 0)
PRODUCT(product_64_f16, 64, 1)
PRODUCT(product_128_tf32, 128, 2)

// y (M, N) = a (M, K) b (N, K) in bf16: a small sm90_matmul. Tiles of 128 x 128, two consumers of 64 rows, and
// clusters of two blocks that share the columns of b: each loads half of them for both.
constexpr int STAGES = 2;
constexpr int STAGE = 128 * 64 * 2 * 2;
extern "C" __global__ void __cluster_dims__(2, 1, 1) __launch_bounds__(384, 1)
    matmul(const __grid_constant__ tensor_map a, const __grid_constant__ tensor_map b,
           const __grid_constant__ tensor_map y, int steps) {
  __shared__ unsigned long long barriers[2 * STAGES];
  const shared_address full = to_shared(barriers), empty = to_shared(barriers + STAGES);
  const shared_address tiles = to_shared(memory);
  const int rank = cluster_rank();
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; ++i) {
      mbarrier_init(full + 8 * i, 1);
      mbarrier_init(empty + 8 * i, 4);
    }
    fence_mbarrier_init();
  }
  cluster_arrive();
  cluster_wait();
  const int group = (int)threadIdx.x / 128;
  if (group == 0) {
    setmaxnreg_dec<40>();
    if (threadIdx.x < 32 && elect_one()) {
      for (int k = 0; k < steps; ++k) {
        const int stage = k % STAGES;
        const shared_address at = tiles + stage * STAGE;
        mbarrier_wait(empty + 8 * stage, k / STAGES % 2 ^ 1);
        mbarrier_arrive_expect_tx(full + 8 * stage, STAGE);
        cp_async_bulk_tensor_2d(at, &a, 64 * k, 128 * (int)blockIdx.x, full + 8 * stage);
        cp_async_bulk_tensor_2d_multicast(at + 128 * 64 * 2 + rank * 64 * 64 * 2, &b, 64 * k,
                                          128 * (int)blockIdx.y + 64 * rank, full + 8 * stage, 3);
      }
    }
  } else {
    setmaxnreg_inc<232>();
    float d[64];
    for (int k = 0; k < steps; ++k) {
      const int stage = k % STAGES;
      const shared_address at = tiles + stage * STAGE;
      mbarrier_wait(full + 8 * stage, k / STAGES % 2);
      const shared_matrix left = matrix_in_shared<128>(at + (group - 1) * 64 * 64 * 2, 16, 1024);
      const shared_matrix right = matrix_in_shared<128>(at + 128 * 64 * 2, 16, 1024);
      wgmma_hold<128>(d);
      wgmma_fence();
      for (int i = 0; i < 4; ++i)
        wgmma_k16_bf16<128, false, false>(d, left + 32 * i, right + 32 * i, k + i > 0);
      wgmma_commit_group();
      wgmma_wait_group<0>();
      wgmma_hold<128>(d);
      if (threadIdx.x % 128 < 2) mbarrier_arrive(mapa(empty + 8 * stage, (int)threadIdx.x % 128));
    }
    // Both consumers are done with all stages: the tile goes where the first was, as two boxes of 64 columns.
    bar_sync(1, 256);
    const int lane = (int)threadIdx.x % 32;
    const int warp = (int)threadIdx.x % 128 / 32;
    const int row = (group - 1) * 64 + warp * 16 + lane % 16;
    for (int j = 0; j < 8; ++j) {
      unsigned r[4];
      for (int i = 0; i < 4; ++i) r[i] = cvt_rn_bf16x2(d[8 * j + 2 * i], d[8 * j + 2 * i + 1]);
      const int chunk = 2 * j + lane / 16;
      stmatrix_x4(tiles + chunk / 8 * 128 * 128 + row * 128 + (chunk % 8 ^ row % 8) * 16, r);
    }
    fence_proxy_async();
    bar_sync(1, 256);
    if (threadIdx.x == 128) {
      for (int half = 0; half < 2; ++half)
        cp_async_bulk_tensor_2d_store(&y, 128 * (int)blockIdx.y + 64 * half, 128 * (int)blockIdx.x,
                                      tiles + half * 128 * 128);
      cp_async_bulk_commit_group();
      cp_async_bulk_wait_group_read<0>();
    }
  }
  // Nobody leaves while others may still arrive at its barriers.
  cluster_arrive();
  cluster_wait();
}

// y[8 block + i] = what the next block of the cluster has at word i; blocks put in their own numbers.
__device__ void ask_neighbours(unsigned* y) {
  __shared__ unsigned words[32];
  const shared_address own = to_shared(words + threadIdx.x);
  const int blocks = (int)gridDim.x;
  store_cluster(mapa(own, cluster_rank()), 100 * blockIdx.x + threadIdx.x);
  cluster_arrive();
  cluster_wait();
  y[32 * blockIdx.x + threadIdx.x] = load_cluster(mapa(own, (cluster_rank() + 1) % blocks));
  cluster_arrive();
  cluster_wait();
}

extern "C" __global__ void neighbours(unsigned* y) { ask_neighbours(y); }
extern "C" __global__ void __cluster_dims__(2) in_pairs(unsigned* y) { ask_neighbours(y); }

// The second block of each cluster copies a box to both; y gets what each has.
extern "C" __global__ void __cluster_dims__(2)
    share_box(const __grid_constant__ tensor_map in, int bytes, uint4* y) {
  __shared__ unsigned long long full;
  const shared_address barrier = to_shared(&full);
  if (threadIdx.x == 0) {
    mbarrier_init(barrier, 1);
    fence_mbarrier_init();
    mbarrier_arrive_expect_tx(barrier, bytes);
  }
  cluster_arrive();
  cluster_wait();
  if (threadIdx.x == 0 && cluster_rank() == 1)
    cp_async_bulk_tensor_3d_multicast(to_shared(memory), &in, 0, 0, 1, barrier, 3);
  mbarrier_wait(barrier, 0);
  for (int i = (int)threadIdx.x; i < bytes / 16; i += (int)blockDim.x)
    y[(int)blockIdx.x * bytes / 16 + i] = memory[i];
}

// Each block of a cluster writes to the other one, and tells it by a barrier there.
extern "C" __global__ void __cluster_dims__(2) write_to_neighbour(unsigned* y) {
  __shared__ unsigned words[32];
  __shared__ unsigned long long written;
  const int other = cluster_rank() ^ 1;
  if (threadIdx.x == 0) {
    mbarrier_init(to_shared(&written), 32);
    fence_mbarrier_init();
  }
  cluster_arrive();
  cluster_wait();
  store_cluster(mapa(to_shared(words + threadIdx.x), other), 100 * blockIdx.x + threadIdx.x);
  mbarrier_arrive(mapa(to_shared(&written), other));
  mbarrier_wait_cluster(to_shared(&written), 0);
  y[32 * blockIdx.x + threadIdx.x] = words[31 - threadIdx.x];
  cluster_arrive();
  cluster_wait();
}

// The matrices of a warp go to shared memory and back transposed, or the other way round.
extern "C" __global__ void transpose(const unsigned* x, unsigned* y, int on_the_way) {
  __shared__ uint4 rows[32];
  unsigned r[4];
  for (int i = 0; i < 4; ++i) r[i] = x[4 * threadIdx.x + i];
  const shared_address row = to_shared(rows + threadIdx.x);
  if (on_the_way)
    stmatrix_x4_trans(row, r);
  else
    stmatrix_x4(row, r);
  __syncwarp();
  if (on_the_way)
    ldmatrix_x4(r, row);
  else
    ldmatrix_x4_trans(r, row);
  for (int i = 0; i < 4; ++i) y[4 * threadIdx.x + i] = r[i];
}

// Two halves of a block hand words to and fro by barriers that have numbers.
extern "C" __global__ void to_and_fro(int* y, int turns) {
  __shared__ int words[64];
  const int i = (int)threadIdx.x % 64;
  if (threadIdx.x < 64) {
    for (int turn = 0; turn < turns; ++turn) {
      if (turn > 0) bar_sync(2, 128);
      words[63 - i] = i + turn;
      bar_arrive(1, 128);
    }
  } else {
    int sum = 0;
    for (int turn = 0; turn < turns; ++turn) {
      bar_sync(1, 128);
      sum += words[i];
      if (turn + 1 < turns) bar_arrive(2, 128);
    }
    y[i] = sum;
  }
}
