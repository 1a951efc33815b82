// Races on shared memory: two threads touch the same bytes, one of them writing, and nothing orders the
// two.
//
// What orders them is a barrier of the block, or one of their warp if they are in the same. So each
// word remembers who wrote it and who read it since the block's last barrier, with the warp's count of
// its own barriers at that time. Two readers suffice: of two, at least one is not the next writer.
// Further reads of the same warp then say nothing new, and when the two are of different warps no reads
// do: most accesses end there. A word whose bytes are touched one by one is followed byte by byte until
// the next barrier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace emulator {

enum class Access { READ, WRITE, ATOMIC };

class Races {
 public:
  struct Conflict {
    unsigned other;  // the thread that came first
    Access first;    // what it did
  };

  // A new block begins, in which `bytes` are shared.
  void begin(std::size_t bytes);

  // All threads of the block have met.
  void block_barrier() { epoch_++; }

  // Lanes of a warp have met.
  void warp_barrier(unsigned warp) { clocks_[warp]++; }

  // Whether it says nothing new, and cannot be in conflict, that `by` reads these bytes.
  bool is_common(unsigned by, std::size_t offset, std::size_t bytes) const {
    for (std::size_t word = offset / 4; word <= (offset + bytes - 1) / 4; word++) {
      const Touches& at = words_[word];
      if (at.common_epoch != epoch_) return false;
      if (at.common_warp == ANY) continue;
      if (at.common_warp != by / 32 || at.common_clock != clocks_[by / 32]) return false;
    }
    return true;
  }

  // Thread `by` is about to touch [offset, offset + bytes).
  std::optional<Conflict> touch(unsigned by, std::size_t offset, std::size_t bytes, Access access);

 private:
  static constexpr std::uint16_t NOBODY = 0xffff;
  static constexpr std::uint16_t ANY = 0xffff;

  struct Reader {
    std::uint16_t thread = NOBODY;
    std::uint32_t clock = 0;
  };

  struct Touches {
    // Two threads of this warp, at this count of its barriers, or of any two warps, read it in this
    // epoch, and nobody wrote.
    std::uint32_t common_epoch = 0;
    std::uint32_t common_clock = 0;
    std::uint16_t common_warp = 0;

    std::uint32_t epoch = 0;  // that the rest is about
    std::uint32_t writer_clock = 0;
    std::uint16_t writer = NOBODY;
    bool atomic = false;
    bool split = false;  // the bytes are followed instead
    Reader readers[2];
  };

  bool ordered(unsigned first, std::uint32_t clock, unsigned second) const {
    return first == second || (first / 32 == second / 32 && clock < clocks_[second / 32]);
  }
  std::optional<Conflict> check(const Touches& at, unsigned by, Access access) const;
  void record(Touches& at, unsigned by, Access access) const;
  std::optional<Conflict> touch(Touches& at, unsigned by, Access access) const;
  static void note_common(Touches& at);
  Touches& word(std::size_t index);

  std::uint32_t epoch_ = 0;
  std::uint32_t clocks_[32] = {};
  std::vector<Touches> words_;
  std::vector<Touches> bytes_;
};

}  // namespace emulator
