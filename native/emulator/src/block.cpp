#include "block.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "cluster.h"
#include "report.h"

__thread emulator::Index emulator_thread_index;
__thread emulator::Index emulator_block_index;
__thread emulator::Index emulator_block_size;
__thread emulator::Index emulator_grid_size;

namespace emulator {

std::string to_string(Index index) { return text("(%u,%u,%u)", index.x, index.y, index.z); }

std::string to_string(Site site) { return text("%s:%d", base_name(site.file).c_str(), site.line); }

__thread Block* Block::running_ = nullptr;

Block::Block(Cluster& cluster, unsigned rank)
    : cluster_(cluster), rank_(rank), threads_(1024), order_(1024), ready_(1024) {}

void Block::go_on() {
  Fibre& first = next();
  if (&first == &main_) return;
  fibre_ = &first;
  Fibre::jump(main_, first);
  fibre_ = &main_;
}

void Block::begin(const Launch& launch, Index index) {
  running_ = this;
  active_ = true;
  launch_ = &launch;
  index_ = index;
  idle_.clear();
  for (const auto& fibre : fibres_) idle_.push_back(fibre.get());
  fibre_ = &main_;
  prepare_threads(launch.block);
  started_ = done_ = at_barrier_ = 0;
  predicates_ = 0;
  ready_first_ = 0;
  ready_.clear();
  fault_.reset();
  for (unsigned i = 0; i * WARP < total_; i++) {
    const unsigned lanes = std::min(WARP, total_ - i * WARP);
    warps_[i] = {lanes == WARP ? ~0u : (1u << lanes) - 1u, 0};
  }
  random_.reset();
  if (launch.seed) {
    random_.emplace(*launch.seed);
    std::iota(order_.begin(), order_.end(), 0u);
    for (unsigned i = total_; i > 1; i--) std::swap(order_[i - 1], order_[random_->below(i)]);
  }
  emulator_block_index = index;
  emulator_block_size = launch.block;
  emulator_grid_size = launch.grid;
  prepare_shared(launch);
  clocked_ = launch.function->library->is_clocked();
  watched_ = false;
  if (clocked_) prepare_clocks();
}

void Block::prepare_clocks() {
  constexpr unsigned REGISTERS = 65536;  // of a processor
  history_.begin(extent_);
  mbarriers_.begin();
  for (NamedBarrier& barrier : named_) barrier = NamedBarrier{};
  more_.assign(total_, {});
  warpgroups_.assign((total_ + WARPGROUP - 1) / WARPGROUP, {});
  for (std::size_t i = 0; i < warpgroups_.size(); i++) {
    const auto first = static_cast<unsigned>(i) * WARPGROUP;
    warpgroups_[i].agent = cluster_.agent(
        "wgmma of threads " + std::to_string(first) + "-" + std::to_string(first + WARPGROUP - 1));
    // What ptxas gives a thread at most, if the launch bounds are to be kept.
    const EmulatedKernel& kernel = *launch_->function->kernel;
    const unsigned threads = std::max(1u, kernel.bound * kernel.groups);
    warpgroups_[i].registers = std::min(255u, REGISTERS / threads) / 8 * 8;
  }
  spare_registers_ = 0;
}

void Block::activate() {
  running_ = this;
  active_ = true;
  emulator_block_index = index_;
  for (const Range& range : ranges_)
    std::memcpy(reinterpret_cast<void*>(shared_ + range.begin), saved_ + range.begin,
                range.end - range.begin);
}

// Where other blocks of the cluster reach its shared memory, at the same distance from multiples of 1024.
void Block::put_away() {
  active_ = false;
  for (const Range& range : ranges_)
    std::memcpy(saved_ + range.begin, reinterpret_cast<const void*>(shared_ + range.begin),
                range.end - range.begin);
}

// Shared memory holds anything when a block begins: NaN, so that its use shows.
void Block::prepare_shared(const Launch& launch) {
  const Library& library = *launch.function->library;
  shared_ = library.shared_memory();
  extent_ = library.shared_extent();
  races_.begin(extent_);
  arrivals_.begin(extent_);
  if (launch.cluster.count() > 1) {
    room_.resize(extent_ + 2048);
    const auto room = reinterpret_cast<std::uintptr_t>(room_.data());
    saved_ = room_.data() + ((shared_ - room) & 1023);
  }
  ranges_.clear();
  for (const Shared& shared : launch.function->shared)
    ranges_.push_back({shared.offset, shared.offset + shared.bytes, shared.name.c_str()});
  const std::size_t dynamic = library.dynamic_offset();
  if (launch.dynamic_bytes > 0)
    ranges_.push_back({dynamic, dynamic + launch.dynamic_bytes, "dynamic shared memory"});
  for (const Range& range : ranges_)
    std::memset(reinterpret_cast<void*>(shared_ + range.begin), 0xff, range.end - range.begin);
}

// Blocks of a launch are of one size, so that this is seldom anything to do.
void Block::prepare_threads(Index size) {
  if (size.x == size_.x && size.y == size_.y && size.z == size_.z) return;
  size_ = size;
  total_ = static_cast<unsigned>(size.count());
  order_.resize(total_);
  for (unsigned i = 0; i < total_; i++) threads_[i].index = index_of(i, size);
}

// After a fault fibres stand somewhere inside the kernel; they begin anew with the next block.
void Block::drop_fibres() {
  for (const auto& fibre : fibres_) fibre->reset();
}

Fibre& Block::idle_fibre() {
  if (idle_.empty()) {
    fibres_.push_back(std::make_unique<Fibre>(&Block::body, static_cast<unsigned>(fibres_.size())));
    return *fibres_.back();
  }
  Fibre* fibre = idle_.back();
  idle_.pop_back();
  return *fibre;
}

// What each fibre does for ever.
void Block::body() {
  for (;;) {
    Block& block = running();
    const bool may_start = block.started_ < block.total_;
    const bool rather_not = block.random_ && block.ready_first_ < block.ready_.size() &&
                            block.random_->below(2) == 0;
    if (may_start && !rather_not) {
      block.start_thread();
      block.finish_thread();
    } else {
      block.idle_.push_back(block.fibre_);
      block.yield();
    }
  }
}

void Block::start_thread() {
  const unsigned thread = random_ ? order_[started_] : started_;
  started_++;
  threads_[thread].fibre = fibre_;
  enter(thread);
  launch_->function->kernel->call(launch_->arguments);
}

void Block::finish_thread() {
  threads_[thread_].state = State::DONE;
  done_++;
  leave_warp(thread_);
  if (clocked_) end_well();
}

void Block::enter(unsigned thread) {
  thread_ = thread;
  threads_[thread].state = State::RUNNING;
  emulator_thread_index = threads_[thread].index;
  if (clocked_) watched_ = !more_[thread].fragments.empty();
}

// Leaves the fibre that runs for another, until somebody comes back to it.
void Block::yield() {
  Fibre& from = *fibre_;
  Fibre& to = next();
  fibre_ = &to;
  if (&from != &to) Fibre::jump(from, to);
}

// Chooses who goes on.
Fibre& Block::next() {
  if (fibre_ != &main_ && clocked_ && cluster_.gives_way()) return main_;
  const bool ready = ready_first_ < ready_.size();
  const bool unstarted = started_ < total_;
  if (ready && !(unstarted && random_ && random_->below(2) == 0)) {
    const unsigned thread = take_ready();
    enter(thread);
    return *threads_[thread].fibre;
  }
  return unstarted ? idle_fibre() : main_;
}

void Block::make_ready(unsigned thread) {
  threads_[thread].state = State::READY;
  ready_.push_back(thread);
}

unsigned Block::take_ready() {
  if (random_) {
    const std::size_t at = ready_first_ + random_->below(ready_.size() - ready_first_);
    std::swap(ready_[ready_first_], ready_[at]);
  }
  const unsigned thread = ready_[ready_first_++];
  if (ready_first_ == ready_.size()) {
    ready_.clear();
    ready_first_ = 0;
  }
  return thread;
}

int Block::barrier(Site site, int predicate) {
  Thread& thread = threads_[thread_];
  thread.state = State::AT_BARRIER;
  thread.site = site;
  predicates_ += predicate;
  at_barrier_++;
  // OpenCL wants every thread at every barrier, those that have returned too.
  if (at_barrier_ == total_) release_barrier();
  yield();
  return last_predicates_;
}

void Block::release_barrier() {
  for (unsigned i = 1; i < total_; i++)
    if (!(threads_[i].site == threads_[0].site))
      fail(CUDA_ERROR_LAUNCH_FAILED, "threads of the block wait at different barriers: " + waiting(),
           nullptr, to_string(threads_[thread_].site));
  last_predicates_ = predicates_;
  predicates_ = 0;
  at_barrier_ = 0;
  races_.block_barrier();
  if (clocked_) meet_all();
  for (unsigned i = 0; i < total_; i++) make_ready(i);
}

std::uint64_t Block::warp(Site site, WarpRequest request) {
  const std::uint32_t bit = 1u << thread_ % WARP;
  if ((request.mask & bit) == 0)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("lane %u is not in the mask 0x%08x of its own warp operation", thread_ % WARP,
              request.mask),
         nullptr, to_string(site));
  Thread& thread = threads_[thread_];
  thread.state = State::IN_WARP;
  thread.site = site;
  thread.request = request;
  Warp& warp = warps_[thread_ / WARP];
  warp.waiting |= bit;
  combine_lanes_with(thread_);
  yield();
  return thread.request.result;
}

// Completes what a thread waits for in its warp, if all lanes of its mask that live have come.
void Block::combine_lanes_with(unsigned thread) {
  Warp& warp = warps_[thread / WARP];
  const WarpRequest& asked = threads_[thread].request;
  const std::uint32_t wanted = asked.mask & warp.living;
  if ((wanted & ~warp.waiting) != 0) return;
  WarpRequest* lanes[WARP] = {};
  for (unsigned lane = 0; lane < WARP; lane++) {
    if ((wanted >> lane & 1u) == 0) continue;
    lanes[lane] = &threads_[thread / WARP * WARP + lane].request;
    if (lanes[lane]->mask != asked.mask || lanes[lane]->operation != asked.operation) return;
  }
  if (is_aligned(asked.operation)) expect_aligned(thread / WARP);
  combine(lanes, wanted);
  if (!is_aligned(asked.operation)) {
    races_.warp_barrier(thread / WARP);
    if (clocked_) meet_lanes(thread / WARP, wanted);
  }
  warp.waiting &= ~wanted;
  for (unsigned lane = 0; lane < WARP; lane++)
    if ((wanted >> lane & 1u) != 0) make_ready(thread / WARP * WARP + lane);
}

// The lanes that a thread of this warp leaves behind need not wait for it any more.
void Block::leave_warp(unsigned thread) {
  Warp& warp = warps_[thread / WARP];
  warp.living &= ~(1u << thread % WARP);
  for (unsigned lane = 0; lane < WARP && warp.waiting != 0; lane++)
    if ((warp.waiting >> lane & 1u) != 0) combine_lanes_with(thread / WARP * WARP + lane);
}

}  // namespace emulator
