// Where the running thread is, as kernels read it (threadIdx and its like).
#pragma once

#include <cstdint>
#include <string>

namespace emulator {

struct Index {
  unsigned x, y, z;

  std::uint64_t count() const { return std::uint64_t{x} * y * z; }
};

// The index of number `i` in an extent, x varying fastest.
inline Index index_of(std::uint64_t i, Index extent) {
  const std::uint64_t plane = std::uint64_t{extent.x} * extent.y;
  return {static_cast<unsigned>(i % extent.x), static_cast<unsigned>(i % plane / extent.x),
          static_cast<unsigned>(i / plane)};
}

std::string to_string(Index index);

}  // namespace emulator

// Kernel libraries read these often; few bytes, so the static thread-local space has room for them.
#define EMULATOR_PLACE \
  extern "C" __attribute__((visibility("default"), tls_model("initial-exec"))) \
  __thread emulator::Index
EMULATOR_PLACE emulator_thread_index;
EMULATOR_PLACE emulator_block_index;
EMULATOR_PLACE emulator_block_size;
EMULATOR_PLACE emulator_grid_size;
