// Asynchronous copies from global to shared memory (cp.async), until they arrive.
//
// A copy is under way from its instruction on until its thread waits for the group it is in, and is
// done only then: as late as can be. Until then nobody may touch the bytes it goes to, as it may have
// been done already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace emulator {

struct Arrival {
  std::size_t to;  // an offset in shared memory
  std::uintptr_t from;
  unsigned bytes;
  unsigned source_bytes;  // the rest becomes zero
  unsigned group;         // counted for each thread
  const void* pc;
};

class Arrivals {
 public:
  // A new block begins, in which `bytes` are shared; copies of the last one are forgotten.
  void begin(std::size_t bytes);

  // `by` begins a copy, of words, to where none is under way.
  void add(unsigned by, Arrival copy);

  // The copies of `by` since the last call are a group.
  void commit(unsigned by) { of(by).group++; }

  // Takes the copies of all groups of `by` but the newest `pending` off its list.
  std::vector<Arrival> take(unsigned by, unsigned pending);

  // Whose copy is under way to one of these bytes.
  std::optional<unsigned> under_way(std::size_t offset, std::size_t bytes) const {
    return count_ == 0 ? std::nullopt : found(offset, bytes);
  }

 private:
  static constexpr std::uint16_t NOBODY = 0xffff;

  struct Own {
    unsigned group = 0;  // that is being filled
    std::vector<Arrival> copies;
  };

  Own& of(unsigned by);
  void mark(const Arrival& copy, std::uint16_t by);
  std::optional<unsigned> found(std::size_t offset, std::size_t bytes) const;

  std::size_t count_ = 0;                // of copies under way
  std::vector<Own> threads_;
  std::vector<std::uint16_t> words_;  // of shared memory: whose copy goes there
};

}  // namespace emulator
