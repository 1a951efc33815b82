#include "tensor_map.h"

#include <algorithm>

namespace emulator {

std::size_t TensorMap::rows() const {
  std::size_t rows = 1;
  for (unsigned i = 1; i < rank; i++) rows *= extent(i);
  return rows;
}

TensorMap::Row TensorMap::row(std::size_t number, const int* coordinates) const {
  std::uint64_t at = address;
  bool inside = true;
  for (unsigned i = 1; i < rank; i++) {
    const std::int64_t place = coordinates[i] + static_cast<std::int64_t>(number % extent(i)) * steps[i];
    number /= extent(i);
    inside = inside && place >= 0 && place < static_cast<std::int64_t>(sizes[i]);
    at += static_cast<std::uint64_t>(place) * strides[i - 1];
  }
  const auto size = static_cast<std::int64_t>(sizes[0]);
  const std::int64_t first = std::clamp<std::int64_t>(-std::int64_t{coordinates[0]}, 0, box[0]);
  const std::int64_t last = std::clamp<std::int64_t>(size - coordinates[0], first, box[0]);
  const auto begin = static_cast<std::size_t>(first) * element_bytes;
  const auto end = static_cast<std::size_t>(inside ? last : first) * element_bytes;
  const std::int64_t shift = (coordinates[0] + first) * element_bytes;
  return {at + static_cast<std::uint64_t>(shift), begin, end};
}

}  // namespace emulator
