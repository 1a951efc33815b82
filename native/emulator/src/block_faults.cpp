// What can be wrong in a block, and how it is told.
#include <map>

#include "block.h"
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

// "threads 0-31 wait at a barrier, norm.cl:40; threads 32-63 have returned"
std::string Block::waiting() const {
  std::map<std::string, std::vector<unsigned>> groups;
  for (unsigned i = 0; i < total_; i++) {
    const Thread& thread = threads_[i];
    std::string how = "have not waited";
    if (thread.state == State::AT_BARRIER) how = "wait at a barrier, " + to_string(thread.site);
    if (thread.state == State::IN_WARP)
      how = text("wait for the lanes of mask 0x%08x, ", thread.request.mask) + to_string(thread.site);
    if (thread.state == State::DONE) how = "have returned";
    groups[how].push_back(i);
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
