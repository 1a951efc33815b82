// What the lanes of a warp do together: shuffles, votes, matches, reductions, products of fragments.
#pragma once

#include <cstdint>

namespace emulator {

constexpr unsigned WARP = 32;

// The numbers of collective_words.h, and what ptx_words.h asks for.
enum class WarpOperation {
  SYNC,
  SHUFFLE,
  SHUFFLE_UP,
  SHUFFLE_DOWN,
  SHUFFLE_XOR,
  BALLOT,
  MATCH,
  ADD,
  MIN,
  MAX,
  AND,
  OR,
  XOR,
  LDMATRIX,
  LDMATRIX_TRANS,
  MMA_BF16,
  MMA_F16,
  MMA_TF32,
  STMATRIX,
  STMATRIX_TRANS,
  ELECT,
};

// Whether all 32 lanes must come, to the same line (.aligned). Such operations do not order memory.
inline bool is_aligned(WarpOperation operation) { return operation >= WarpOperation::LDMATRIX; }

// Whether each lane names a row of a matrix in shared memory.
inline bool moves_rows(WarpOperation operation) {
  return operation == WarpOperation::LDMATRIX || operation == WarpOperation::LDMATRIX_TRANS ||
         operation == WarpOperation::STMATRIX || operation == WarpOperation::STMATRIX_TRANS;
}

// What one lane brings, and what it gets.
struct WarpRequest {
  WarpOperation operation;
  std::uint32_t mask;
  std::uint64_t value;  // or where the lane's Fragments are
  int argument;  // a lane, a distance, or for reductions whether values are signed
  int width;
  std::uint64_t result;
};

// Fills in the results of the lanes `present`, which all asked for the same operation. What CUDA
// leaves undefined, such as the value of a lane that is not there, is all ones.
void combine(WarpRequest* const lanes[WARP], std::uint32_t present);

}  // namespace emulator
