// What the threads of a block do by instructions of ptx.cuh: asynchronous copies, loads and products of
// fragments.
#include <cstring>

#include "block.h"
#include "memory.h"
#include "options.h"
#include "report.h"

namespace emulator {
namespace {

constexpr unsigned ALL_LANES = ~0u;
constexpr std::size_t ROW = 16;  // bytes of a row of ldmatrix

}  // namespace

void Block::expect_multiple(std::uintptr_t address, std::size_t of, const char* what, const void* pc) {
  if (address % of != 0)
    fail(CUDA_ERROR_MISALIGNED_ADDRESS,
         text("%s 0x%lx, which is no multiple of %zu bytes", what, address, of), pc);
}

std::optional<std::size_t> Block::offset_of(std::uintptr_t address, std::size_t bytes) const {
  const std::size_t offset = address - shared_;
  for (const Range& range : ranges_)
    if (offset >= range.begin && offset + bytes <= range.end) return offset;
  return std::nullopt;
}

// Where an address is in shared memory, which it must be in.
std::size_t Block::shared_offset(std::uintptr_t address, std::size_t bytes, const char* what,
                                 const void* pc) {
  if (const auto offset = offset_of(address, bytes)) return *offset;
  fail(CUDA_ERROR_ILLEGAL_ADDRESS,
       text("%s of %zu bytes at 0x%lx, not in the shared memory of this block", what, bytes, address), pc);
}

void Block::copy(std::uintptr_t to, std::uintptr_t from, int bytes, int source_bytes, const void* pc) {
  const auto size = static_cast<std::size_t>(bytes);
  if (source_bytes < 0 || source_bytes > bytes)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("an asynchronous copy of %d bytes is to read %d of them", bytes, source_bytes), pc);
  expect_multiple(to, size, "asynchronous copy to", pc);
  expect_multiple(from, size, "asynchronous copy from", pc);
  const std::size_t offset = shared_offset(to, size, "asynchronous copy", pc);
  const auto read = static_cast<std::size_t>(source_bytes);
  if (read > 0 && !(window.holds(from) && window.accessible(from, read)))
    fail(CUDA_ERROR_ILLEGAL_ADDRESS,
         text("asynchronous copy of %zu bytes at 0x%lx, ", read, from) + memory().describe(from, read), pc);
  touch(to, size, Access::WRITE, pc);
  arrivals_.add(thread_, {offset, from, static_cast<unsigned>(bytes), static_cast<unsigned>(source_bytes), 0, pc});
}

// What arrives is there for this thread; for others it is a write like any other.
void Block::wait_for_copies(unsigned pending) {
  for (const Arrival& copy : arrivals_.take(thread_, pending)) {
    const std::uintptr_t to = shared_ + copy.to;
    touch(to, copy.bytes, Access::WRITE, copy.pc);
    std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(copy.from), copy.source_bytes);
    std::memset(reinterpret_cast<void*>(to + copy.source_bytes), 0, copy.bytes - copy.source_bytes);
  }
}

void Block::load_matrices(Site site, bool transposed, const void* row, std::uint32_t* r, const void* pc) {
  const auto address = reinterpret_cast<std::uintptr_t>(row);
  expect_multiple(address, ROW, "row of ldmatrix at", pc);
  shared_offset(address, ROW, "row of ldmatrix", pc);
  touch(address, ROW, Access::READ, pc);
  Fragments own{row, r, nullptr, nullptr, nullptr};
  const auto operation = transposed ? WarpOperation::LDMATRIX_TRANS : WarpOperation::LDMATRIX;
  warp(site, {operation, ALL_LANES, reinterpret_cast<std::uint64_t>(&own), 0, WARP, 0});
}

void Block::store_matrices(Site site, bool transposed, void* row, const std::uint32_t* r, const void* pc) {
  const auto address = reinterpret_cast<std::uintptr_t>(row);
  expect_multiple(address, ROW, "row of stmatrix at", pc);
  shared_offset(address, ROW, "row of stmatrix", pc);
  touch(address, ROW, Access::WRITE, pc);
  Fragments own{row, const_cast<std::uint32_t*>(r), nullptr, nullptr, nullptr};
  const auto operation = transposed ? WarpOperation::STMATRIX_TRANS : WarpOperation::STMATRIX;
  warp(site, {operation, ALL_LANES, reinterpret_cast<std::uint64_t>(&own), 0, WARP, 0});
}

// The manual leaves open which lane is chosen; with a seed it is any, the same one throughout a block.
bool Block::elect(Site site) {
  warp(site, {WarpOperation::ELECT, ALL_LANES, 0, 0, WARP, 0});
  const unsigned chosen = launch_->seed ? static_cast<unsigned>(*launch_->seed % WARP) : 0;
  return thread_ % WARP == chosen;
}

void Block::multiply(Site site, int type, const Fragments& fragments) {
  Fragments own = fragments;
  const auto operation = static_cast<WarpOperation>(static_cast<int>(WarpOperation::MMA_BF16) + type);
  warp(site, {operation, ALL_LANES, reinterpret_cast<std::uint64_t>(&own), 0, WARP, 0});
}

// Instructions that are .aligned are undefined if a lane has returned or is at another one.
void Block::expect_aligned(unsigned warp) {
  const Thread* lanes = &threads_[warp * WARP];
  const std::uint32_t living = warps_[warp].living;
  const Site& first = lanes[__builtin_ctz(living)].site;
  if (living != ALL_LANES)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("only the lanes 0x%08x of a warp are at an instruction that takes all 32", living), nullptr,
         to_string(first));
  for (unsigned lane = 1; lane < WARP; lane++)
    if (!(lanes[lane].site == first))
      fail(CUDA_ERROR_LAUNCH_FAILED,
           text("lane %u of the warp is at another instruction than lane 0, %s", lane,
                to_string(lanes[lane].site).c_str()),
           nullptr, to_string(first));
  const WarpOperation operation = lanes[0].request.operation;
  if (moves_rows(operation) && options().banks) expect_different_banks(warp);
}

// Shared memory has 32 banks of 4 bytes; the eight rows of a matrix are read at once if they lie in
// different ones.
void Block::expect_different_banks(unsigned warp) {
  const Thread* lanes = &threads_[warp * WARP];
  for (unsigned first = 0; first < WARP; first += 8) {
    unsigned taken = 0;
    for (unsigned lane = first; lane < first + 8; lane++) {
      const auto& own = *reinterpret_cast<const Fragments*>(lanes[lane].request.value);
      const unsigned banks = 1u << (reinterpret_cast<std::uintptr_t>(own.row) - shared_) / ROW % 8;
      if ((taken & banks) != 0)
        fail(CUDA_ERROR_LAUNCH_FAILED,
             text("the row of a matrix of lane %u is in the banks of another one of lanes %u to %u", lane, first,
                  first + 7),
             nullptr, to_string(lanes[lane].site));
      taken |= banks;
    }
  }
}

}  // namespace emulator
