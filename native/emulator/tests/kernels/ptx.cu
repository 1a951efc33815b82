// Each function of ptx.cuh alone. Fragments are filled and read element by element, at the places that
// the comments of ptx.cuh tell.
#include <cuda_fp16.h>

#include "ptx.cuh"

// y[16 i] on = the first `bytes` bytes of x[16 i] on, and zeros, by one thread for each i.
extern "C" __global__ void copy_some(const char* x, char* y, const int* bytes) {
  __shared__ uint4 tile[64];
  const unsigned i = threadIdx.x;
  cp_async_16(to_shared(tile + i), x + 16 * i, bytes[i]);
  cp_async_commit_group();
  cp_async_wait_group<0>();
  ((uint4*)y)[i] = tile[i];
}

extern "C" __global__ void copy_words(const int* x, int* y, const int* bytes) {
  __shared__ int tile[64];
  const unsigned i = threadIdx.x;
  cp_async_4(to_shared(tile) + (int)(4 * i), x + i, bytes[i]);
  cp_async_commit_group();
  cp_async_wait_group<0>();
  y[i] = tile[i];
}

// y = the words of x, by way of shared memory, those of each uint4 backwards.
extern "C" __global__ void shared_words(const uint4* x, unsigned* y) {
  __shared__ uint4 tile[64];
  const int i = (int)threadIdx.x;
  store_shared(to_shared(tile) + 16 * i, x[i]);
  for (int word = 0; word < 4; word++) y[4 * i + 3 - word] = load_shared(to_shared(tile + i) + 4 * word);
}

// y = x reversed within runs of 64 uint4, which arrive in a ring of three stages.
extern "C" __global__ void ring(const uint4* x, uint4* y, int runs) {
  __shared__ uint4 stages[3][64];
  const unsigned i = threadIdx.x;
  for (int run = 0; run < 2; run++) {
    if (run < runs) cp_async_16(to_shared(&stages[run][i]), x + 64 * run + i, 16);
    cp_async_commit_group();
  }
  for (int run = 0; run < runs; run++) {
    cp_async_wait_group<1>();
    __syncthreads();
    y[64 * run + i] = stages[run % 3][63 - i];
    if (run + 2 < runs) cp_async_16(to_shared(&stages[(run + 2) % 3][i]), x + 64 * (run + 2) + i, 16);
    cp_async_commit_group();
  }
}

// Row r of matrix j lies at place[8 j + r], counted in rows.
extern "C" __global__ void load_matrices(const uint4* x, const int* place, unsigned* r, int transposed) {
  __shared__ uint4 rows[64];
  const unsigned lane = threadIdx.x;
  for (unsigned i = lane; i < 64; i += 32) rows[i] = x[i];
  __syncthreads();
  const shared_address row = to_shared(rows) + 16 * place[lane];
  if (transposed)
    ldmatrix_x4_trans(r + 4 * lane, row);
  else
    ldmatrix_x4(r + 4 * lane, row);
}

__device__ unsigned pair(const unsigned short* low, const unsigned short* high) {
  return (unsigned)*high << 16 | *low;
}

// d (16, 8) = c + a (16, 16) b (16, 8), of 16-bit elements.
extern "C" __global__ void multiply_halves(const unsigned short* a, const unsigned short* b, const float* c,
                                           float* d, int bf16) {
  const unsigned g = threadIdx.x / 4;
  const unsigned t = threadIdx.x % 4;
  unsigned u[4], v[2];
  float sum[4];
  for (unsigned i = 0; i < 4; i++) {
    const unsigned short* at = a + (g + (i == 1 || i == 3 ? 8 : 0)) * 16 + 2 * t + (i >= 2 ? 8 : 0);
    u[i] = pair(at, at + 1);
    sum[i] = c[(g + (i >= 2 ? 8 : 0)) * 8 + 2 * t + i % 2];
  }
  for (unsigned i = 0; i < 2; i++) {
    const unsigned short* at = b + (2 * t + 8 * i) * 8 + g;
    v[i] = pair(at, at + 8);
  }
  if (bf16)
    mma_m16n8k16_bf16(sum, u, v);
  else
    mma_m16n8k16_f16(sum, u, v);
  for (unsigned i = 0; i < 4; i++) d[(g + (i >= 2 ? 8 : 0)) * 8 + 2 * t + i % 2] = sum[i];
}

// d (16, 8) = c + a (16, 8) b (8, 8).
extern "C" __global__ void multiply_tf32(const unsigned* a, const unsigned* b, const float* c, float* d) {
  const unsigned g = threadIdx.x / 4;
  const unsigned t = threadIdx.x % 4;
  const unsigned u[4] = {a[g * 8 + t], a[(g + 8) * 8 + t], a[g * 8 + t + 4], a[(g + 8) * 8 + t + 4]};
  const unsigned v[2] = {b[t * 8 + g], b[(t + 4) * 8 + g]};
  float sum[4] = {c[g * 8 + 2 * t], c[g * 8 + 2 * t + 1], c[(g + 8) * 8 + 2 * t], c[(g + 8) * 8 + 2 * t + 1]};
  mma_m16n8k8_tf32(sum, u, v);
  d[g * 8 + 2 * t] = sum[0];
  d[g * 8 + 2 * t + 1] = sum[1];
  d[(g + 8) * 8 + 2 * t] = sum[2];
  d[(g + 8) * 8 + 2 * t + 1] = sum[3];
}

extern "C" __global__ void convert(const float* x, unsigned* tf32, unsigned* bf16, unsigned* f16) {
  const unsigned i = threadIdx.x;
  tf32[i] = cvt_rna_tf32(__float_as_uint(x[i]));
  bf16[i] = cvt_rn_bf16x2(x[i], -x[i]);
  f16[i] = cvt_rn_f16x2(x[i], -x[i]);
}
