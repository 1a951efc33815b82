// Tensor maps: what cuTensorMapEncodeTiled makes, and how copies of tensors go by it. NVIDIA's 128 bytes are
// not documented; these are the emulator's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace emulator {

struct TensorMap {
  static constexpr std::uint32_t MAGIC = 0x70616d74;
  static constexpr unsigned DIMENSIONS = 5;

  std::uint32_t magic;
  std::uint8_t element_bytes;
  std::uint8_t rank;
  std::uint8_t swizzle;  // 16 for none, 32, 64 or 128 bytes
  std::uint8_t fills_nan;
  std::uint64_t address;
  std::uint64_t sizes[DIMENSIONS];
  std::uint64_t strides[DIMENSIONS - 1];  // bytes, from the second dimension on
  std::uint16_t box[DIMENSIONS];
  std::uint8_t steps[DIMENSIONS];

  // How many elements of the box there are along a dimension.
  unsigned extent(unsigned dimension) const {
    return (box[dimension] + steps[dimension] - 1u) / steps[dimension];
  }
  std::size_t row_bytes() const { return std::size_t{box[0]} * element_bytes; }
  std::size_t rows() const;
  std::size_t bytes() const { return row_bytes() * rows(); }

  // A row of the box: where it is in global memory, and which of its bytes, from `first` to `last`, are
  // inside of the tensor.
  struct Row {
    std::uint64_t address;  // of its byte `first`
    std::size_t first;
    std::size_t last;
  };
  Row row(std::size_t number, const int* coordinates) const;
};
static_assert(sizeof(TensorMap) <= 128);

// Where a byte of shared memory is with a swizzle, which permutes chunks of 16 bytes by higher bits of the
// address.
inline std::uintptr_t swizzled(std::uintptr_t address, unsigned swizzle) {
  return address ^ ((address >> 7 & (swizzle / 16 - 1)) << 4);
}

}  // namespace emulator
