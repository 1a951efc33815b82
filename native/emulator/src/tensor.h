// What the lanes of a warp do with fragments of matrices: ldmatrix and mma.sync, as the PTX manual
// defines them. All 32 lanes take part.
#pragma once

#include <cstdint>

namespace emulator {

struct WarpRequest;

// The registers of one lane. Which fields an operation has is in the comments of ptx.cuh.
struct Fragments {
  const void* row;  // ldmatrix and stmatrix: what the lane's address points to
  std::uint32_t* r;
  float* d;  // mma
  const std::uint32_t* a;
  const std::uint32_t* b;
};

// The value of an element, of the type of this number: EMULATOR_MMA_BF16 and its like.
double value(int type, std::uint32_t bits);

// A sum as tensor cores round it.
float rounded(double sum);

// ldmatrix.m8n8.x4, perhaps .trans.
void load_matrices(WarpRequest* const lanes[32], bool transposed);

// stmatrix.m8n8.x4, perhaps .trans.
void store_matrices(WarpRequest* const lanes[32], bool transposed);

// mma.m16n8k16 of bf16 and f16, mma.m16n8k8 of tf32, with sums in f32.
void multiply_bf16(WarpRequest* const lanes[32]);
void multiply_f16(WarpRequest* const lanes[32]);
void multiply_tf32(WarpRequest* const lanes[32]);

}  // namespace emulator
