// Matrix products of warpgroups, which read their operands from shared memory: "Asynchronous Warpgroup Level
// Matrix Instructions" of the PTX manual. For sm_90a alone; see ptx_sm90.cuh. The driver emulator's second
// bodies are in native/emulator/kernel/ptx_wgmma_words.h.
//
// A warpgroup is four warps, the first of which is a multiple of four; all 128 threads call these functions
// together, with the same operands. Products go on while the threads do: between wgmma and the wait for it
// nobody may touch the registers d or write to the operands.
#ifndef GRADUS_PTX_WGMMA_CUH
#define GRADUS_PTX_WGMMA_CUH

#include "ptx_sm90.cuh"

#ifdef GRADUS_EMULATED
#include EMULATOR_PTX_WGMMA
#else

// ---- Order: "wgmma.fence", "wgmma.commit_group", "wgmma.wait_group" ----------------------------------

// Comes between other accesses to the registers d and the wgmma that use them; and before the first.
PTX void wgmma_fence() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }

// Makes the wgmma since the last call a group.
PTX void wgmma_commit_group() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }

// Waits until at most the PENDING newest groups are under way.
template <int PENDING>
PTX void wgmma_wait_group() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(PENDING) : "memory");
}

// No instruction: keeps the compiler from moving accesses to the registers d of a product with N columns
// across this place. Belongs before wgmma_fence() and behind wgmma_wait_group().
template <int N>
PTX void wgmma_hold(float *d) {
#pragma unroll
  for (int i = 0; i < N / 2; ++i) asm volatile("" : "+f"(d[i])::"memory");
}

// ---- Operands: "Matrix Descriptor Format", "Strides", "Canonical Layouts" ----------------------------

// A matrix in shared memory, of whose elements 16 bytes are a chunk.
struct shared_matrix {
  unsigned long long descriptor;
};

// The matrix that begins at `at`, whose chunks are permuted within SWIZZLE bytes, 32, 64 or 128, or with 16
// not: as a copy of a tensor with that swizzle leaves them, which permutes by the bits of the address. The
// pattern, eight times SWIZZLE bytes, begins at a multiple of its size. The edge is M of a or N of b.
//
//   along K      a row of SWIZZLE bytes is one row or column of the edge. Eight of them follow one another,
//                the next eight are `stride` bytes on: 8 SWIZZLE, if they follow, too. `leading` does not
//                count. One product of 32 bytes of K takes part of the rows; the next begins 32 bytes on.
//   across       (A_ACROSS, B_ACROSS) a row of SWIZZLE bytes of the edge is one step of K. Eight follow one
//                another, the next eight are `stride` bytes on; the next SWIZZLE bytes of the edge are
//                `leading` bytes on.
//
// Without a swizzle eight rows of 16 bytes follow one another. Along K the next chunk of a row is `leading`
// bytes on, the next eight rows `stride`; across, the next eight steps of K are `leading` bytes on, the next
// chunk of the edge `stride`.
template <int SWIZZLE>
PTX shared_matrix matrix_in_shared(shared_address at, int leading, int stride) {
  static_assert(SWIZZLE == 16 || SWIZZLE == 32 || SWIZZLE == 64 || SWIZZLE == 128, "no such swizzle");
  const unsigned long long mode = SWIZZLE == 128 ? 1 : SWIZZLE == 64 ? 2 : SWIZZLE == 32 ? 3 : 0;
  return {mode << 62 | (unsigned long long)(stride >> 4 & 0x3fff) << 32 |
          (unsigned long long)(leading >> 4 & 0x3fff) << 16 | (at.at >> 4 & 0x3fff)};
}

// The matrix `bytes` further on, a multiple of 16.
PTX shared_matrix operator+(shared_matrix m, int bytes) {
  return {m.descriptor + (unsigned long long)(bytes >> 4)};
}

// ---- Products: "wgmma.mma_async" ---------------------------------------------------------------------
//
// d (64, N) = a (64, K) b (K, N), and the former d if `add`. N is 64, 128, 192 or 256. Each thread holds N / 2
// elements: with w the number of its warp in the warpgroup and g and t as in ptx.cuh, d[4 j + 2 h + i] is column
// 8 j + 2 t + i of row 16 w + 8 h + g ("Register Fragments and Shared Memory Matrix Layouts"). Products are
// exact; how sums are rounded is not specified, but at least with single precision.

#define WGMMA_REGISTERS_64 \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, " \
  "%19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define WGMMA_REGISTERS_128 \
  WGMMA_REGISTERS_64 ", " \
  "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, " \
  "%49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
#define WGMMA_REGISTERS_192 \
  WGMMA_REGISTERS_128 ", " \
  "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, " \
  "%81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95"
#define WGMMA_REGISTERS_256 \
  WGMMA_REGISTERS_192 ", " \
  "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, " \
  "%111, %112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, " \
  "%125, %126, %127"

#define WGMMA_FLOATS_8(i)                                                                      \
  "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3]), "+f"(d[i + 4]), "+f"(d[i + 5]), \
      "+f"(d[i + 6]), "+f"(d[i + 7])
#define WGMMA_FLOATS_32(i) \
  WGMMA_FLOATS_8(i), WGMMA_FLOATS_8(i + 8), WGMMA_FLOATS_8(i + 16), WGMMA_FLOATS_8(i + 24)
#define WGMMA_FLOATS_64 WGMMA_FLOATS_32(0)
#define WGMMA_FLOATS_128 WGMMA_FLOATS_64, WGMMA_FLOATS_32(32)
#define WGMMA_FLOATS_192 WGMMA_FLOATS_128, WGMMA_FLOATS_32(64)
#define WGMMA_FLOATS_256 WGMMA_FLOATS_192, WGMMA_FLOATS_32(96)

// One instruction, whose operands behind d have the numbers A, B and ADD; END is what comes behind them.
#define WGMMA(N, TYPE, A, B, ADD, END, ...)                                                     \
  asm volatile("{\n.reg .pred add;\nsetp.ne.b32 add, %" #ADD ", 0;\n"                           \
               "wgmma.mma_async.sync.aligned.m64n" #N TYPE " {" WGMMA_REGISTERS_##N "}, %" #A     \
               ", %" #B ", add, 1, 1" END ";\n}"                                                \
               : WGMMA_FLOATS_##N                                                               \
               : "l"(a.descriptor), "l"(b.descriptor), "r"((int)add)__VA_ARGS__)
#define WGMMA_OF_HALVES(TYPE)                                                                   \
  static_assert(N == 64 || N == 128 || N == 192 || N == 256, "no such wgmma");                  \
  if constexpr (N == 64) WGMMA(64, TYPE, 32, 33, 34, ", %35, %36", WGMMA_ACROSS);               \
  if constexpr (N == 128) WGMMA(128, TYPE, 64, 65, 66, ", %67, %68", WGMMA_ACROSS);             \
  if constexpr (N == 192) WGMMA(192, TYPE, 96, 97, 98, ", %99, %100", WGMMA_ACROSS);            \
  if constexpr (N == 256) WGMMA(256, TYPE, 128, 129, 130, ", %131, %132", WGMMA_ACROSS)
#define WGMMA_ACROSS , "n"((int)A_ACROSS), "n"((int)B_ACROSS)

// Of bf16 or f16, K = 16.
template <int N, bool A_ACROSS, bool B_ACROSS>
PTX void wgmma_k16_bf16(float *d, shared_matrix a, shared_matrix b, bool add) {
  WGMMA_OF_HALVES("k16.f32.bf16.bf16");
}
template <int N, bool A_ACROSS, bool B_ACROSS>
PTX void wgmma_k16_f16(float *d, shared_matrix a, shared_matrix b, bool add) {
  WGMMA_OF_HALVES("k16.f32.f16.f16");
}

// Of tf32, K = 8; both operands along K. The lower 13 bits of elements do not count.
template <int N>
PTX void wgmma_k8_tf32(float *d, shared_matrix a, shared_matrix b, bool add) {
  static_assert(N == 64 || N == 128 || N == 192 || N == 256, "no such wgmma");
  if constexpr (N == 64) WGMMA(64, "k8.f32.tf32.tf32", 32, 33, 34, "");
  if constexpr (N == 128) WGMMA(128, "k8.f32.tf32.tf32", 64, 65, 66, "");
  if constexpr (N == 192) WGMMA(192, "k8.f32.tf32.tf32", 96, 97, 98, "");
  if constexpr (N == 256) WGMMA(256, "k8.f32.tf32.tf32", 128, 129, 130, "");
}

#endif
#endif
