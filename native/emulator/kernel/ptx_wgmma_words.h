// The second body of each function of kernels/cuda/ptx_wgmma.cuh. See ptx_words.h.
#pragma once

extern "C" {
void emulator_sm90_wgmma_fence();
void emulator_sm90_wgmma_commit();
void emulator_sm90_wgmma_wait(const char* file, int line, int pending);

// How far an address is from the beginning of the block's shared memory, less than 2^18.
unsigned emulator_sm90_shared_offset(const char* at);

// `across` has bit 0 for a and bit 1 for b; types are those of emulator_mma.
void emulator_sm90_wgmma(const char* file, int line, int type, int n, float* d, unsigned long long a,
                         unsigned long long b, int add, int across);
}

EMULATOR_PTX_WORD void wgmma_fence() { emulator_sm90_wgmma_fence(); }
EMULATOR_PTX_WORD void wgmma_commit_group() { emulator_sm90_wgmma_commit(); }
template <int PENDING>
EMULATOR_PTX_WORD void wgmma_wait_group(EMULATOR_CALLER) {
  emulator_sm90_wgmma_wait(file, line, PENDING);
}
template <int N>
EMULATOR_PTX_WORD void wgmma_hold(float*) {}

struct shared_matrix {
  unsigned long long descriptor;
};

template <int SWIZZLE>
EMULATOR_PTX_WORD shared_matrix matrix_in_shared(shared_address at, int leading, int stride) {
  static_assert(SWIZZLE == 16 || SWIZZLE == 32 || SWIZZLE == 64 || SWIZZLE == 128, "no such swizzle");
  const unsigned long long mode = SWIZZLE == 128 ? 1 : SWIZZLE == 64 ? 2 : SWIZZLE == 32 ? 3 : 0;
  return {mode << 62 | (unsigned long long)(stride >> 4 & 0x3fff) << 32 |
          (unsigned long long)(leading >> 4 & 0x3fff) << 16 | emulator_sm90_shared_offset(at.at) >> 4};
}
EMULATOR_PTX_WORD shared_matrix operator+(shared_matrix m, int bytes) {
  return {m.descriptor + (unsigned long long)(bytes >> 4)};
}

template <int N, bool A_ACROSS, bool B_ACROSS>
EMULATOR_PTX_WORD void wgmma_k16_bf16(float* d, shared_matrix a, shared_matrix b, bool add, EMULATOR_CALLER) {
  static_assert(N == 64 || N == 128 || N == 192 || N == 256, "no such wgmma");
  emulator_sm90_wgmma(file, line, EMULATOR_MMA_BF16, N, d, a.descriptor, b.descriptor, add,
                      A_ACROSS + 2 * B_ACROSS);
}
template <int N, bool A_ACROSS, bool B_ACROSS>
EMULATOR_PTX_WORD void wgmma_k16_f16(float* d, shared_matrix a, shared_matrix b, bool add, EMULATOR_CALLER) {
  static_assert(N == 64 || N == 128 || N == 192 || N == 256, "no such wgmma");
  emulator_sm90_wgmma(file, line, EMULATOR_MMA_F16, N, d, a.descriptor, b.descriptor, add,
                      A_ACROSS + 2 * B_ACROSS);
}
template <int N>
EMULATOR_PTX_WORD void wgmma_k8_tf32(float* d, shared_matrix a, shared_matrix b, bool add, EMULATOR_CALLER) {
  static_assert(N == 64 || N == 128 || N == 192 || N == 256, "no such wgmma");
  emulator_sm90_wgmma(file, line, EMULATOR_MMA_TF32, N, d, a.descriptor, b.descriptor, add, 0);
}
