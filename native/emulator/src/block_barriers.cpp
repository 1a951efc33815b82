// What threads wait for besides the barrier of the block and their warp: barriers in shared memory, those of
// the cluster, those with a number.
#include <algorithm>

#include "cluster.h"
#include "report.h"

namespace emulator {

void Block::wait(State state, Site site, std::size_t barrier) {
  Thread& thread = threads_[thread_];
  thread.state = state;
  thread.site = site;
  more_[thread_].barrier = barrier;
  yield();
}

void Block::arrive_at_cluster(Site site) {
  threads_[thread_].site = site;
  cluster_.arrive(agent());
}

void Block::wait_for_cluster(Site site) {
  if (cluster_.must_wait(agent())) wait(State::AT_CLUSTER, site, 0);
}

// An address of this block's shared memory in that of another, or of the same.
std::uintptr_t Block::mapped(std::uintptr_t address, int rank) {
  const auto offset = offset_of(address, 1);
  if (!offset)
    fail(CUDA_ERROR_ILLEGAL_ADDRESS,
         text("mapa of 0x%lx, not in the shared memory of this block", address), nullptr);
  if (rank < 0 || rank >= static_cast<int>(cluster_.size()))
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("mapa to block %d of a cluster of %u blocks", rank, cluster_.size()), nullptr);
  if (rank == static_cast<int>(rank_)) return address;
  return reinterpret_cast<std::uintptr_t>(cluster_.block(static_cast<unsigned>(rank)).saved_) + *offset;
}

// The block in whose shared memory an address is, and where.
std::pair<Block*, std::size_t> Block::reached(std::uintptr_t address, std::size_t bytes, const char* what,
                                              const void* pc) {
  if (const auto offset = offset_of(address, bytes)) return {this, *offset};
  for (unsigned rank = 0; rank < cluster_.size(); rank++) {
    Block& other = cluster_.block(rank);
    const auto offset = address - reinterpret_cast<std::uintptr_t>(other.saved_);
    if (rank == rank_ || offset >= other.extent_ || !other.offset_of(other.shared_ + offset, bytes)) continue;
    if (other.has_ended())
      fail(CUDA_ERROR_LAUNCH_FAILED, text("%s to block %u of the cluster, which has ended", what, rank), pc);
    return {&other, offset};
  }
  fail(CUDA_ERROR_ILLEGAL_ADDRESS,
       text("%s of %zu bytes at 0x%lx, not in the shared memory of the cluster", what, bytes, address), pc);
}

// Checks an ordinary access to the cluster's shared memory; returns the address.
std::uintptr_t Block::reach(std::uintptr_t address, std::size_t bytes, Access access, const void* pc) {
  expect_multiple(address, bytes, "access to", pc);
  const auto [block, offset] = reached(address, bytes, "an access", pc);
  Actor by(agent(), false, cluster_.clocks().of(agent()));
  const std::string wrong = block->conflict(by, cluster_.clocks().now(), offset, bytes, access);
  if (!wrong.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, wrong, pc);
  return reinterpret_cast<std::uintptr_t>(block->shared_bytes()) + offset;
}

void Block::make_barrier(std::uintptr_t address, int arrivals, const void* pc) {
  expect_multiple(address, Mbarriers::BYTES, "mbarrier.init of", pc);
  const std::size_t offset = shared_offset(address, Mbarriers::BYTES, "mbarrier.init", pc);
  if (arrivals < 1 || arrivals >= 1 << 20)
    fail(CUDA_ERROR_LAUNCH_FAILED, text("mbarrier.init for %d arrivals", arrivals), pc);
  touch(address, Mbarriers::BYTES, Access::WRITE, pc);
  const std::string name = "a copy that the barrier at " + place(offset) + " counts";
  const auto count = static_cast<unsigned>(arrivals);
  Mbarrier& made =
      mbarriers_.add(offset, {count, agent(), cluster_.clocks().now(), cluster_.agent(name)});
  made.pending = count;
}

void Block::end_barrier(std::uintptr_t address, const void* pc) {
  const std::size_t offset = shared_offset(address, Mbarriers::BYTES, "mbarrier.inval", pc);
  const Mbarrier& barrier = known_barrier(*this, offset, pc);
  if (!barrier.waiting.empty() || !barrier.under_way.empty())
    fail(CUDA_ERROR_LAUNCH_FAILED, "mbarrier.inval of the barrier at " + place(offset) + ", which is in use", pc);
  mbarriers_.remove(offset);
}

// A barrier whose making this thread knows of.
Mbarrier& Block::known_barrier(Block& block, std::size_t offset, const void* pc) {
  Mbarrier* barrier = block.mbarriers_.find(offset);
  if (barrier == nullptr)
    fail(CUDA_ERROR_LAUNCH_FAILED, block.place(offset) + " is no barrier: mbarrier.init is missing", pc);
  const bool own = barrier->maker == agent();
  if (!own && cluster_.clocks().of(agent()).seen(barrier->maker) < barrier->made)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "uses the barrier at " + block.place(offset) + ", which " + cluster_.name_of(barrier->maker) +
             " made, and nothing orders the two",
         pc);
  if (&block != this && !barrier->published)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "uses the barrier at " + block.place(offset) +
             " of another block, and fence.mbarrier_init is missing",
         pc);
  return *barrier;
}

void Block::arrive(std::uintptr_t address, int bytes, int arrivals, const void* pc) {
  expect_multiple(address, Mbarriers::BYTES, "arrival at", pc);
  const auto [block, offset] = reached(address, Mbarriers::BYTES, "arrival at a barrier", pc);
  Mbarrier& barrier = known_barrier(*block, offset, pc);
  const std::string name = "the barrier at " + block->place(offset) + ", ";
  if (bytes < 0 || bytes >= 1 << 20)
    fail(CUDA_ERROR_LAUNCH_FAILED, text("%d bytes announced to ", bytes) + name + barrier.state(), pc);
  if (barrier.pending < static_cast<unsigned>(arrivals))
    fail(CUDA_ERROR_LAUNCH_FAILED, "one more arrival than wanted at " + name + barrier.state(), pc);
  barrier.expected += bytes;
  if (barrier.expected - barrier.copied >= 1 << 20)
    fail(CUDA_ERROR_LAUNCH_FAILED, "more than 2^20 - 1 bytes are to come at " + name + barrier.state(), pc);
  if (arrivals == 0) return;
  barrier.pending--;
  cluster_.clocks().release(agent(), barrier.told);
  complete(*block, barrier, offset, pc);
}

// Ends the phase of a barrier, if it is complete.
void Block::complete(Block& owner, Mbarrier& barrier, std::size_t offset, const void* pc) {
  if (barrier.pending == 0 && barrier.copied > barrier.expected)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "more bytes were copied than announced to the barrier at " + owner.place(offset) + ", " + barrier.state(),
         pc);
  if (!barrier.is_complete()) return;
  barrier.complete = barrier.told;
  for (const unsigned thread : barrier.waiting) {
    cluster_.clocks().acquire(owner.agent_of(thread), barrier.complete);
    barrier.passed[thread] = barrier.phase;
    owner.make_ready(thread);
  }
  barrier.waiting.clear();
  barrier.phase++;
  barrier.pending = barrier.arrivals;
  barrier.expected = barrier.copied = 0;
}

void Block::wait_for_barrier(Site site, std::uintptr_t address, int parity) {
  expect_multiple(address, Mbarriers::BYTES, "wait for a barrier at", nullptr);
  threads_[thread_].site = site;
  const std::size_t offset = shared_offset(address, Mbarriers::BYTES, "wait for a barrier", nullptr);
  Mbarrier& barrier = known_barrier(*this, offset, nullptr);
  if (parity != 0 && parity != 1)
    fail(CUDA_ERROR_LAUNCH_FAILED, text("waits for parity %d", parity), nullptr, to_string(site));
  const long meant = barrier.meant(thread_, parity);
  if (meant + 1 < barrier.phase && (barrier.passed.at(thread_) & 1) != parity)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("waits for phase %ld of the barrier at ", meant) + place(offset) + ", which has gone on to " +
             barrier.state(),
         nullptr, to_string(site));
  if (barrier.phase % 2 == parity) {
    barrier.waiting.push_back(thread_);
    return wait(State::AT_MBARRIER, site, offset);
  }
  barrier.passed[thread_] = barrier.phase - 1;
  cluster_.clocks().acquire(agent(), barrier.complete);
}

void Block::count_bytes(Block& to, std::size_t offset, std::size_t bytes, Time began, const void* pc) {
  Mbarrier* barrier = to.mbarriers_.find(offset);
  if (barrier == nullptr)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "the barrier at " + to.place(offset) + " ended before a copy that it counts", pc);
  auto& under_way = barrier->under_way;
  under_way.erase(std::find(under_way.begin(), under_way.end(), began));
  barrier->last_copy = std::max(barrier->last_copy, began);
  // Nobody knows of a copy while an earlier one for the same barrier is under way.
  Time known = barrier->last_copy;
  for (const Time other : under_way) known = std::min(known, other - 1);
  barrier->told.see(barrier->copies, known);
  barrier->copied += static_cast<long>(bytes);
  complete(to, *barrier, offset, pc);
}

void Block::named_barrier(Site site, int number, int threads, bool wait_there) {
  threads_[thread_].site = site;
  if (number < 1 || number > 15 || threads < 1 || threads % static_cast<int>(WARP) != 0)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("bar %d of %d threads: numbers are 1 to 15, threads whole warps", number, threads), nullptr,
         to_string(site));
  NamedBarrier& barrier = named_[number];
  if (barrier.arrived > 0 && barrier.threads != threads)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("bar %d of %d threads, where others wait for %d", number, threads, barrier.threads), nullptr,
         to_string(site));
  barrier.threads = threads;
  barrier.arrived++;
  cluster_.clocks().release(agent(), barrier.told);
  if (wait_there) barrier.waiting.push_back(thread_);
  if (barrier.arrived == threads) {
    for (const unsigned thread : barrier.waiting) {
      cluster_.clocks().acquire(agent_of(thread), barrier.told);
      make_ready(thread);
    }
    barrier.arrived = 0;
    barrier.waiting.clear();
  }
  if (wait_there) {
    more_[thread_].barrier = static_cast<std::size_t>(number);
    if (threads_[thread_].state == State::RUNNING) threads_[thread_].state = State::AT_NAMED_BARRIER;
    yield();
  }
}

// All threads of the block have met, or some lanes of a warp.
void Block::meet_all() {
  Clock told;
  for (unsigned i = 0; i < total_; i++) cluster_.clocks().release(agent_of(i), told);
  for (unsigned i = 0; i < total_; i++) cluster_.clocks().acquire(agent_of(i), told);
}

void Block::meet_lanes(unsigned warp, std::uint32_t lanes) {
  Clock told;
  const auto each = [&](auto act) {
    for (unsigned lane = 0; lane < WARP; lane++)
      if ((lanes >> lane & 1u) != 0) act(agent_of(warp * WARP + lane));
  };
  each([&](unsigned agent) { cluster_.clocks().release(agent, told); });
  each([&](unsigned agent) { cluster_.clocks().acquire(agent, told); });
}

}  // namespace emulator
