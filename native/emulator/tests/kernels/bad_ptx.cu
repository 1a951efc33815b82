// Kernels with one fault each in how they use ptx.cuh.
#include <cuda_fp16.h>

#include "ptx.cuh"

__device__ void begin_copy(uint4* to, const uint4* from) { cp_async_16(to_shared(to), from, 16); }

extern "C" __global__ void copy_not_waited_for(const uint4* x, uint4* y) {
  __shared__ uint4 tile[64];
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
  cp_async_commit_group();
  __syncthreads();
  y[threadIdx.x] = tile[63 - threadIdx.x];
}

extern "C" __global__ void copy_not_committed(const uint4* x, uint4* y) {
  __shared__ uint4 tile[64];
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
  cp_async_wait_group<0>();
  y[threadIdx.x] = tile[threadIdx.x];
}

extern "C" __global__ void waits_for_too_few(const uint4* x, uint4* y) {
  __shared__ uint4 tile[128];
  for (int i = 0; i < 2; i++) {
    begin_copy(tile + 64 * i + threadIdx.x, x + threadIdx.x);
    cp_async_commit_group();
  }
  cp_async_wait_group<1>();
  __syncthreads();
  y[threadIdx.x] = tile[127 - threadIdx.x];
}

extern "C" __global__ void no_barrier_behind_the_wait(const uint4* x, uint4* y) {
  __shared__ uint4 tile[64];
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
  cp_async_commit_group();
  cp_async_wait_group<0>();
  y[threadIdx.x] = tile[63 - threadIdx.x];
}

// The copy may come before others have read what it overwrites.
extern "C" __global__ void no_barrier_before_the_copy(const uint4* x, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = tile[63 - threadIdx.x];
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
  cp_async_commit_group();
  cp_async_wait_group<0>();
  __syncthreads();
}

extern "C" __global__ void two_copies_to_one_place(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
  begin_copy(tile + threadIdx.x, x + threadIdx.x);
}

extern "C" __global__ void copy_from_half_way(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  cp_async_16(to_shared(tile), (const char*)x + 8, 16);
}

extern "C" __global__ void copy_to_half_way(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  cp_async_4(to_shared(tile) + 2, x, 4);
}

extern "C" __global__ void copy_past_the_source(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  cp_async_16(to_shared(tile + threadIdx.x), x + 64, threadIdx.x == 5 ? 4 : 0);
}

extern "C" __global__ void copy_past_shared_memory(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  cp_async_16(to_shared(tile) + 1024, x, 16);
}

extern "C" __global__ void copy_of_too_much(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  cp_async_4(to_shared(tile) + (int)(4 * threadIdx.x), x, 8);
}

extern "C" __global__ void store_past_shared_memory(const uint4* x, uint4*) {
  __shared__ uint4 tile[64];
  store_shared(to_shared(tile) + (int)(16 * threadIdx.x + 16), x[threadIdx.x]);
}

extern "C" __global__ void load_at_half_a_word(const uint4*, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = y[threadIdx.x];
  y[threadIdx.x].x = load_shared(to_shared(tile + threadIdx.x) + 2);
}

extern "C" __global__ void matrix_at_half_a_row(const uint4*, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = y[threadIdx.x];
  __syncthreads();
  ldmatrix_x4((unsigned*)(y + threadIdx.x), to_shared(tile) + (int)(threadIdx.x == 9 ? 8 : 0));
}

extern "C" __global__ void matrix_outside(const uint4*, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = y[threadIdx.x];
  __syncthreads();
  ldmatrix_x4_trans((unsigned*)(y + threadIdx.x), to_shared(tile) + (int)(threadIdx.x == 9 ? 1024 : 0));
}

// Lanes get what others' rows hold, but instructions on fragments order no memory.
extern "C" __global__ void matrix_without_a_barrier(const uint4*, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = y[threadIdx.x];
  ldmatrix_x4((unsigned*)(y + threadIdx.x), to_shared(tile + (threadIdx.x ^ 1)));
}

// No fault, but rows 0, 4 and so on, 32 bytes apart, take turns.
extern "C" __global__ void matrix_in_few_banks(const uint4*, uint4* y) {
  __shared__ uint4 tile[64];
  tile[threadIdx.x] = y[threadIdx.x];
  __syncthreads();
  ldmatrix_x4((unsigned*)(y + threadIdx.x), to_shared(tile + 2 * (threadIdx.x % 32)));
}

extern "C" __global__ void product_of_half_a_warp(const uint4* x, uint4* y) {
  if (threadIdx.x % 32 < 16) return;
  const unsigned* u = (const unsigned*)(x + threadIdx.x);
  float sum[4] = {};
  mma_m16n8k16_bf16(sum, u, u);
  y[threadIdx.x] = make_uint4(0, 0, 0, __float_as_uint(sum[0]));
}

extern "C" __global__ void products_apart(const uint4* x, uint4* y) {
  const unsigned* u = (const unsigned*)(x + threadIdx.x);
  float sum[4] = {};
  if (threadIdx.x % 2 == 0)
    mma_m16n8k8_tf32(sum, u, u);
  else
    mma_m16n8k8_tf32(sum, u, u + 2);
  y[threadIdx.x] = make_uint4(0, 0, 0, __float_as_uint(sum[0]));
}
