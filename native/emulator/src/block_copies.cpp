// What a thread asks of the tensor memory accelerator: copies of tensors from and to shared memory.
#include <cstring>

#include "cluster.h"
#include "report.h"

namespace emulator {
namespace {

// What is wrong with a map, a place in shared memory and the number of coordinates; empty if nothing is.
std::string wrong_copy(const TensorMap& map, const void* at, int rank, std::size_t shared) {
  if (map.magic != TensorMap::MAGIC) return "what was given as a tensor map is none (cuTensorMapEncodeTiled)";
  if (reinterpret_cast<std::uintptr_t>(at) % 64 != 0)
    return text("the tensor map is at 0x%lx, no multiple of 64 bytes", reinterpret_cast<std::uintptr_t>(at));
  if (map.rank != rank) return text("%d coordinates for a tensor of %u dimensions", rank, unsigned{map.rank});
  const bool short_rows = map.swizzle > 16 && map.row_bytes() != map.swizzle;
  if (short_rows)
    return text("rows of %zu bytes with a swizzle of %u, whose place the emulator does not know", map.row_bytes(),
                unsigned{map.swizzle});
  const std::size_t multiple = map.swizzle > 16 ? map.swizzle * 8u : 128u;
  if (shared % multiple != 0)
    return text("its place in shared memory, 0x%zx, is no multiple of %zu bytes", shared, multiple);
  return "";
}

}  // namespace

void Block::load_tensor(std::uintptr_t to, const void* at, const int* coordinates, int rank,
                        std::uintptr_t counted, unsigned blocks, const void* pc) {
  TensorCopy copy{};
  std::memcpy(&copy.map, at, sizeof copy.map);
  const std::string what = "copy of a tensor to shared memory";
  copy.shared = shared_offset(to, 1, what.c_str(), pc);
  const std::string wrong = wrong_copy(copy.map, at, rank, copy.shared);
  if (!wrong.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, what + ": " + wrong, pc);
  shared_offset(to, copy.map.bytes(), what.c_str(), pc);
  expect_multiple(counted, Mbarriers::BYTES, "copy for a barrier at", pc);
  copy.barrier = shared_offset(counted, Mbarriers::BYTES, "copy for a barrier", pc);
  copy.blocks = blocks == 0 ? 1u << rank_ : blocks;
  if (copy.blocks >> cluster_.size() != 0)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         what + text(": the blocks 0x%x of a cluster of %u", copy.blocks & 0xffffu, cluster_.size()), pc);
  std::memcpy(copy.coordinates, coordinates, static_cast<std::size_t>(rank) * sizeof *coordinates);
  copy.loads = true;
  copy.rank = rank_;
  copy.thread = thread_;
  copy.pc = pc;
  copy.began = cluster_.clocks().begin_by(agent());
  for (unsigned i = 0; i < cluster_.size(); i++)
    if (cluster_.reaches(copy, i)) expect_room(copy, cluster_.block(i));
  cluster_.begin_copy(copy);
}

// What a copy overwrites in a block must be over, and the barrier that counts it known to copies.
void Block::expect_room(const TensorCopy& copy, Block& to) {
  Mbarrier& barrier = known_barrier(to, copy.barrier, copy.pc);
  const Clock& known = cluster_.clocks().of(agent());
  if (!barrier.published && known.fenced(barrier.maker) < barrier.made)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "a copy for the barrier at " + to.place(copy.barrier) +
             " without fence.mbarrier_init or fence.proxy.async behind its making",
         copy.pc);
  Actor by(barrier.copies, true, known);
  const std::string wrong =
      to.conflict(by, copy.began, copy.shared, copy.map.bytes(), Access::WRITE);
  if (!wrong.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, wrong, copy.pc);
  barrier.under_way.push_back(copy.began);
}

void Block::store_tensor(const void* at, const int* coordinates, int rank, std::uintptr_t from,
                         const void* pc) {
  TensorCopy copy{};
  std::memcpy(&copy.map, at, sizeof copy.map);
  const std::string what = "copy of a tensor from shared memory";
  copy.shared = shared_offset(from, 1, what.c_str(), pc);
  const std::string wrong = wrong_copy(copy.map, at, rank, copy.shared);
  if (!wrong.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, what + ": " + wrong, pc);
  shared_offset(from, copy.map.bytes(), what.c_str(), pc);
  std::memcpy(copy.coordinates, coordinates, static_cast<std::size_t>(rank) * sizeof *coordinates);
  copy.blocks = 1u << rank_;
  copy.rank = rank_;
  copy.thread = thread_;
  copy.pc = pc;
  copy.began = cluster_.clocks().begin_by(agent());
  Actor by(cluster_.store_agent(agent()), true, cluster_.clocks().of(agent()));
  const std::string race = conflict(by, copy.began, copy.shared, copy.map.bytes(), Access::READ);
  if (!race.empty()) fail(CUDA_ERROR_LAUNCH_FAILED, race, pc);
  cluster_.begin_copy(copy);
}

void Block::commit_bulk_copies() { cluster_.commit_stores(agent()); }

void Block::wait_for_bulk_copies(unsigned pending) { cluster_.finish_stores(agent(), pending); }

void Block::fence_asynchronous() { cluster_.clocks().fence(agent()); }

// A thread has returned. When the last one has, nothing may be under way in the block's shared memory.
void Block::end_well() {
  for (const Fragment& fragment : more_[thread_].fragments)
    if (fragment.last != 0)
      fail(CUDA_ERROR_LAUNCH_FAILED, "returns while a wgmma, which it has not waited for, is under way", nullptr,
           to_string(threads_[thread_].site));
  cluster_.leave(agent());
  if (done_ < total_) return;
  for (const TensorCopy& copy : cluster_.copies())
    if (cluster_.reaches(copy, rank_))
      fail(CUDA_ERROR_LAUNCH_FAILED, "the block ends while a copy of a tensor is under way in its shared memory",
           copy.pc);
  if (const auto offset = mbarriers_.unsettled())
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "the block ends and leaves the barrier at " + place(*offset) + " in " + mbarriers_.find(*offset)->state(),
         nullptr);
}

}  // namespace emulator
