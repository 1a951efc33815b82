// The PTX instructions of ptx.cuh that a GPU has from compute capability 9.0 on: barriers in shared
// memory, clusters, copies of parts of tensors. Products of warpgroups are in ptx_wgmma.cuh. All of it is
// compiled for sm_90a. The driver emulator's second bodies are in native/emulator/kernel/ptx_sm90_words.h.
//
// A cluster is some blocks that run at the same time and reach one another's shared memory. What the
// tensor memory accelerator and wgmma do to shared memory is done by way of the "asynchronous proxy":
// they see what ordinary instructions wrote only if a fence_proxy_async() is between.
#ifndef GRADUS_PTX_SM90_CUH
#define GRADUS_PTX_SM90_CUH

#include "ptx.cuh"

#ifdef GRADUS_EMULATED
#include EMULATOR_PTX_SM90
#else

// ---- Clusters: "Parallel Synchronization and Communication Instructions: barrier.cluster" -----------

// The number of this block in its cluster ("Special Registers: %cluster_ctarank").
PTX int cluster_rank() {
  int rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
}

// All threads of the cluster arrive, and then wait for all; a warp's threads together. What was written
// before arriving is there for those that have waited.
PTX void cluster_arrive() { asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory"); }
PTX void cluster_wait() { asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory"); }

// An address in the shared memory of some block of the cluster.
struct cluster_address {
  unsigned at;
};

// Where block `rank` has what is at `a` here ("Data Movement and Conversion Instructions: mapa").
PTX cluster_address mapa(shared_address a, int rank) {
  cluster_address there;
  asm("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(there.at) : "r"(a.at), "r"(rank));
  return there;
}

// What is there, at a multiple of 4 bytes (ld.shared::cluster, st.shared::cluster).
PTX unsigned load_cluster(cluster_address a) {
  unsigned word;
  asm volatile("ld.shared::cluster.b32 %0, [%1];" : "=r"(word) : "r"(a.at) : "memory");
  return word;
}
PTX void store_cluster(cluster_address a, unsigned word) {
  asm volatile("st.shared::cluster.b32 [%0], %1;" ::"r"(a.at), "r"(word) : "memory");
}

// ---- Barriers in shared memory: "Parallel Synchronization and Communication Instructions: mbarrier" --
//
// A barrier is 8 bytes at a multiple of 8. It goes through phases, numbered from 0 on; the parity of a
// phase is its number modulo 2. A phase is complete when as many arrivals have come as the barrier was
// made for and all bytes that were announced have been copied; then the next begins at once. Arriving
// releases: what this thread wrote before is there for those that have waited for the phase.

// Makes a barrier of `arrivals` a phase; one thread does.
PTX void mbarrier_init(shared_address barrier, int arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier.at), "r"(arrivals) : "memory");
}

// Ends a barrier, so that its memory may be used for something else.
PTX void mbarrier_inval(shared_address barrier) {
  asm volatile("mbarrier.inval.shared::cta.b64 [%0];" ::"r"(barrier.at) : "memory");
}

// Lets other blocks of the cluster and copies know the barriers that this thread made; behind it comes a
// barrier of the block or the cluster (fence.mbarrier_init).
PTX void fence_mbarrier_init() { asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); }

// Arrives at a barrier of this block, or of another block of the cluster.
PTX void mbarrier_arrive(shared_address barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier.at) : "memory");
}
PTX void mbarrier_arrive(cluster_address barrier) {
  asm volatile("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%0];" ::"r"(barrier.at) : "memory");
}

// Announces that `bytes` more are to be copied in this phase, and arrives. At most 2^20 - 1 bytes.
PTX void mbarrier_arrive_expect_tx(shared_address barrier, int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier.at), "r"(bytes)
               : "memory");
}

// Announces bytes without arriving.
PTX void mbarrier_expect_tx(shared_address barrier, int bytes) {
  asm volatile("mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [%0], %1;" ::"r"(barrier.at), "r"(bytes)
               : "memory");
}

// Waits for the current phase if `parity` is its parity; if not, the phase of that parity was complete
// before. So a barrier just made lets those pass that wait for parity 1. Nobody may fall back by two phases.
PTX void mbarrier_wait(shared_address barrier, int parity) {
  asm volatile(
      "{\n"
      ".reg .pred complete;\n"
      "again:\n"
      "mbarrier.try_wait.parity.shared::cta.b64 complete, [%0], %1;\n"
      "@!complete bra again;\n"
      "}" ::"r"(barrier.at),
      "r"(parity)
      : "memory");
}

// The same where ordinary accesses of other blocks of the cluster, which arrived, are to be done.
PTX void mbarrier_wait_cluster(shared_address barrier, int parity) {
  asm volatile(
      "{\n"
      ".reg .pred complete;\n"
      "again:\n"
      "mbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 complete, [%0], %1;\n"
      "@!complete bra again;\n"
      "}" ::"r"(barrier.at),
      "r"(parity)
      : "memory");
}

// ---- Copies of tensors: "Data Movement and Conversion Instructions: cp.async.bulk.tensor" ------------
//
// A box of a tensor and memory in shared memory, at a multiple of 128 bytes, or with swizzle 1024, 512 or
// 256 for 128, 64 and 32 bytes. One thread begins a copy. x, y and z are the coordinates of the box's
// first element, x that of the dimension whose elements are neighbours; they may be negative. What
// lies outside of the tensor is zero in shared memory, is not written in global memory, and counts as
// copied.

// What cuTensorMapEncodeTiled makes: a tensor in global memory, its box, and the box's order in shared
// memory. A kernel takes it as a parameter `const __grid_constant__ tensor_map`.
struct alignas(64) tensor_map {
  unsigned long long opaque[16];
};

// Fetches a tensor map ahead of its use ("prefetch").
PTX void prefetch_tensor_map(const tensor_map *map) {
  asm volatile("prefetch.tensormap [%0];" ::"l"(map) : "memory");
}

// Begins to copy a box from global to shared memory. The barrier gets its bytes, all of the box.
PTX void cp_async_bulk_tensor_2d(shared_address to, const tensor_map *map, int x, int y,
                                 shared_address barrier) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes "
      "[%0], [%1, {%2, %3}], [%4];" ::"r"(to.at),
      "l"(map), "r"(x), "r"(y), "r"(barrier.at)
      : "memory");
}
PTX void cp_async_bulk_tensor_3d(shared_address to, const tensor_map *map, int x, int y, int z,
                                 shared_address barrier) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes "
      "[%0], [%1, {%2, %3, %4}], [%5];" ::"r"(to.at),
      "l"(map), "r"(x), "r"(y), "r"(z), "r"(barrier.at)
      : "memory");
}

// The same to several blocks of the cluster: those whose ranks are the numbers of the bits set in `blocks`.
// In each of them the box goes where `to` is and its bytes to the barrier that is where `barrier` is.
PTX void cp_async_bulk_tensor_2d_multicast(shared_address to, const tensor_map *map, int x, int y,
                                           shared_address barrier, unsigned short blocks) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
      ".multicast::cluster [%0], [%1, {%2, %3}], [%4], %5;" ::"r"(to.at),
      "l"(map), "r"(x), "r"(y), "r"(barrier.at), "h"(blocks)
      : "memory");
}
PTX void cp_async_bulk_tensor_3d_multicast(shared_address to, const tensor_map *map, int x, int y, int z,
                                           shared_address barrier, unsigned short blocks) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
      ".multicast::cluster [%0], [%1, {%2, %3, %4}], [%5], %6;" ::"r"(to.at),
      "l"(map), "r"(x), "r"(y), "r"(z), "r"(barrier.at), "h"(blocks)
      : "memory");
}

// Begins to copy a box from shared to global memory, in the group that this thread makes next.
PTX void cp_async_bulk_tensor_2d_store(const tensor_map *map, int x, int y, shared_address from) {
  asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map),
               "r"(x), "r"(y), "r"(from.at)
               : "memory");
}
PTX void cp_async_bulk_tensor_3d_store(const tensor_map *map, int x, int y, int z, shared_address from) {
  asm volatile(
      "cp.async.bulk.tensor.3d.global.shared::cta.tile.bulk_group [%0, {%1, %2, %3}], [%4];" ::"l"(map),
      "r"(x), "r"(y), "r"(z), "r"(from.at)
      : "memory");
}

// Makes this thread's copies to global memory since the last call a group.
PTX void cp_async_bulk_commit_group() { asm volatile("cp.async.bulk.commit_group;" ::: "memory"); }

// Waits until at most the PENDING newest groups of this thread are under way; or, with _read, still read
// shared memory, which is enough to write there again or to end the block.
template <int PENDING>
PTX void cp_async_bulk_wait_group() {
  asm volatile("cp.async.bulk.wait_group %0;" ::"n"(PENDING) : "memory");
}
template <int PENDING>
PTX void cp_async_bulk_wait_group_read() {
  asm volatile("cp.async.bulk.wait_group.read %0;" ::"n"(PENDING) : "memory");
}

// What this thread wrote to shared memory, or knows to be written, is there for copies to global memory and
// products that begin behind it, or behind a barrier behind it ("membar / fence": fence.proxy.async).
PTX void fence_proxy_async() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

// ---- Fragments: "Warp-level Matrix Instructions: stmatrix" -------------------------------------------

// Stores four matrices of 8 rows of 16 bytes, the opposite of ldmatrix_x4; warp.
PTX void stmatrix_x4(shared_address row, const unsigned *r) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(row.at), "r"(r[0]),
               "r"(r[1]), "r"(r[2]), "r"(r[3])
               : "memory");
}

// The same of 16-bit elements, each matrix transposed; the opposite of ldmatrix_x4_trans.
PTX void stmatrix_x4_trans(shared_address row, const unsigned *r) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(row.at),
               "r"(r[0]), "r"(r[1]), "r"(r[2]), "r"(r[3])
               : "memory");
}

// ---- Parts of a block --------------------------------------------------------------------------------

// Whether this is the one thread of the warp that is chosen, the same one each time; warp
// ("Parallel Synchronization and Communication Instructions: elect.sync").
PTX bool elect_one() {
  int chosen;
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "elect.sync _|p, 0xffffffff;\n"
      "selp.b32 %0, 1, 0, p;\n"
      "}"
      : "=r"(chosen));
  return chosen != 0;
}

// Waits for `threads` threads, whole warps, at one of the block's 16 barriers, of which 0 is that of
// __syncthreads; or arrives there without waiting ("bar, barrier").
PTX void bar_sync(int barrier, int threads) {
  asm volatile("bar.sync %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}
PTX void bar_arrive(int barrier, int threads) {
  asm volatile("bar.arrive %0, %1;" ::"r"(barrier), "r"(threads) : "memory");
}

// Changes how many registers each thread of the warpgroup has, a multiple of 8 from 24 to 256, all its warps
// alike: dec gives some back, inc waits until they are there ("Miscellaneous Instructions: setmaxnreg").
// The kernel's launch bounds must say how many blocks a processor holds at least, or nothing is done.
template <int REGISTERS>
PTX void setmaxnreg_dec() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(REGISTERS));
}
template <int REGISTERS>
PTX void setmaxnreg_inc() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(REGISTERS));
}

#endif
#endif
