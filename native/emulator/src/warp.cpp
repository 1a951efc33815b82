#include "warp.h"

#include "tensor.h"

namespace emulator {
namespace {

constexpr std::uint64_t UNDEFINED = ~std::uint64_t{0};

bool has(std::uint32_t mask, unsigned lane) { return (mask >> lane & 1u) != 0; }

// The lane that a shuffle reads, as the PTX manual's shfl.sync defines it: within its part of `width`
// lanes, or the own lane if that would be outside.
unsigned source(const WarpRequest& asked, unsigned lane) {
  const unsigned width = static_cast<unsigned>(asked.width);
  const unsigned first = lane & ~(width - 1);
  const unsigned distance = static_cast<unsigned>(asked.argument);
  unsigned from = lane;
  switch (asked.operation) {
    case WarpOperation::SHUFFLE:
      return first | (distance & (width - 1));
    case WarpOperation::SHUFFLE_UP:
      from = lane - distance;
      return distance > lane - first ? lane : from;
    case WarpOperation::SHUFFLE_DOWN:
      from = lane + distance;
      break;
    default:
      from = lane ^ distance;
      break;
  }
  return from < first + width ? from : lane;
}

std::uint64_t reduce(const WarpRequest& a, std::uint64_t sum) {
  const auto x = static_cast<std::uint32_t>(sum);
  const auto y = static_cast<std::uint32_t>(a.value);
  const bool less = a.argument != 0 ? static_cast<std::int32_t>(y) < static_cast<std::int32_t>(x) : y < x;
  switch (a.operation) {
    case WarpOperation::ADD:
      return x + y;
    case WarpOperation::MIN:
      return less ? y : x;
    case WarpOperation::MAX:
      return less ? x : y;
    case WarpOperation::AND:
      return x & y;
    case WarpOperation::OR:
      return x | y;
    default:
      return x ^ y;
  }
}

std::uint64_t reduce_all(WarpRequest* const lanes[WARP], std::uint32_t present) {
  const unsigned first = static_cast<unsigned>(__builtin_ctz(present));
  std::uint64_t sum = lanes[first]->value;
  for (unsigned lane = first + 1; lane < WARP; lane++)
    if (has(present, lane)) sum = reduce(*lanes[lane], sum);
  return sum;
}

void combine_fragments(WarpRequest* const lanes[WARP]) {
  switch (lanes[0]->operation) {
    case WarpOperation::LDMATRIX:
      return load_matrices(lanes, false);
    case WarpOperation::LDMATRIX_TRANS:
      return load_matrices(lanes, true);
    case WarpOperation::MMA_BF16:
      return multiply_bf16(lanes);
    case WarpOperation::MMA_F16:
      return multiply_f16(lanes);
    case WarpOperation::MMA_TF32:
      return multiply_tf32(lanes);
    case WarpOperation::STMATRIX:
      return store_matrices(lanes, false);
    case WarpOperation::STMATRIX_TRANS:
      return store_matrices(lanes, true);
    default:
      return;  // ELECT
  }
}

std::uint32_t lanes_with(WarpRequest* const lanes[WARP], std::uint32_t present, std::uint64_t value) {
  std::uint32_t found = 0;
  for (unsigned lane = 0; lane < WARP; lane++)
    if (has(present, lane) && lanes[lane]->value == value) found |= 1u << lane;
  return found;
}

}  // namespace

void combine(WarpRequest* const lanes[WARP], std::uint32_t present) {
  if (is_aligned(lanes[__builtin_ctz(present)]->operation)) return combine_fragments(lanes);
  for (unsigned lane = 0; lane < WARP; lane++) {
    if (!has(present, lane)) continue;
    WarpRequest& asked = *lanes[lane];
    switch (asked.operation) {
      case WarpOperation::SYNC:
        break;
      case WarpOperation::SHUFFLE:
      case WarpOperation::SHUFFLE_UP:
      case WarpOperation::SHUFFLE_DOWN:
      case WarpOperation::SHUFFLE_XOR: {
        const unsigned from = source(asked, lane);
        asked.result = has(present, from) ? lanes[from]->value : UNDEFINED;
        break;
      }
      case WarpOperation::BALLOT:
        asked.result = lanes_with(lanes, present, 1);
        break;
      case WarpOperation::MATCH:
        asked.result = lanes_with(lanes, present, asked.value);
        break;
      default:
        asked.result = reduce_all(lanes, present);
        break;
    }
  }
}

}  // namespace emulator
