// The barriers in a block's shared memory (mbarrier), as the PTX manual defines them: each goes through
// phases, and one is complete when all arrivals have come and all announced bytes were copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "clocks.h"

namespace emulator {

struct Mbarrier {
  unsigned arrivals;  // of each phase
  unsigned maker;     // the agent that made it, and when
  Time made;
  unsigned copies;         // the agent of the copies that it counts
  bool published = false;  // by fence.mbarrier_init
  unsigned pending = 0;    // arrivals to come
  long expected = 0;       // bytes of this phase
  long copied = 0;
  long phase = 0;
  Clock told{};      // by all that arrived so far
  Clock complete{};  // the same when the last phase became complete
  std::vector<unsigned> waiting{};        // threads of the block
  std::vector<Time> under_way{};          // when copies for it began that are not done
  Time last_copy = 0;                     // when the last of those that are began
  std::unordered_map<unsigned, long> passed{};  // the phase that a thread last waited for

  bool is_complete() const { return pending == 0 && expected == copied; }

  // Which phase a thread means that waits for a parity: one after what it waited for last.
  long meant(unsigned thread, int parity) const;

  // "phase 1 (1 of 2 arrivals, 0 of 4096 bytes)"
  std::string state() const;
};

class Mbarriers {
 public:
  static constexpr std::size_t BYTES = 8;

  void begin() {
    offsets_.clear();
    barriers_.clear();
  }

  Mbarrier& add(std::size_t offset, const Mbarrier& barrier);
  void remove(std::size_t offset);

  // The barrier that is there; null if there is none.
  Mbarrier* find(std::size_t offset);

  // Whether some barrier is in these bytes.
  bool overlap(std::size_t offset, std::size_t bytes) const;

  // Where a barrier is that counted other bytes than were announced; nothing if there is none.
  std::optional<std::size_t> unsettled() const;

  // Lets others know what this agent made.
  void publish(unsigned maker);

 private:
  std::vector<std::size_t> offsets_;
  std::vector<Mbarrier> barriers_;  // one for each offset
};

}  // namespace emulator
