// Every PTX instruction that kernels use beyond the words of CUDA C++, each in a function of its name.
//
// Instructions are written nowhere else but here, in ptx_sm90.cuh, which has what only newer GPUs know, and
// in ptx_wgmma.cuh, which has the products of warpgroups. Sections are those of NVIDIA's "Parallel Thread
// Execution ISA", chapter "Instruction Set". The driver emulator has a second body for each function, written
// from that manual (native/emulator/kernel/ptx_words.h and its like).
//
// In what follows lane is the thread's number in its warp, g = lane / 4 and t = lane % 4. A fragment is
// what one lane holds of a matrix that the warp holds together. Of two 16-bit elements in a register the
// first is in the lower half. Functions that say "warp" must be called by all 32 lanes at once.
#ifndef GRADUS_PTX_CUH
#define GRADUS_PTX_CUH

#ifdef GRADUS_EMULATED
#include EMULATOR_PTX
#else

#define PTX static __device__ __forceinline__

// ---- Addresses ------------------------------------------------------------------------------------

// An address in shared memory: 32 bits, half of what a pointer takes.
struct shared_address {
  unsigned at;
};

// The address of what `p` points to, which must be shared memory (cvta).
PTX shared_address to_shared(const void *p) {
  return {(unsigned)__cvta_generic_to_shared(p)};
}

// The address `bytes` further on.
PTX shared_address operator+(shared_address a, int bytes) { return {a.at + (unsigned)bytes}; }

// What is in shared memory at `a`, at a multiple of 4 or 16 bytes (ld.shared, st.shared).
PTX unsigned load_shared(shared_address a) {
  unsigned word;
  asm volatile("ld.shared.b32 %0, [%1];" : "=r"(word) : "r"(a.at) : "memory");
  return word;
}
PTX float4 load_shared_quad(shared_address a) {
  float4 v;
  asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];"
               : "=f"(v.x), "=f"(v.y), "=f"(v.z), "=f"(v.w)
               : "r"(a.at)
               : "memory");
  return v;
}
PTX void store_shared(shared_address a, uint4 v) {
  asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(a.at), "r"(v.x), "r"(v.y), "r"(v.z), "r"(v.w)
               : "memory");
}

// ---- Asynchronous copies: "Data Movement and Conversion Instructions: cp.async" ---------------------

// Begins to copy 16 bytes from global to shared memory: the first `bytes` of them, 0 to 16, the rest
// becomes zero. Nothing is read if `bytes` is 0. Both addresses are multiples of 16. The bytes are
// there for this thread when it has waited for the group that the copy is in, and for others after a
// barrier behind that. By way of the second level cache alone (.cg).
PTX void cp_async_16(shared_address to, const void *from, int bytes) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to.at),
               "l"(__cvta_generic_to_global(from)), "r"(bytes)
               : "memory");
}

// The same for 4 bytes at multiples of 4, by way of both caches (.ca).
PTX void cp_async_4(shared_address to, const void *from, int bytes) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(to.at),
               "l"(__cvta_generic_to_global(from)), "r"(bytes)
               : "memory");
}

// Makes this thread's copies since the last call a group, which may be empty (cp.async.commit_group).
PTX void cp_async_commit_group() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Waits until at most the PENDING newest groups of this thread are under way (cp.async.wait_group).
template <int PENDING>
PTX void cp_async_wait_group() {
  asm volatile("cp.async.wait_group %0;" ::"n"(PENDING) : "memory");
}

// ---- Fragments: "Warp-level Matrix Instructions: ldmatrix" ------------------------------------------

// Loads four matrices of 8 rows of 16 bytes from shared memory; warp. Lane l gives the address, a
// multiple of 16, of row l % 8 of matrix l / 8. r[i] becomes bytes 4 t to 4 t + 3 of row g of matrix i:
// of 16-bit elements columns 2 t and 2 t + 1, of 32-bit elements column t.
PTX void ldmatrix_x4(unsigned *r, shared_address row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(row.at)
               : "memory");
}

// The same of 16-bit elements, each matrix transposed: r[i] becomes column g of rows 2 t and 2 t + 1.
PTX void ldmatrix_x4_trans(unsigned *r, shared_address row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(row.at)
               : "memory");
}

// ---- Products: "Warp-level Matrix Instructions: mma" ------------------------------------------------
//
// d (16, 8) += a b; warp. d[0] and d[1] are columns 2 t and 2 t + 1 of row g, d[2] and d[3] those of row
// g + 8. Products are exact; in which order they are added and how sums are rounded is not specified,
// but at least with single precision.

// a (16, 16), b (16, 8) of bf16 ("Matrix Fragments for mma.m16n8k16 with floating point type").
// a[0]: row g, columns 2 t, 2 t + 1; a[1]: row g + 8; a[2], a[3]: the same rows, columns 8 further.
// b[0]: rows 2 t, 2 t + 1 of column g; b[1]: rows 8 further.
PTX void mma_m16n8k16_bf16(float *d, const unsigned *a, const unsigned *b) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// The same of f16.
PTX void mma_m16n8k16_f16(float *d, const unsigned *a, const unsigned *b) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// a (16, 8), b (8, 8) of tf32 ("Matrix Fragments for mma.m16n8k8"), which is a float whose lower 13 bits
// do not count. a[0]: row g, column t; a[1]: row g + 8; a[2], a[3]: the same rows, column t + 4.
// b[0]: row t of column g; b[1]: row t + 4.
PTX void mma_m16n8k8_tf32(float *d, const unsigned *a, const unsigned *b) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// ---- Conversions: "Data Movement and Conversion Instructions: cvt" ----------------------------------

// The bits of the tf32 next to the float of these bits; of two at the same distance the larger in size.
PTX unsigned cvt_rna_tf32(unsigned bits) {
  unsigned rounded;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(__uint_as_float(bits)));
  return rounded;
}

// Two floats as bf16 or f16, rounded to nearest, ties to even; NaN becomes 0x7fff.
PTX unsigned cvt_rn_bf16x2(float low, float high) {
  unsigned both;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
  return both;
}
PTX unsigned cvt_rn_f16x2(float low, float high) {
  unsigned both;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(high), "f"(low));
  return both;
}

#endif
#endif
