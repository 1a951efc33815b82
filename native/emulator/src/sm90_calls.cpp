// What kernels call by way of ptx_sm90_words.h and ptx_wgmma_words.h.
#include "block.h"
#include "report.h"

#define KERNEL_CALL extern "C" __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)

using emulator::Access;
using emulator::Block;

namespace {

std::uintptr_t address(const void* at) { return reinterpret_cast<std::uintptr_t>(at); }

}  // namespace

KERNEL_CALL int emulator_sm90_cluster_rank() { return static_cast<int>(Block::running().rank()); }
KERNEL_CALL void emulator_sm90_cluster_arrive(const char* file, int line) {
  Block::running().arrive_at_cluster({file, line});
}
KERNEL_CALL void emulator_sm90_cluster_wait(const char* file, int line) {
  Block::running().wait_for_cluster({file, line});
}
KERNEL_CALL char* emulator_sm90_mapa(const char* at, int rank) {
  return reinterpret_cast<char*>(Block::running().mapped(address(at), rank));
}
KERNEL_CALL unsigned emulator_sm90_load_cluster(const char* at) {
  return *reinterpret_cast<const unsigned*>(Block::running().reach(address(at), 4, Access::READ, CALLER));
}
KERNEL_CALL void emulator_sm90_store_cluster(char* at, unsigned word) {
  *reinterpret_cast<unsigned*>(Block::running().reach(address(at), 4, Access::WRITE, CALLER)) = word;
}

KERNEL_CALL void emulator_sm90_mbarrier_init(char* barrier, int arrivals) {
  Block::running().make_barrier(address(barrier), arrivals, CALLER);
}
KERNEL_CALL void emulator_sm90_mbarrier_inval(char* barrier) {
  Block::running().end_barrier(address(barrier), CALLER);
}
KERNEL_CALL void emulator_sm90_fence_mbarrier_init() { Block::running().publish_barriers(); }
KERNEL_CALL void emulator_sm90_mbarrier_arrive(char* barrier, int bytes, int arrivals) {
  Block::running().arrive(address(barrier), bytes, arrivals, CALLER);
}
KERNEL_CALL void emulator_sm90_mbarrier_wait(const char* file, int line, char* barrier, int parity) {
  Block::running().wait_for_barrier({file, line}, address(barrier), parity);
}

KERNEL_CALL void emulator_sm90_load_tensor(char* to, const void* map, const int* coordinates, int rank,
                                           char* barrier, unsigned blocks) {
  Block::running().load_tensor(address(to), map, coordinates, rank, address(barrier), blocks, CALLER);
}
KERNEL_CALL void emulator_sm90_store_tensor(const void* map, const int* coordinates, int rank, const char* from) {
  Block::running().store_tensor(map, coordinates, rank, address(from), CALLER);
}
KERNEL_CALL void emulator_sm90_bulk_commit() { Block::running().commit_bulk_copies(); }
// When a copy is done, it has read, too; an emulated one does both at once.
KERNEL_CALL void emulator_sm90_bulk_wait(int pending, int) {
  Block::running().wait_for_bulk_copies(static_cast<unsigned>(pending));
}
KERNEL_CALL void emulator_sm90_prefetch_tensor_map(const void* map) {
  if (address(map) % 64 != 0)
    Block::running().fail(CUDA_ERROR_MISALIGNED_ADDRESS,
                          emulator::text("tensor map at 0x%lx, no multiple of 64 bytes", address(map)), CALLER);
}
KERNEL_CALL void emulator_sm90_fence_proxy_async() { Block::running().fence_asynchronous(); }

KERNEL_CALL void emulator_sm90_stmatrix(const char* file, int line, int transposed, char* row,
                                        const std::uint32_t* r) {
  Block::running().store_matrices({file, line}, transposed != 0, row, r, CALLER);
}
KERNEL_CALL int emulator_sm90_elect(const char* file, int line) {
  return Block::running().elect({file, line}) ? 1 : 0;
}
KERNEL_CALL void emulator_sm90_bar(const char* file, int line, int barrier, int threads, int wait) {
  Block::running().named_barrier({file, line}, barrier, threads, wait != 0);
}
KERNEL_CALL void emulator_sm90_setmaxnreg(const char* file, int line, int registers, int more) {
  Block::running().set_registers({file, line}, registers, more != 0);
}

KERNEL_CALL void emulator_sm90_wgmma_fence() { Block::running().fence_registers(); }
KERNEL_CALL void emulator_sm90_wgmma_commit() { Block::running().commit_products(); }
KERNEL_CALL void emulator_sm90_wgmma_wait(const char* file, int line, int pending) {
  Block::running().wait_for_products({file, line}, static_cast<unsigned>(pending));
}
KERNEL_CALL unsigned emulator_sm90_shared_offset(const char* at) {
  constexpr std::size_t MOST = std::size_t{1} << 18;
  const auto offset = Block::running().offset_of(address(at), 1);
  if (!offset || *offset >= MOST)
    Block::running().fail(
        CUDA_ERROR_ILLEGAL_ADDRESS,
        emulator::text("a matrix at 0x%lx, not in the shared memory of this block", address(at)), CALLER);
  return static_cast<unsigned>(*offset);
}
KERNEL_CALL void emulator_sm90_wgmma(const char* file, int line, int type, int n, float* d, std::uint64_t a,
                                     std::uint64_t b, int add, int across) {
  Block::running().multiply(
      {emulator::WgmmaRequest::PRODUCT, file, line, type, n, d, a, b, add != 0, across});
}
