// Runs the threads of a block, each on a fibre, on one thread of the processor.
//
// A fibre runs one thread of the block after another until one has to wait; then another fibre goes
// on. So a kernel without barriers needs one fibre, and one with barriers as many as it has threads.
// When nobody can run and threads still wait, they wait for ever: that is reported.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrivals.h"
#include "codes.h"
#include "fibre.h"
#include "library.h"
#include "place.h"
#include "races.h"
#include "random.h"
#include "tensor.h"
#include "warp.h"

namespace emulator {

// A launch of a kernel, as blocks need it.
struct Launch {
  const Function* function;
  Index grid;
  Index block;
  unsigned dynamic_bytes;  // of shared memory
  void* const* arguments;
  std::optional<std::uint64_t> seed;
};

// What went wrong in a kernel.
struct Fault {
  CUresult code;
  Index block;
  Index thread;
  std::string what;
  std::string where;  // the source line if known, or else:
  const void* pc;
};

// A place in the source at which threads wait.
struct Site {
  const char* file = nullptr;
  int line = 0;

  bool operator==(const Site& other) const { return line == other.line && file == other.file; }
};

std::string to_string(Site site);

class Block {
 public:
  Block();

  // Runs one block of the launch to its end, or to the first fault.
  std::optional<Fault> run(const Launch& launch, Index index);

  // The block that this thread of the processor runs.
  static Block& running() { return *running_; }

  // What follows is called by kernels, on a fibre.
  int barrier(Site site, int predicate);
  std::uint64_t warp(Site site, WarpRequest request);
  void copy(std::uintptr_t to, std::uintptr_t from, int bytes, int source_bytes, const void* pc);
  void commit_copies() { arrivals_.commit(thread_); }
  void wait_for_copies(unsigned pending);
  void load_matrices(Site site, bool transposed, const void* row, std::uint32_t* r, const void* pc);
  void multiply(Site site, int type, const Fragments& fragments);
  std::uint32_t active_lanes() const { return warps_[thread_ / WARP].living; }

  bool on_stack(std::uintptr_t address) const { return fibre_->on_stack(address); }

  // Whether an access reads shared memory and is fine: what most accesses are.
  bool reads_common_memory(std::uintptr_t address, std::size_t bytes) const {
    const std::size_t offset = address - shared_;
    for (const Range& range : ranges_)
      if (offset >= range.begin && offset + bytes <= range.end) return races_.is_common(thread_, offset, bytes);
    return false;
  }

  // Checks an access that is neither to device memory nor to the stack.
  void touch(std::uintptr_t address, std::size_t bytes, Access access, const void* pc);

  // Ends the block; does not return.
  [[noreturn]] void fail(CUresult code, const std::string& what, const void* pc,
                         const std::string& where = "");

 private:
  enum class State { RUNNING, READY, AT_BARRIER, IN_WARP, DONE };

  struct Thread {
    State state;
    Fibre* fibre;
    Index index;
    Site site;
    WarpRequest request;
  };

  // A shared variable: a part of the library's thread-local memory.
  struct Range {
    std::size_t begin;
    std::size_t end;
    const char* name;
  };

  struct Warp {
    std::uint32_t living;   // lanes that have not returned
    std::uint32_t waiting;  // lanes in a warp operation
  };

  static void body();
  void start_thread();
  void finish_thread();
  void yield();
  Fibre& next();
  Fibre& idle_fibre();
  void enter(unsigned thread);
  void make_ready(unsigned thread);
  unsigned take_ready();
  void release_barrier();
  void combine_lanes_with(unsigned thread);
  void expect_aligned(unsigned warp);
  void expect_different_banks(unsigned warp);
  void leave_warp(unsigned thread);
  void begin(const Launch& launch, Index index);
  void prepare_threads(Index size);
  void prepare_shared(const Launch& launch);
  void drop_fibres();
  std::size_t shared_offset(std::uintptr_t address, std::size_t bytes, const char* what,
                            const void* pc);
  void expect_multiple(std::uintptr_t address, std::size_t of, const char* what, const void* pc);
  Fault deadlock() const;
  std::string waiting() const;
  std::string name_of(unsigned thread) const;

  static __thread Block* running_ __attribute__((tls_model("initial-exec")));

  Fibre main_;
  std::vector<std::unique_ptr<Fibre>> fibres_;
  std::vector<Fibre*> idle_;

  const Launch* launch_ = nullptr;
  Index index_{};
  Index size_{};  // of the block
  unsigned total_ = 0;
  unsigned started_ = 0;
  unsigned done_ = 0;
  unsigned at_barrier_ = 0;
  int predicates_ = 0;        // of the barrier that is filling
  int last_predicates_ = 0;   // of the last that was full
  Fibre* fibre_ = nullptr;    // that runs
  unsigned thread_ = 0;       // that runs
  std::vector<Thread> threads_;
  Warp warps_[1024 / WARP] = {};
  std::vector<unsigned> order_;  // in which threads start, if that is random
  std::vector<unsigned> ready_;
  std::size_t ready_first_ = 0;
  std::optional<Random> random_;
  std::optional<Fault> fault_;
  Races races_;
  Arrivals arrivals_;
  std::uintptr_t shared_ = 0;  // where shared variables are
  std::vector<Range> ranges_;  // the kernel's shared variables, from there
};

}  // namespace emulator
