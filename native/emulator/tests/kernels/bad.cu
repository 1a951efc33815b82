// Kernels with one fault each, which the emulator has to find and name.

extern "C" __global__ void missing_barrier(float* y) {
  __shared__ float tile[64];
  tile[threadIdx.x] = (float)threadIdx.x;
  y[threadIdx.x] = tile[63 - threadIdx.x];
}

extern "C" __global__ void missing_barrier_of_a_loop(float* y) {
  __shared__ float one;
  for (int i = 0; i < 2; i++) {
    if (threadIdx.x == 0) one = (float)i;
    __syncthreads();
    y[threadIdx.x] = one;
  }
}

// Two bytes of one word are no conflict, the same byte is one.
extern "C" __global__ void race_on_a_byte(unsigned char* y) {
  __shared__ unsigned char tile[64];
  tile[threadIdx.x] = 1;
  if (threadIdx.x == 40) tile[13] = 2;
  y[threadIdx.x] = tile[threadIdx.x];
}

extern "C" __global__ void not_in_own_mask(int* y) {
  y[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, (int)threadIdx.x, 1);
}

extern "C" __global__ void lanes_that_never_come(int* y) {
  if (threadIdx.x < 16)
    y[threadIdx.x] = __shfl_xor_sync(0xffffffffu, (int)threadIdx.x, 1);
  else
    __syncthreads();
}

extern "C" __global__ void store_past_the_end(float* y, int n) {
  const int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
  if (i <= n) y[i] = 1.0f;
}

extern "C" __global__ void load_before_the_beginning(float* y) {
  y[threadIdx.x] = y[(long)threadIdx.x - 1];
}

extern "C" __global__ void store(float* y) { y[threadIdx.x] = 1.0f; }

extern "C" __global__ void barrier_for_half(float* y) {
  if (threadIdx.x < 32) __syncthreads();
  y[threadIdx.x] = 0.0f;
}

extern "C" __global__ void barrier_for_ever(float* y) {
  if (threadIdx.x >= 32) {
    __syncthreads();
    y[threadIdx.x] = 0.0f;
  } else {
    for (int i = 0; i < 2; i++) __syncthreads();
  }
}

extern "C" __global__ void two_barriers(float* y) {
  if (threadIdx.x < 32)
    __syncthreads();
  else
    __syncthreads();
  y[threadIdx.x] = 0.0f;
}

extern "C" __global__ void shared_past_the_end(float* y, int n) {
  __shared__ float tile[32];
  float* p = tile + n;
  p[threadIdx.x] = 1.0f;
  __syncthreads();
  y[threadIdx.x] = tile[threadIdx.x % 32];
}

extern "C" __global__ void index_out_of_an_array(float* y, int n) {
  float kept[4] = {};
  for (int i = 0; i < n; i++) kept[i] = y[i];
  y[threadIdx.x] = kept[threadIdx.x % 4];
}

extern "C" __global__ void misaligned(float* y) {
  *(float4*)(y + 1) = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
}

extern "C" __global__ void divides_by_zero(int* y, int n) { y[threadIdx.x] = 1 / n; }

extern "C" __global__ void __launch_bounds__(64) bounded(float* y) { y[threadIdx.x] = 0.0f; }
