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
#include "history.h"
#include "library.h"
#include "mbarriers.h"
#include "place.h"
#include "races.h"
#include "random.h"
#include "tensor.h"
#include "warp.h"
#include "warpgroup.h"

namespace emulator {

class Cluster;
struct TensorCopy;

// A launch of a kernel, as blocks need it.
struct Launch {
  const Function* function;
  Index grid;
  Index block;
  Index cluster;
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

// Ends what is done for a block, but by none of its threads, after a fault.
struct Stopped {};

class Block {
 public:
  Block(Cluster& cluster, unsigned rank);

  // Begins a block of the launch, which is active then.
  void begin(const Launch& launch, Index index);

  // Runs its threads until none can go on, or a fault. It must be active.
  void go_on();
  bool can_go_on() const { return started_ < total_ || ready_first_ < ready_.size(); }
  bool has_ended() const { return done_ == total_; }
  const std::optional<Fault>& fault() const { return fault_; }
  Fault deadlock() const;
  std::string waiting() const;

  // After a fault fibres stand somewhere inside the kernel; they begin anew with the next block.
  void drop_fibres();

  // The block that is active on this thread of the processor: its shared memory is where kernels look.
  static Block& running() { return *running_; }
  void activate();
  void put_away();

  // What follows is called by kernels, on a fibre.
  int barrier(Site site, int predicate);
  std::uint64_t warp(Site site, WarpRequest request);
  void copy(std::uintptr_t to, std::uintptr_t from, int bytes, int source_bytes, const void* pc);
  void commit_copies() { arrivals_.commit(thread_); }
  void wait_for_copies(unsigned pending);
  void load_matrices(Site site, bool transposed, const void* row, std::uint32_t* r, const void* pc);
  void multiply(Site site, int type, const Fragments& fragments);
  std::uint32_t active_lanes() const { return warps_[thread_ / WARP].living; }

  // The same on GPUs since compute capability 9.0: see ptx_sm90_words.h.
  unsigned rank() const { return rank_; }
  void arrive_at_cluster(Site site);
  void wait_for_cluster(Site site);
  std::uintptr_t mapped(std::uintptr_t address, int rank);
  std::uintptr_t reach(std::uintptr_t address, std::size_t bytes, Access access, const void* pc);
  void make_barrier(std::uintptr_t address, int arrivals, const void* pc);
  void end_barrier(std::uintptr_t address, const void* pc);
  void publish_barriers() { mbarriers_.publish(agent()); }
  void arrive(std::uintptr_t address, int bytes, int arrivals, const void* pc);
  void wait_for_barrier(Site site, std::uintptr_t address, int parity);
  void load_tensor(std::uintptr_t to, const void* map, const int* coordinates, int rank, std::uintptr_t barrier,
                   unsigned blocks, const void* pc);
  void store_tensor(const void* map, const int* coordinates, int rank, std::uintptr_t from, const void* pc);
  void commit_bulk_copies();
  void wait_for_bulk_copies(unsigned pending);
  void fence_asynchronous();
  void store_matrices(Site site, bool transposed, void* row, const std::uint32_t* r, const void* pc);
  bool elect(Site site);
  void named_barrier(Site site, int number, int threads, bool wait);
  void set_registers(Site site, int registers, bool more);
  void fence_registers() { more_[thread_].fenced = true; }
  void multiply(const WgmmaRequest& request);
  void commit_products() { more_[thread_].groups.push_back(warpgroup().issued); }
  void wait_for_products(Site site, unsigned pending);

  // Whether accesses to the stack may be to registers that wgmma uses.
  bool watches_registers() const { return watched_; }
  void touch_registers(std::uintptr_t address, std::size_t bytes, const void* pc);

  // Where an address is in shared memory; nothing if it is in none of the kernel's variables.
  std::optional<std::size_t> offset_of(std::uintptr_t address, std::size_t bytes) const;

  // Offsets of its shared memory, and the memory itself, whether it is active or not.
  std::byte* shared_bytes() { return active_ ? reinterpret_cast<std::byte*>(shared_) : saved_; }
  std::size_t extent() const { return extent_; }

  // "byte 16 of 'tile'"
  std::string place(std::size_t offset) const;

  // Tells what is wrong when `by` touches these bytes; empty if nothing is.
  std::string conflict(Actor& by, Time now, std::size_t offset, std::size_t bytes, Access access);

  // Copies of tensors that reach this block.
  void count_bytes(Block& to, std::size_t barrier, std::size_t bytes, Time began, const void* pc);

  // Acts as that thread, though none runs, so that faults name it.
  void act_as(unsigned thread) { thread_ = thread; }
  void make_ready(unsigned thread);
  unsigned agent_of(unsigned thread) const { return rank_ * total_ + thread; }
  std::string name_of(unsigned thread) const;
  Index index() const { return index_; }

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
  enum class State {
    RUNNING,
    READY,
    AT_BARRIER,
    IN_WARP,
    AT_MBARRIER,
    AT_NAMED_BARRIER,
    AT_CLUSTER,
    IN_WARPGROUP,
    FOR_REGISTERS,
    DONE,
  };

  struct Thread {
    State state;
    Fibre* fibre;
    Index index;
    Site site;
    WarpRequest request;
  };

  // A barrier of bar.sync.
  struct NamedBarrier {
    int threads = 0;
    int arrived = 0;
    std::vector<unsigned> waiting;
    Clock told;
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
  unsigned take_ready();
  void release_barrier();
  void wait(State state, Site site, std::size_t barrier);
  unsigned agent() const { return agent_of(thread_); }
  void meet_all();
  void meet_lanes(unsigned warp, std::uint32_t lanes);
  void combine_lanes_with(unsigned thread);
  void expect_aligned(unsigned warp);
  void expect_different_banks(unsigned warp);
  void leave_warp(unsigned thread);
  void prepare_threads(Index size);
  void prepare_shared(const Launch& launch);
  void prepare_clocks();
  std::size_t shared_offset(std::uintptr_t address, std::size_t bytes, const char* what,
                            const void* pc);
  void expect_multiple(std::uintptr_t address, std::size_t of, const char* what, const void* pc);
  std::string how_it_waits(unsigned thread) const;
  void touch_clocked(std::size_t offset, std::size_t bytes, Access access, const void* pc);
  Mbarrier& known_barrier(Block& block, std::size_t offset, const void* pc);
  std::pair<Block*, std::size_t> reached(std::uintptr_t address, std::size_t bytes, const char* what,
                                         const void* pc);
  void complete(Block& owner, Mbarrier& barrier, std::size_t offset, const void* pc);
  void expect_room(const TensorCopy& copy, Block& to);
  void end_well();
  Warpgroup& warpgroup() { return warpgroups_[thread_ / WARPGROUP]; }
  bool meet_warpgroup(const WgmmaRequest& request, const char* what);
  void wake_warpgroup(unsigned group);
  void check_product(const WgmmaRequest& request);
  void issue_product(const WgmmaRequest& request);
  void run_products(Warpgroup& group, std::uint64_t until);
  void take_results(Warpgroup& group, std::uint64_t until);
  void change_registers(const WgmmaRequest& request);
  void grant_registers();

  static __thread Block* running_ __attribute__((tls_model("initial-exec")));

  Cluster& cluster_;
  const unsigned rank_;  // in the cluster
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
  bool active_ = false;
  std::size_t extent_ = 0;
  std::vector<std::byte> room_;  // for shared memory while another block is active
  std::byte* saved_ = nullptr;   // in there

  bool clocked_ = false;  // whether clocks tell what is in order, and not barriers alone
  History history_;
  Mbarriers mbarriers_;
  NamedBarrier named_[16];
  std::vector<Warpgroup> warpgroups_;
  std::vector<ClockedThread> more_;  // about each thread
  bool watched_ = false;             // the registers of the thread that runs
  unsigned spare_registers_ = 0;
};

}  // namespace emulator
