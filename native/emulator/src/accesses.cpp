// What instrumented kernels call: at every access to memory (the interface of -fsanitize=thread), at
// what the language leaves undefined (-fsanitize=alignment,bounds,integer-divide-by-zero), and for
// what their threads do together.
#include "block.h"
#include "memory.h"
#include "report.h"

#define KERNEL_CALL extern "C" __attribute__((visibility("default")))

using emulator::Access;
using emulator::Block;

namespace {

__attribute__((noinline, cold)) void refuse(std::uintptr_t address, std::size_t bytes, Access access,
                                            const void* pc) {
  const char* verb = access == Access::READ ? "read" : access == Access::WRITE ? "write" : "atomic operation";
  Block::running().fail(CUDA_ERROR_ILLEGAL_ADDRESS,
                        emulator::text("%s of %zu bytes at 0x%lx, ", verb, bytes, address) +
                            emulator::memory().describe(address, bytes),
                        pc);
}

inline void check(const void* pointer, std::size_t bytes, Access access, const void* pc) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  if (emulator::window.holds(address)) {
    if (!emulator::window.accessible(address, bytes)) refuse(address, bytes, access, pc);
    return;
  }
  Block& block = Block::running();
  if (block.on_stack(address)) {
    if (block.watches_registers()) block.touch_registers(address, bytes, pc);
    return;
  }
  if (access == Access::READ && block.reads_common_memory(address, bytes)) return;
  block.touch(address, bytes, access, pc);
}

// What -fsanitize=alignment and its like pass along.
struct Location {
  const char* file;
  unsigned line;
  unsigned column;
};

std::string to_string(const Location& at) {
  return emulator::base_name(at.file) + ":" + std::to_string(at.line);
}

}  // namespace

#define ACCESSES(bytes)                                                        \
  KERNEL_CALL void __tsan_read##bytes(const void* p) {                         \
    check(p, bytes, Access::READ, __builtin_return_address(0));                \
  }                                                                            \
  KERNEL_CALL void __tsan_write##bytes(const void* p) {                        \
    check(p, bytes, Access::WRITE, __builtin_return_address(0));               \
  }                                                                            \
  KERNEL_CALL void __tsan_volatile_read##bytes(const void* p) {                \
    check(p, bytes, Access::READ, __builtin_return_address(0));                \
  }                                                                            \
  KERNEL_CALL void __tsan_volatile_write##bytes(const void* p) {               \
    check(p, bytes, Access::WRITE, __builtin_return_address(0));               \
  }
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

KERNEL_CALL void __tsan_read_range(const void* p, std::size_t bytes) {
  check(p, bytes, Access::READ, __builtin_return_address(0));
}
KERNEL_CALL void __tsan_write_range(const void* p, std::size_t bytes) {
  check(p, bytes, Access::WRITE, __builtin_return_address(0));
}
KERNEL_CALL void __tsan_init() {}

KERNEL_CALL void emulator_atomic(const void* p, unsigned bytes) {
  check(p, bytes, Access::ATOMIC, __builtin_return_address(0));
}
KERNEL_CALL void emulator_fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

KERNEL_CALL int emulator_barrier(const char* file, int line, int predicate) {
  return Block::running().barrier({file, line}, predicate);
}
KERNEL_CALL unsigned long long emulator_warp(const char* file, int line, int operation, unsigned mask,
                                             unsigned long long value, int argument, int width) {
  const auto kind = static_cast<emulator::WarpOperation>(operation);
  return Block::running().warp({file, line}, {kind, mask, value, argument, width, 0});
}
KERNEL_CALL unsigned emulator_active_lanes() { return Block::running().active_lanes(); }

KERNEL_CALL void emulator_cp_async(const void* to, const void* from, int bytes, int source_bytes) {
  Block::running().copy(reinterpret_cast<std::uintptr_t>(to), reinterpret_cast<std::uintptr_t>(from), bytes,
                        source_bytes, __builtin_return_address(0));
}
KERNEL_CALL void emulator_cp_async_commit() { Block::running().commit_copies(); }
KERNEL_CALL void emulator_cp_async_wait(unsigned pending) { Block::running().wait_for_copies(pending); }

KERNEL_CALL void emulator_ldmatrix(const char* file, int line, int transposed, const void* row,
                                   std::uint32_t* r) {
  Block::running().load_matrices({file, line}, transposed != 0, row, r, __builtin_return_address(0));
}
KERNEL_CALL void emulator_mma(const char* file, int line, int type, float* d, const std::uint32_t* a,
                              const std::uint32_t* b) {
  Block::running().multiply({file, line}, type, {nullptr, nullptr, d, a, b});
}

KERNEL_CALL void __ubsan_handle_type_mismatch_v1(const Location* at, std::uintptr_t pointer) {
  struct Mismatch {
    Location at;
    const void* type;
    unsigned char log_alignment;
    unsigned char kind;
  };
  const auto* mismatch = reinterpret_cast<const Mismatch*>(at);
  Block::running().fail(
      CUDA_ERROR_MISALIGNED_ADDRESS,
      emulator::text("access to 0x%lx, which is no multiple of %d bytes", pointer,
                     1 << mismatch->log_alignment),
      nullptr, to_string(*at));
}
KERNEL_CALL void __ubsan_handle_out_of_bounds(const Location* at, std::uintptr_t index) {
  Block::running().fail(CUDA_ERROR_ILLEGAL_ADDRESS,
                        emulator::text("index %ld is out of its array", static_cast<long>(index)),
                        nullptr, to_string(*at));
}
KERNEL_CALL void __ubsan_handle_divrem_overflow(const Location* at, std::uintptr_t, std::uintptr_t) {
  Block::running().fail(CUDA_ERROR_LAUNCH_FAILED, "integer division by zero, or of the least by -1",
                        nullptr, to_string(*at));
}
