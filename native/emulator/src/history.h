// Who accessed a block's shared memory, where clocks tell what is in order: finds two accesses of the same
// bytes, one of them writing, that nothing orders.
//
// Each word remembers its last write and all reads since, but those that a later one is known to follow.
// What asynchronous doers access is written down when it begins and belongs to an agent of theirs, of which
// others know when they have waited for it. They see what ordinary instructions wrote only behind a
// fence.proxy.async. A word whose bytes are touched one by one is followed byte by byte from then on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "clocks.h"
#include "races.h"

namespace emulator {

// Who accesses, and what is known to him: to all of some threads, which act together.
class Actor {
 public:
  Actor(unsigned agent, bool asynchronous, const Clock& known)
      : agent(agent), asynchronous(asynchronous), one_(&known), known_(&one_, 1) {}
  Actor(unsigned agent, bool asynchronous, std::span<const Clock* const> known)
      : agent(agent), asynchronous(asynchronous), known_(known) {}
  Actor(const Actor&) = delete;

  Time seen(unsigned other) { return one_ != nullptr ? one_->seen(other) : ask(other).seen; }
  Time fenced(unsigned other) { return one_ != nullptr ? one_->fenced(other) : ask(other).fenced; }

  const unsigned agent;
  const bool asynchronous;

 private:
  static constexpr unsigned NOBODY = ~0u;

  struct Answer {
    unsigned about = NOBODY;
    Time seen = 0;
    Time fenced = 0;
  };

  const Answer& ask(unsigned other);

  const Clock* one_ = nullptr;
  std::span<const Clock* const> known_;
  Answer answers_[16];  // the last ones
};

class History {
 public:
  struct Conflict {
    unsigned other;  // the agent that came first
    Access first;    // what it did
    bool fence;      // whether the two are in order, and only a fence lacks
  };

  // A new block begins, in which `bytes` are shared.
  void begin(std::size_t bytes);

  // `by` is about to touch [offset, offset + bytes).
  std::optional<Conflict> touch(Actor& by, Time now, std::size_t offset, std::size_t bytes, Access access);

 private:
  static constexpr std::uint16_t NOBODY = 0xffff;

  struct Entry {
    Time time = 0;
    std::uint16_t agent = NOBODY;
    bool asynchronous = false;
    bool atomic = false;
  };

  struct Touches {
    std::uint32_t epoch = 0;
    std::uint32_t more = 0;  // where further readers are, plus one
    bool split = false;      // the bytes are followed instead
    Entry write;
    Entry reads[2];
  };

  static bool ordered(const Entry& first, Actor& by) {
    return (first.agent == by.agent && !by.asynchronous) || first.time <= by.seen(first.agent);
  }
  std::optional<Conflict> check(const Touches& at, Actor& by, Access access) const;
  void record(Touches& at, Actor& by, Time now, Access access);
  void add_reader(Touches& at, Actor& by, const Entry& reader);
  std::optional<Conflict> touch(Touches& at, Actor& by, Time now, Access access);
  Touches& word(std::size_t index);

  std::uint32_t epoch_ = 0;
  std::vector<Touches> words_;
  std::vector<Touches> bytes_;
  std::vector<std::vector<Entry>> more_;
};

}  // namespace emulator
