// What can be wrong in a block, and how it is told.
#include <map>

#include "cluster.h"
#include "report.h"

namespace emulator {
namespace {

const char* verb(Access access) {
  switch (access) {
    case Access::READ:
      return "read";
    case Access::WRITE:
      return "write";
    case Access::ATOMIC:
      return "atomic operation";
  }
  return "";
}

// "0-31, 40" of sorted numbers.
std::string ranges(const std::vector<unsigned>& numbers) {
  std::string all;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) last++;
    if (!all.empty()) all += ", ";
    all += std::to_string(numbers[i]);
    if (last > i) all += "-" + std::to_string(numbers[last]);
    i = last + 1;
  }
  return all;
}

}  // namespace

void Block::fail(CUresult code, const std::string& what, const void* pc, const std::string& where) {
  fault_ = Fault{code, index_, index_of(thread_, launch_->block), what, where, pc};
  if (fibre_ == &main_) throw Stopped{};
  Fibre& from = *fibre_;
  fibre_ = &main_;
  Fibre::jump(from, main_);
  __builtin_unreachable();
}

std::string Block::name_of(unsigned thread) const {
  return to_string(index_of(thread, launch_->block));
}

void Block::touch(std::uintptr_t address, std::size_t bytes, Access access, const void* pc) {
  const std::size_t offset = address - shared_;
  for (const Range& range : ranges_) {
    if (offset < range.begin || offset + bytes > range.end) continue;
    if (const auto copier = arrivals_.under_way(offset, bytes))
      fail(CUDA_ERROR_LAUNCH_FAILED,
           text("%s of %zu bytes at byte %zu of '%s', to which an asynchronous copy of thread %s is under "
                "way",
                verb(access), bytes, offset - range.begin, range.name, name_of(*copier).c_str()),
           pc);
    if (clocked_) return touch_clocked(offset, bytes, access, pc);
    const auto conflict = races_.touch(thread_, offset, bytes, access);
    if (!conflict) return;
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("race on shared memory: %s of %zu bytes at byte %zu of '%s' after a %s by thread %s "
              "without a barrier between them",
              verb(access), bytes, offset - range.begin, range.name, verb(conflict->first),
              name_of(conflict->other).c_str()),
         pc);
  }
  if (launch_->function->library->holds(address)) return;
  std::string where = "in no memory of the device";
  for (const Range& range : ranges_)
    if (offset + bytes > range.begin && offset < range.end + 65536)
      where = text("%ld bytes past the end of the shared variable '%s' of %zu bytes",
                   static_cast<long>(offset) - static_cast<long>(range.end), range.name,
                   range.end - range.begin);
  fail(CUDA_ERROR_ILLEGAL_ADDRESS,
       text("%s of %zu bytes at 0x%lx, %s", verb(access), bytes, address, where.c_str()), pc);
}

void Block::touch_clocked(std::size_t offset, std::size_t bytes, Access access, const void* pc) {
  Actor by(agent(), false, cluster_.clocks().of(agent()));
  const std::string wrong = conflict(by, cluster_.clocks().now(), offset, bytes, access);
  if (!wrong.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, wrong, pc);
}

std::string Block::conflict(Actor& by, Time now, std::size_t offset, std::size_t bytes, Access access) {
  const auto what = [&] {
    return text("%s of %zu bytes at ", verb(access), bytes) + place(offset) +
           (by.asynchronous ? " by " + cluster_.name_of(by.agent) : "");
  };
  if (mbarriers_.overlap(offset, bytes)) return what() + ", where a barrier is (mbarrier.init)";
  const auto found = history_.touch(by, now, offset, bytes, access);
  if (!found) return "";
  return "race on shared memory: " + what() + " after a " + verb(found->first) + " by " +
         cluster_.name_of(found->other) +
         (found->fence ? " without a fence.proxy.async between them" : ", and nothing orders the two");
}

std::string Block::place(std::size_t offset) const {
  for (const Range& range : ranges_)
    if (offset >= range.begin && offset < range.end)
      return text("byte %zu of '%s'", offset - range.begin, range.name);
  return text("byte %zu of shared memory", offset);
}

std::string Block::how_it_waits(unsigned number) const {
  const Thread& thread = threads_[number];
  const std::string site = ", " + to_string(thread.site);
  switch (thread.state) {
    case State::AT_BARRIER:
      return "wait at a barrier" + site;
    case State::IN_WARP:
      return text("wait for the lanes of mask 0x%08x", thread.request.mask) + site;
    case State::AT_MBARRIER: {
      const Mbarrier* barrier = const_cast<Mbarriers&>(mbarriers_).find(more_[number].barrier);
      return "wait for the barrier at " + place(more_[number].barrier) + ", " +
             (barrier != nullptr ? barrier->state() : "which ended") + site;
    }
    case State::AT_NAMED_BARRIER: {
      const NamedBarrier& barrier = named_[more_[number].barrier];
      return text("wait at barrier %zu, where %d of %d threads are", more_[number].barrier, barrier.arrived,
                  barrier.threads) + site;
    }
    case State::AT_CLUSTER:
      return "wait for the cluster" + site;
    case State::IN_WARPGROUP:
      return "wait for their warpgroup" + site;
    case State::FOR_REGISTERS:
      return text("wait for %d registers each, where %u are left over", more_[number].request.n,
                  spare_registers_) +
             site;
    case State::DONE:
      return "have returned";
    default:
      return "have not waited";
  }
}

// "threads 0-31 wait at a barrier, norm.cl:40; threads 32-63 have returned"
std::string Block::waiting() const {
  std::map<std::string, std::vector<unsigned>> groups;
  for (unsigned i = 0; i < total_; i++) {
    groups[how_it_waits(i)].push_back(i);
  }
  std::string all;
  for (const auto& [how, threads] : groups)
    all += (all.empty() ? "" : "; ") + ("threads " + ranges(threads)) + " " + how;
  return all;
}

Fault Block::deadlock() const {
  unsigned first = 0;
  while (threads_[first].state == State::DONE) first++;
  return Fault{CUDA_ERROR_LAUNCH_FAILED,
               index_,
               index_of(first, launch_->block),
               "waits for ever: " + waiting(),
               to_string(threads_[first].site),
               nullptr};
}

}  // namespace emulator
