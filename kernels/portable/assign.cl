// variable = value where ok is not 0; else the variable keeps what it holds.
//
// Elements of 1, 2 or 4 bytes (DTYPE u8, bf16 or i32 stands for every type of its size) are copied
// as bits. Mapping: items side by side copy IN_FLIGHT elements each - aligned: as many vectors of
// 16 bytes; with CPU=1, for processors, one item copies a run of LENGTH elements.
//
// Moves one read and one write of each element; bound by memory. value and variable do not overlap.
#include "device.h"

#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors


#define IN_FLIGHT 4
#ifdef CPU
#define GROUP 16
#define LENGTH 4096
#else
#define GROUP 256
#endif

GROUP_KERNEL(GROUP, assign)
(POINTER(const T, value), POINTER(const uchar, ok), POINTER(T, variable), const long n) {
  BIND(const T, value);
  BIND(const uchar, ok);
  BIND(T, variable);
  if (ok[0] == 0) return;
#ifdef CPU
  const long first = gid(0) * LENGTH;
  const long end = min(first + LENGTH, n);
  VECTORIZE for (long i = first; i < end; i++) variable[i] = value[i];
#else
  const long first = group(0) * (IN_FLIGHT * GROUP) + lid(0);
  T held[IN_FLIGHT];
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < n) held[k] = value[first + k * GROUP];
  }
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < n) variable[first + k * GROUP] = held[k];
  }
#endif
}

#ifndef CPU
GROUP_KERNEL(GROUP, assign_aligned)
(POINTER(const T, value), POINTER(const uchar, ok), POINTER(T, variable), const long n) {
  BIND(const T, value);
  BIND(const uchar, ok);
  BIND(T, variable);
  if (ok[0] == 0) return;
  const long vectors = n / VECTOR;
  const GLOBAL uint4 *from = (const GLOBAL uint4 *)value;
  GLOBAL uint4 *to = (GLOBAL uint4 *)variable;
  const long first = group(0) * (IN_FLIGHT * GROUP) + lid(0);
  uint4 held[IN_FLIGHT];
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < vectors) held[k] = from[first + k * GROUP];
  }
  UNROLL for (int k = 0; k < IN_FLIGHT; k++) {
    if (first + k * GROUP < vectors) to[first + k * GROUP] = held[k];
  }
  const long tail = vectors * VECTOR + gid(0);
  if (tail < n) variable[tail] = value[tail];
}
#endif

#endif
