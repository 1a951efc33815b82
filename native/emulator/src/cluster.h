// Runs the blocks of a cluster, one after another for as long as each can go on, on one thread of the
// processor. Most launches have clusters of one block.
//
// Kernels find shared memory at the same place in all blocks, so that of the blocks which do not run lies
// elsewhere meanwhile; that is where other blocks of the cluster reach it. Copies of tensors are done when
// nobody can go on without them, as late as can be, or with a seed at any time.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "block.h"
#include "clocks.h"
#include "tensor_map.h"

namespace emulator {

// A copy of a box under way.
struct TensorCopy {
  TensorMap map;
  int coordinates[TensorMap::DIMENSIONS];
  bool loads;             // or stores
  std::size_t shared;     // the offset in shared memory
  std::size_t barrier;    // the same; of loads
  unsigned blocks;        // a bit for each that a load goes to, or the one that stores
  unsigned rank;          // of the block that began it
  unsigned thread;        // in that
  std::uint64_t group;    // of stores, counted for each thread
  Time began;
  const void* pc;
};

class Cluster {
 public:
  static constexpr unsigned MOST_BLOCKS = 16;

  // Runs the cluster whose first block is `first` to its end, or to the first fault.
  std::optional<Fault> run(const Launch& launch, Index first);

  unsigned size() const { return size_; }
  Block& block(unsigned rank) { return *blocks_[rank]; }
  Clocks& clocks() { return clocks_; }

  // A new agent; how reports name it.
  unsigned agent(const std::string& name);
  std::string name_of(unsigned agent) const;

  // Whether a block that could go on should rather let others.
  bool gives_way();

  // Barriers of the cluster, at which threads arrive and wait.
  void arrive(unsigned agent);
  bool must_wait(unsigned agent);
  void leave(unsigned agent);

  void begin_copy(const TensorCopy& copy);
  // The thread's stores since the last call are a group.
  void commit_stores(unsigned agent) { stores_[agent].filling++; }
  // Does the stores of all groups of a thread but the newest `pending`, of which it then knows.
  void finish_stores(unsigned agent, unsigned pending);
  unsigned store_agent(unsigned agent);
  bool reaches(const TensorCopy& copy, unsigned rank) const { return (copy.blocks >> rank & 1) != 0; }
  const std::deque<TensorCopy>& copies() const { return copies_; }

 private:
  static constexpr unsigned NONE = ~0u;

  // A thread's stores.
  struct Stores {
    unsigned agent = NONE;
    std::uint64_t filling = 0;  // the group
    std::deque<std::pair<std::uint64_t, Time>> begun;  // groups, and when their copies began
  };

  void begin(const Launch& launch, Index first);
  void go_on();
  std::optional<Fault> deadlock() const;
  Block* next();
  void activate(Block& block);
  void perform(std::size_t number);
  void load(const TensorCopy& copy);
  void store(const TensorCopy& copy);
  void meet();

  unsigned size_ = 0;
  unsigned threads_ = 0;  // of all blocks
  Block* active_ = nullptr;
  unsigned last_ = 0;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::optional<Random> random_;
  Clocks clocks_;
  std::vector<std::string> names_;  // of agents that are no threads
  std::deque<TensorCopy> copies_;
  std::vector<Stores> stores_;  // of each thread

  enum class Meeting : char { AWAY, ARRIVED, MET, WAITING, GONE };
  std::vector<Meeting> meeting_;  // of each thread
  unsigned to_arrive_ = 0;
  Clock told_;  // by all that arrived
  Clock met_;   // when all had last
};

}  // namespace emulator
