// Kernels without a fault, whose results are known.
#include <cuda_fp16.h>

extern "C" __global__ void add_one(float* y, long n) {
  const long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] += 1.0f;
}

extern "C" __global__ void scale(float* y, float by, long n) {
  const long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] *= by;
}

// y[block] = the sum of the block's part of x, in halves.
extern "C" __global__ void __launch_bounds__(256) block_sum(const float* x, float* y, long n) {
  __shared__ float sum[256];
  const long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
  sum[threadIdx.x] = i < n ? x[i] : 0.0f;
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) sum[threadIdx.x] += sum[threadIdx.x + half];
  }
  if (threadIdx.x == 0) y[blockIdx.x] = sum[0];
}

// The last threads of a block leave first; the others still shuffle and sum within their warp.
extern "C" __global__ void warp_sum(const int* x, int* y) {
  if (threadIdx.x >= 56) return;
  const unsigned mask = threadIdx.x < 32 ? 0xffffffffu : 0x00ffffffu;
  int sum = x[threadIdx.x];
  for (int offset = 16; offset > 0; offset /= 2) {
    const int other = __shfl_down_sync(mask, sum, offset);
    if ((int)(threadIdx.x % 32) + offset < (threadIdx.x < 32 ? 32 : 24)) sum += other;
  }
  y[threadIdx.x] = sum;
}

extern "C" __global__ void votes(unsigned* y) {
  const unsigned lane = threadIdx.x;
  unsigned* mine = y + 8 * lane;
  mine[0] = __ballot_sync(0xffffffffu, lane % 3 == 0);
  mine[1] = (unsigned)__any_sync(0xffffffffu, lane == 31);
  mine[2] = (unsigned)__all_sync(0xffffffffu, lane < 31);
  mine[3] = __match_any_sync(0xffffffffu, lane / 8);
  mine[4] = (unsigned)__reduce_min_sync(0xffffffffu, (int)lane - 5);
  mine[5] = __reduce_max_sync(0xffffffffu, lane);
  mine[6] = __shfl_up_sync(0xffffffffu, lane, 3);
  mine[7] = __shfl_sync(0xffffffffu, lane, 5, 8);
}

// Lanes exchange by shared memory with nothing but their warp's barrier between.
extern "C" __global__ void warp_exchange(int* y) {
  __shared__ int tile[64];
  for (int round = 0; round < 3; round++) {
    tile[threadIdx.x] = (int)threadIdx.x + round;
    __syncwarp();
    y[threadIdx.x] = tile[threadIdx.x ^ 1];
    __syncwarp();
  }
}

extern "C" __global__ void count(int* counter, int* shared_counts) {
  __shared__ int counted;
  if (threadIdx.x == 0) counted = 0;
  __syncthreads();
  atomicAdd(&counted, 1);
  atomicAdd(counter, 1);
  __syncthreads();
  if (threadIdx.x == 0) shared_counts[blockIdx.x] = counted;
}

// In which order blocks come depends on the schedule.
extern "C" __global__ void order(int* counter, int* places) {
  if (threadIdx.x == 0) places[blockIdx.x] = atomicAdd(counter, 1);
}

extern "C" __global__ void halves(const unsigned short* x, float* y, unsigned short* z, long n) {
  const long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  y[i] = __half2float(__ushort_as_half(x[i]));
  z[i] = __half_as_ushort(__float2half_rn(y[i]));
}

extern "C" __global__ void round_to_halves(const float* x, unsigned short* y, long n) {
  const long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = __half_as_ushort(__float2half_rn(x[i]));
}

struct Pair {
  char tag;
  double value;
};

extern "C" __global__ void arguments(char a, Pair pair, short b, long c, float* y) {
  y[0] = (float)a;
  y[1] = (float)pair.value;
  y[2] = (float)b;
  y[3] = (float)c;
}

// y = x reversed, by shared memory whose size the launch gives.
extern "C" __global__ void reverse(const float* x, float* y) {
  extern __shared__ float tile[];
  tile[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = tile[blockDim.x - 1 - threadIdx.x];
}

extern "C" __global__ void to_ints(const float* x, int* y, unsigned* z) {
  const unsigned i = threadIdx.x;
  y[i] = i % 2 == 0 ? __float2int_rz(x[i]) : __float2int_rn(x[i]);
  z[i] = __float2uint_rz(x[i]);
}
