// Kernels with one fault each in how they use ptx_sm90.cuh and ptx_wgmma.cuh. The map is of a tensor
// (64, 64) of floats, in boxes of 32 by 8 floats, 1024 bytes.
#include <cuda_fp16.h>

#include "ptx_wgmma.cuh"

extern __shared__ __align__(1024) uint4 memory[];
__shared__ unsigned long long barriers[4];

constexpr int BOX = 1024;

__device__ shared_address barrier(int i) { return to_shared(barriers + i); }
__device__ shared_address box(int i) { return to_shared(memory) + BOX * i; }
__device__ bool first() { return threadIdx.x == 0; }

// Two barriers for one arrival each.
__device__ void make_barriers() {
  if (first()) {
    for (int i = 0; i < 2; ++i) mbarrier_init(barrier(i), 1);
    fence_mbarrier_init();
  }
  __syncthreads();
}

__device__ void load(const tensor_map* map, int to, int by) {
  cp_async_bulk_tensor_2d(box(to), map, 0, 0, barrier(by));
}

#define MAP const __grid_constant__ tensor_map map
#define BAD(name) extern "C" __global__ void name(MAP, float* y)

// ---- Counts

BAD(expects_too_much) {
  make_barriers();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), 2 * BOX);
    load(&map, 0, 0);
  }
  mbarrier_wait(barrier(0), 0);
}

BAD(expects_too_little) {
  make_barriers();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), BOX / 2);
    load(&map, 0, 0);
  }
  mbarrier_wait(barrier(0), 0);
}

BAD(does_not_arrive) {
  make_barriers();
  if (first()) {
    mbarrier_expect_tx(barrier(0), BOX);
    load(&map, 0, 0);
  }
  mbarrier_wait(barrier(0), 0);
}

BAD(announces_too_much) {
  make_barriers();
  if (first())
    for (int i = 0; i < 2; ++i) mbarrier_expect_tx(barrier(0), 1 << 19);
}

BAD(arrives_twice) {
  make_barriers();
  if (first()) mbarrier_expect_tx(barrier(0), BOX);
  __syncthreads();
  if (threadIdx.x < 2) mbarrier_arrive(barrier(0));
}

// ---- Waits

BAD(does_not_wait) {
  make_barriers();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), BOX);
    load(&map, 0, 0);
  }
  __syncthreads();
  y[threadIdx.x] = ((float*)memory)[threadIdx.x];
  mbarrier_wait(barrier(0), 0);
}

BAD(waits_for_the_wrong_parity) {
  make_barriers();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), BOX);
    load(&map, 0, 0);
  }
  mbarrier_wait(barrier(0), 1);
  y[threadIdx.x] = ((float*)memory)[threadIdx.x];
}

BAD(waits_at_the_wrong_barrier) {
  make_barriers();
  if (first()) {
    for (int i = 0; i < 2; ++i) {
      mbarrier_arrive_expect_tx(barrier(i), BOX);
      load(&map, i, i);
    }
  }
  mbarrier_wait(barrier(1), 0);
  y[threadIdx.x] = ((float*)memory)[threadIdx.x];
}

// The last thread waits for the second phase when the third is over.
BAD(falls_back) {
  make_barriers();
  for (int phase = 0; phase < 4; ++phase) {
    if (first()) mbarrier_arrive(barrier(0));
    if (threadIdx.x + 1 < blockDim.x || phase == 0) mbarrier_wait(barrier(0), phase % 2);
    __syncthreads();
  }
  mbarrier_wait(barrier(0), 1);
}

// The box is overwritten while some may still read it.
BAD(overwrites_what_is_read) {
  make_barriers();
  for (int turn = 0; turn < 2; ++turn) {
    if (first()) {
      mbarrier_arrive_expect_tx(barrier(0), BOX);
      load(&map, 0, 0);
    }
    mbarrier_wait(barrier(0), turn);
    y[threadIdx.x] = ((float*)memory)[threadIdx.x];
  }
}

// Of those that read only one tells that he has.
BAD(tells_for_others) {
  make_barriers();
  for (int turn = 0; turn < 2; ++turn) {
    if (first()) {
      mbarrier_wait(barrier(1), turn ^ 1);
      mbarrier_arrive_expect_tx(barrier(0), BOX);
      load(&map, 0, 0);
    }
    mbarrier_wait(barrier(0), turn);
    y[threadIdx.x] = ((float*)memory)[threadIdx.x];
    if (threadIdx.x == 5) mbarrier_arrive(barrier(1));
  }
  __syncthreads();
}

// ---- Making barriers

BAD(barrier_not_made) { mbarrier_wait(barrier(0), 0); }

BAD(barrier_made_unseen) {
  if (first()) mbarrier_init(barrier(0), 64);
  mbarrier_arrive(barrier(0));
}

BAD(barrier_made_without_a_fence) {
  if (first()) {
    mbarrier_init(barrier(0), 1);
    mbarrier_arrive_expect_tx(barrier(0), BOX);
    load(&map, 0, 0);
  }
}

BAD(barrier_made_twice) {
  make_barriers();
  if (first()) mbarrier_init(barrier(1), 1);
}

BAD(barrier_read) {
  make_barriers();
  y[threadIdx.x] = (float)barriers[0];
}

BAD(barrier_at_half_its_size) {
  if (first()) mbarrier_init(barrier(0) + 4, 1);
}

// ---- Copies

BAD(map_not_aligned) {
  __shared__ uint4 words[9];
  for (int i = 0; i < 8; ++i) words[i] = ((const uint4*)&map)[i];
  make_barriers();
  if (first()) load((const tensor_map*)((const char*)&map + 32), 0, 0);
}

BAD(no_map) {
  make_barriers();
  alignas(64) char none[128] = {1};
  if (first()) load((const tensor_map*)none, 0, 0);
}

BAD(place_not_aligned) {
  make_barriers();
  if (first()) cp_async_bulk_tensor_2d(box(0) + 64, &map, 0, 0, barrier(0));
}

BAD(too_many_coordinates) {
  make_barriers();
  if (first()) cp_async_bulk_tensor_3d(box(0), &map, 0, 0, 0, barrier(0));
}

BAD(copy_past_shared_memory) {
  make_barriers();
  if (first()) load(&map, 64, 0);
}

BAD(copy_not_waited_for) {
  make_barriers();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), BOX);
    load(&map, 0, 0);
  }
}

__device__ void fill_box(float value) {
  for (int i = (int)threadIdx.x; i < BOX / 4; i += (int)blockDim.x) ((float*)memory)[i] = value;
}

BAD(store_without_a_fence) {
  fill_box(1.0f);
  __syncthreads();
  if (first()) {
    cp_async_bulk_tensor_2d_store(&map, 0, 0, box(0));
    cp_async_bulk_commit_group();
    cp_async_bulk_wait_group<0>();
  }
}

BAD(store_with_a_late_write) {
  fill_box(1.0f);
  fence_proxy_async();
  fill_box(2.0f);
  __syncthreads();
  if (first()) {
    cp_async_bulk_tensor_2d_store(&map, 0, 0, box(0));
    cp_async_bulk_commit_group();
    cp_async_bulk_wait_group<0>();
  }
}

BAD(store_not_waited_for) {
  fill_box(1.0f);
  fence_proxy_async();
  __syncthreads();
  if (first()) {
    cp_async_bulk_tensor_2d_store(&map, 0, 0, box(0));
    cp_async_bulk_commit_group();
  }
}

BAD(store_overwritten) {
  fill_box(1.0f);
  fence_proxy_async();
  __syncthreads();
  if (first()) {
    cp_async_bulk_tensor_2d_store(&map, 0, 0, box(0));
    cp_async_bulk_commit_group();
  }
  __syncthreads();
  fill_box(2.0f);
  if (first()) cp_async_bulk_wait_group_read<0>();
}

// ---- Products

__device__ void fill_operands() {
  for (int i = (int)threadIdx.x; i < 1024; i += (int)blockDim.x) memory[i] = make_uint4(0, 0, 0, 0);
}

__device__ void multiply(float* d, int at) {
  const shared_matrix a = matrix_in_shared<128>(to_shared(memory) + at, 16, 1024);
  const shared_matrix b = matrix_in_shared<128>(to_shared(memory) + 8192, 16, 1024);
  wgmma_k16_bf16<64, false, false>(d, a, b, true);
  wgmma_commit_group();
}

#define SUMS    \
  float d[32]; \
  for (int i = 0; i < 32; ++i) d[i] = 0

BAD(product_without_a_fence) {
  SUMS;
  fill_operands();
  __syncthreads();
  wgmma_fence();
  multiply(d, 0);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(product_without_a_fence_of_registers) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 0);
  wgmma_wait_group<0>();
  d[3] += 1.0f;
  multiply(d, 0);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(product_not_waited_for) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 0);
  multiply(d, 0);
  wgmma_wait_group<1>();
  y[threadIdx.x] = d[5];
  wgmma_wait_group<0>();
}

BAD(product_not_committed) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  const shared_matrix a = matrix_in_shared<128>(to_shared(memory), 16, 1024);
  wgmma_k16_bf16<64, false, false>(d, a, a, true);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(sums_written_meanwhile) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 0);
  d[31] = y[0];
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[31];
}

BAD(operand_overwritten) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 0);
  memory[threadIdx.x] = make_uint4(1, 1, 1, 1);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

// The place is free for the next copy before the product has read it.
BAD(operand_released_early) {
  SUMS;
  make_barriers();
  for (int turn = 0; turn < 2; ++turn) {
    if (first()) {
      mbarrier_wait(barrier(1), turn ^ 1);
      mbarrier_arrive_expect_tx(barrier(0), 16 * BOX);
      for (int i = 0; i < 16; ++i) load(&map, i, 0);
    }
    mbarrier_wait(barrier(0), turn);
    wgmma_fence();
    multiply(d, 0);
    bar_sync(1, 128);
    if (first()) mbarrier_arrive(barrier(1));
  }
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(product_at_an_odd_place) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 256);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(product_outside) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, 14 * 1024);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(product_of_three_warps) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  if (threadIdx.x >= 96) return;
  wgmma_fence();
  multiply(d, 0);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

BAD(products_apart) {
  SUMS;
  fill_operands();
  fence_proxy_async();
  __syncthreads();
  wgmma_fence();
  multiply(d, threadIdx.x < 64 ? 0 : 32);
  wgmma_wait_group<0>();
  y[threadIdx.x] = d[0];
}

// ---- The rest

BAD(stored_matrix_without_a_barrier) {
  const unsigned r[4] = {1, 2, 3, 4};
  stmatrix_x4(to_shared(memory + threadIdx.x), r);
  y[threadIdx.x] = ((float*)memory)[4 * (threadIdx.x ^ 1)];
}

BAD(other_numbers_of_threads) {
  if (threadIdx.x < 64)
    bar_sync(1, 96);
  else
    bar_sync(1, 128);
}

BAD(nobody_comes) {
  if (threadIdx.x < 64) bar_sync(3, 128);
}

BAD(arrives_before_it_writes) {
  if (threadIdx.x < 64) {
    bar_arrive(1, 128);
    memory[threadIdx.x] = make_uint4(0, 0, 0, 0);
  } else {
    bar_sync(1, 128);
    y[threadIdx.x] = ((float*)memory)[threadIdx.x];
  }
}

extern "C" __global__ void __launch_bounds__(128, 1) registers_that_never_come(MAP, float*) {
  setmaxnreg_dec<240>();
  setmaxnreg_inc<256>();
}

extern "C" __global__ void __launch_bounds__(128, 4) fewer_registers_by_inc(MAP, float*) {
  setmaxnreg_inc<64>();
}

BAD(registers_without_bounds) { setmaxnreg_dec<40>(); }

// ---- Clusters, of two blocks

#define BAD_CLUSTER(name) extern "C" __global__ void __cluster_dims__(2, 1, 1) name(MAP, float* y)

__device__ void meet() {
  cluster_arrive();
  cluster_wait();
}

BAD_CLUSTER(neighbour_not_met) {
  store_cluster(mapa(box(0) + 4 * (int)threadIdx.x, cluster_rank()), 1);
  __syncthreads();
  y[threadIdx.x] = load_cluster(mapa(box(0) + 4 * (int)threadIdx.x, cluster_rank() ^ 1));
  meet();
}

BAD_CLUSTER(neighbour_gone) {
  if (cluster_rank() == 1) return;
  meet();
  y[threadIdx.x] = load_cluster(mapa(box(0) + 4 * (int)threadIdx.x, 1));
}

BAD_CLUSTER(no_such_neighbour) { mapa(box(0), 2); }

BAD_CLUSTER(arrives_again) {
  cluster_arrive();
  cluster_arrive();
}

BAD_CLUSTER(waits_alone) { cluster_wait(); }

BAD_CLUSTER(barrier_of_a_neighbour_unfenced) {
  if (first()) mbarrier_init(barrier(0), 1);
  meet();
  if (first()) mbarrier_arrive(mapa(barrier(0), cluster_rank() ^ 1));
  meet();
}

// One waits for what both are to announce, the other for the cluster.
BAD_CLUSTER(neighbours_wait) {
  make_barriers();
  meet();
  if (cluster_rank() == 0) mbarrier_wait(barrier(0), 0);
  meet();
}

// The neighbour does not expect what is copied to it.
BAD_CLUSTER(copy_to_who_expects_nothing) {
  make_barriers();
  meet();
  if (first()) {
    mbarrier_arrive_expect_tx(barrier(0), cluster_rank() == 0 ? BOX : 0);
    if (cluster_rank() == 0) cp_async_bulk_tensor_2d_multicast(box(0), &map, 0, 0, barrier(0), 3);
  }
  mbarrier_wait(barrier(0), 0);
  meet();
}

// A neighbour may read what this block overwrites for both.
BAD_CLUSTER(overwrites_what_a_neighbour_reads) {
  make_barriers();
  meet();
  for (int turn = 0; turn < 2; ++turn) {
    if (first()) {
      mbarrier_arrive_expect_tx(barrier(0), BOX);
      if (cluster_rank() == 0) cp_async_bulk_tensor_2d_multicast(box(0), &map, 0, 0, barrier(0), 3);
    }
    mbarrier_wait(barrier(0), turn);
    y[threadIdx.x] = ((float*)memory)[threadIdx.x];
    __syncthreads();
  }
  meet();
}

BAD_CLUSTER(copy_to_nobody) {
  make_barriers();
  if (first()) cp_async_bulk_tensor_2d_multicast(box(0), &map, 0, 0, barrier(0), 4);
}
