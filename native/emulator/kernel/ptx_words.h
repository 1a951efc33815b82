// The second body of each function of kernels/cuda/ptx.cuh: what the PTX manual says of the instruction,
// done by the emulator. It is written from the manual, not from the kernels.
#pragma once

extern "C" {
// Copies that are done when they are waited for. `wait` leaves the newest `pending` groups under way.
void emulator_cp_async(void* to, const void* from, int bytes, int source_bytes);
void emulator_cp_async_commit();
void emulator_cp_async_wait(unsigned pending);

// What a warp does to the registers `r` of its lanes: the rows of ldmatrix, or d, a and b of mma.
void emulator_ldmatrix(const char* file, int line, int transposed, const void* row, unsigned* r);
void emulator_mma(const char* file, int line, int type, float* d, const unsigned* a, const unsigned* b);
}

enum { EMULATOR_MMA_BF16, EMULATOR_MMA_F16, EMULATOR_MMA_TF32 };

// Where a kernel calls a function that has these two parameters.
#define EMULATOR_CALLER const char *file = __builtin_FILE(), int line = __builtin_LINE()
#define EMULATOR_PTX_WORD EMULATOR_OWN static inline __attribute__((always_inline))

// Behind a call that may be the last thing a kernel does: else there would be no place that it returns to,
// by which reports name the line.
#define EMULATOR_RETURNS asm volatile("")

struct shared_address {
  char* at;
};
EMULATOR_PTX_WORD shared_address to_shared(const void* p) { return {(char*)p}; }
EMULATOR_PTX_WORD shared_address operator+(shared_address a, int bytes) { return {a.at + bytes}; }

// As any access of the kernel: checked.
static inline __attribute__((always_inline)) unsigned load_shared(shared_address a) {
  return *(const unsigned*)a.at;
}
static inline __attribute__((always_inline)) float4 load_shared_quad(shared_address a) {
  return *(const float4*)a.at;
}
static inline __attribute__((always_inline)) void store_shared(shared_address a, uint4 v) {
  *(uint4*)a.at = v;
}

EMULATOR_PTX_WORD void cp_async_16(shared_address to, const void* from, int bytes) {
  emulator_cp_async(to.at, from, 16, bytes);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_4(shared_address to, const void* from, int bytes) {
  emulator_cp_async(to.at, from, 4, bytes);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void cp_async_commit_group() { emulator_cp_async_commit(); }
template <int PENDING>
EMULATOR_PTX_WORD void cp_async_wait_group() {
  emulator_cp_async_wait(PENDING);
}

EMULATOR_PTX_WORD void ldmatrix_x4(unsigned* r, shared_address row, EMULATOR_CALLER) {
  emulator_ldmatrix(file, line, 0, row.at, r);
  EMULATOR_RETURNS;
}
EMULATOR_PTX_WORD void ldmatrix_x4_trans(unsigned* r, shared_address row, EMULATOR_CALLER) {
  emulator_ldmatrix(file, line, 1, row.at, r);
  EMULATOR_RETURNS;
}

EMULATOR_PTX_WORD void mma_m16n8k16_bf16(float* d, const unsigned* a, const unsigned* b,
                                         EMULATOR_CALLER) {
  emulator_mma(file, line, EMULATOR_MMA_BF16, d, a, b);
}
EMULATOR_PTX_WORD void mma_m16n8k16_f16(float* d, const unsigned* a, const unsigned* b,
                                        EMULATOR_CALLER) {
  emulator_mma(file, line, EMULATOR_MMA_F16, d, a, b);
}
EMULATOR_PTX_WORD void mma_m16n8k8_tf32(float* d, const unsigned* a, const unsigned* b,
                                        EMULATOR_CALLER) {
  emulator_mma(file, line, EMULATOR_MMA_TF32, d, a, b);
}

// To nearest, ties away from zero: half of the last bit that stays is added to the size, and what is
// below is dropped. NaN becomes 0x7fffffff.
EMULATOR_PTX_WORD unsigned cvt_rna_tf32(unsigned bits) {
  const unsigned size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) return 0x7fffffffu;
  if (size == 0x7f800000u) return bits;
  return (bits + 0x1000u) & 0xffffe000u;
}

EMULATOR_PTX_WORD unsigned emulator_cvt_rn_bf16(float value) {
  const unsigned bits = __float_as_uint(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fffu;
  const unsigned below = bits & 0xffffu;
  const unsigned kept = bits >> 16;
  return below > 0x8000u || (below == 0x8000u && kept % 2 == 1) ? kept + 1 : kept;
}
EMULATOR_PTX_WORD unsigned cvt_rn_bf16x2(float low, float high) {
  return emulator_cvt_rn_bf16(high) << 16 | emulator_cvt_rn_bf16(low);
}
EMULATOR_PTX_WORD unsigned cvt_rn_f16x2(float low, float high) {
  return (unsigned)__half_as_ushort(__float2half_rn(high)) << 16 |
         __half_as_ushort(__float2half_rn(low));
}
