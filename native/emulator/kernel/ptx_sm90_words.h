// The second body of each function of kernels/cuda/ptx_sm90.cuh. See ptx_words.h.
//
// A program that refers to one of these functions is run with clocks: see src/clocks.h.
#pragma once

struct tensor_map;

extern "C" {
int emulator_sm90_cluster_rank();
void emulator_sm90_cluster_arrive(const char* file, int line);
void emulator_sm90_cluster_wait(const char* file, int line);
char* emulator_sm90_mapa(const char* at, int rank);
unsigned emulator_sm90_load_cluster(const char* at);
void emulator_sm90_store_cluster(char* at, unsigned word);

void emulator_sm90_mbarrier_init(char* barrier, int arrivals);
void emulator_sm90_mbarrier_inval(char* barrier);
void emulator_sm90_fence_mbarrier_init();
// Announces `bytes`, then arrives so often: 0 or 1.
void emulator_sm90_mbarrier_arrive(char* barrier, int bytes, int arrivals);
void emulator_sm90_mbarrier_wait(const char* file, int line, char* barrier, int parity);

// Copies a box of `rank` dimensions, whose first element is at `coordinates`: to the block of each bit of
// `blocks`, or, if that is 0, to the block that calls; or to global memory.
void emulator_sm90_load_tensor(char* to, const tensor_map* map, const int* coordinates, int rank, char* barrier,
                               unsigned blocks);
void emulator_sm90_store_tensor(const tensor_map* map, const int* coordinates, int rank, const char* from);
void emulator_sm90_bulk_commit();
void emulator_sm90_bulk_wait(int pending, int read);
void emulator_sm90_prefetch_tensor_map(const tensor_map* map);
void emulator_sm90_fence_proxy_async();

void emulator_sm90_stmatrix(const char* file, int line, int transposed, char* row, const unsigned* r);
int emulator_sm90_elect(const char* file, int line);
void emulator_sm90_bar(const char* file, int line, int barrier, int threads, int wait);
void emulator_sm90_setmaxnreg(const char* file, int line, int registers, int more);
}

EMULATOR_PTX_WORD int cluster_rank() { return emulator_sm90_cluster_rank(); }
EMULATOR_PTX_WORD void cluster_arrive(EMULATOR_CALLER) { emulator_sm90_cluster_arrive(file, line); }
EMULATOR_PTX_WORD void cluster_wait(EMULATOR_CALLER) { emulator_sm90_cluster_wait(file, line); }

struct cluster_address {
  char* at;
};
EMULATOR_PTX_WORD cluster_address mapa(shared_address a, int rank) {
  return {emulator_sm90_mapa(a.at, rank)};
}
EMULATOR_PTX_WORD unsigned load_cluster(cluster_address a) { return emulator_sm90_load_cluster(a.at); }
EMULATOR_PTX_WORD void store_cluster(cluster_address a, unsigned word) {
  emulator_sm90_store_cluster(a.at, word);
  EMULATOR_RETURNS;
}

EMULATOR_PTX_WORD void mbarrier_init(shared_address barrier, int arrivals) {
  emulator_sm90_mbarrier_init(barrier.at, arrivals);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void mbarrier_inval(shared_address barrier) {
  emulator_sm90_mbarrier_inval(barrier.at);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void fence_mbarrier_init() { emulator_sm90_fence_mbarrier_init(); }
EMULATOR_PTX_WORD void mbarrier_arrive(shared_address barrier) {
  emulator_sm90_mbarrier_arrive(barrier.at, 0, 1);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void mbarrier_arrive(cluster_address barrier) {
  emulator_sm90_mbarrier_arrive(barrier.at, 0, 1);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void mbarrier_arrive_expect_tx(shared_address barrier, int bytes) {
  emulator_sm90_mbarrier_arrive(barrier.at, bytes, 1);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void mbarrier_expect_tx(shared_address barrier, int bytes) {
  emulator_sm90_mbarrier_arrive(barrier.at, bytes, 0);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void mbarrier_wait(shared_address barrier, int parity, EMULATOR_CALLER) {
  emulator_sm90_mbarrier_wait(file, line, barrier.at, parity);
}
EMULATOR_PTX_WORD void mbarrier_wait_cluster(shared_address barrier, int parity, EMULATOR_CALLER) {
  emulator_sm90_mbarrier_wait(file, line, barrier.at, parity);
}

struct alignas(64) tensor_map {
  unsigned long long opaque[16];
};
EMULATOR_PTX_WORD void prefetch_tensor_map(const tensor_map* map) {
  emulator_sm90_prefetch_tensor_map(map);
  EMULATOR_RETURNS;
}

EMULATOR_PTX_WORD void cp_async_bulk_tensor_2d(shared_address to, const tensor_map* map, int x, int y,
                                               shared_address barrier) {
  const int coordinates[] = {x, y};
  emulator_sm90_load_tensor(to.at, map, coordinates, 2, barrier.at, 0);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_bulk_tensor_3d(shared_address to, const tensor_map* map, int x, int y, int z,
                                               shared_address barrier) {
  const int coordinates[] = {x, y, z};
  emulator_sm90_load_tensor(to.at, map, coordinates, 3, barrier.at, 0);
  EMULATOR_RETURNS;
}
// No block is a mistake, which 1 << 16 stands for.
EMULATOR_PTX_WORD void cp_async_bulk_tensor_2d_multicast(shared_address to, const tensor_map* map, int x, int y,
                                                         shared_address barrier, unsigned short blocks) {
  const int coordinates[] = {x, y};
  emulator_sm90_load_tensor(to.at, map, coordinates, 2, barrier.at, blocks == 0 ? 1u << 16 : blocks);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_bulk_tensor_3d_multicast(shared_address to, const tensor_map* map, int x, int y,
                                                         int z, shared_address barrier,
                                                         unsigned short blocks) {
  const int coordinates[] = {x, y, z};
  emulator_sm90_load_tensor(to.at, map, coordinates, 3, barrier.at, blocks == 0 ? 1u << 16 : blocks);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_bulk_tensor_2d_store(const tensor_map* map, int x, int y, shared_address from) {
  const int coordinates[] = {x, y};
  emulator_sm90_store_tensor(map, coordinates, 2, from.at);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_bulk_tensor_3d_store(const tensor_map* map, int x, int y, int z,
                                                     shared_address from) {
  const int coordinates[] = {x, y, z};
  emulator_sm90_store_tensor(map, coordinates, 3, from.at);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_bulk_commit_group() { emulator_sm90_bulk_commit(); }
template <int PENDING>
EMULATOR_PTX_WORD void cp_async_bulk_wait_group() {
  emulator_sm90_bulk_wait(PENDING, 0);
}
template <int PENDING>
EMULATOR_PTX_WORD void cp_async_bulk_wait_group_read() {
  emulator_sm90_bulk_wait(PENDING, 1);
}
EMULATOR_PTX_WORD void fence_proxy_async() { emulator_sm90_fence_proxy_async(); }

EMULATOR_PTX_WORD void stmatrix_x4(shared_address row, const unsigned* r, EMULATOR_CALLER) {
  emulator_sm90_stmatrix(file, line, 0, row.at, r);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void stmatrix_x4_trans(shared_address row, const unsigned* r, EMULATOR_CALLER) {
  emulator_sm90_stmatrix(file, line, 1, row.at, r);
  EMULATOR_RETURNS;
}

EMULATOR_PTX_WORD bool elect_one(EMULATOR_CALLER) { return emulator_sm90_elect(file, line) != 0; }
EMULATOR_PTX_WORD void bar_sync(int barrier, int threads, EMULATOR_CALLER) {
  emulator_sm90_bar(file, line, barrier, threads, 1);
}
EMULATOR_PTX_WORD void bar_arrive(int barrier, int threads, EMULATOR_CALLER) {
  emulator_sm90_bar(file, line, barrier, threads, 0);
}
template <int REGISTERS>
EMULATOR_PTX_WORD void setmaxnreg_dec(EMULATOR_CALLER) {
  emulator_sm90_setmaxnreg(file, line, REGISTERS, 0);
}
template <int REGISTERS>
EMULATOR_PTX_WORD void setmaxnreg_inc(EMULATOR_CALLER) {
  emulator_sm90_setmaxnreg(file, line, REGISTERS, 1);
}
