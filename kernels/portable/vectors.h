// VECTOR elements at once: 16 bytes, the first element at a multiple of 16 bytes. load_vector and
// store_vector convert between them and R v[VECTOR]; an array that is only indexed by constants and
// unrolled loops stays in registers.
#ifndef GRADUS_VECTORS_H
#define GRADUS_VECTORS_H
#include "device.h"

DEVICE void load_vector_f32(const GLOBAL float *p, long i, float *v) {
  const float4 q = *(const GLOBAL float4 *)(p + i);
  v[0] = q.x;
  v[1] = q.y;
  v[2] = q.z;
  v[3] = q.w;
}

DEVICE void store_vector_f32(GLOBAL float *p, long i, const float *v) {
  float4 q;
  q.x = v[0];
  q.y = v[1];
  q.z = v[2];
  q.w = v[3];
  *(GLOBAL float4 *)(p + i) = q;
}

DEVICE void load_vector_i32(const GLOBAL int *p, long i, int *v) {
  const int4 q = *(const GLOBAL int4 *)(p + i);
  v[0] = q.x;
  v[1] = q.y;
  v[2] = q.z;
  v[3] = q.w;
}

DEVICE void store_vector_i32(GLOBAL int *p, long i, const int *v) {
  int4 q;
  q.x = v[0];
  q.y = v[1];
  q.z = v[2];
  q.w = v[3];
  *(GLOBAL int4 *)(p + i) = q;
}

DEVICE void store_vector_u8(GLOBAL uchar *p, long i, const int *v) {
  uint words[4];
  UNROLL for (int j = 0; j < 4; j++) {
    words[j] = (uint)v[4 * j] | ((uint)v[4 * j + 1] << 8) | ((uint)v[4 * j + 2] << 16) |
               ((uint)v[4 * j + 3] << 24);
  }
  uint4 q;
  q.x = words[0];
  q.y = words[1];
  q.z = words[2];
  q.w = words[3];
  *(GLOBAL uint4 *)(p + i) = q;
}

// The two halves of a word; the first element is the low one.
DEVICE void unpack_bf16(uint word, float *v) {
  v[0] = from_bits(word << 16);
  v[1] = from_bits(word & 0xffff0000u);
}

DEVICE uint pack_bf16(const float *v) {
  return (uint)float_to_bf16(v[0]) | ((uint)float_to_bf16(v[1]) << 16);
}

DEVICE void load_vector_bf16(const GLOBAL ushort *p, long i, float *v) {
  const uint4 q = *(const GLOBAL uint4 *)(p + i);
  unpack_bf16(q.x, v);
  unpack_bf16(q.y, v + 2);
  unpack_bf16(q.z, v + 4);
  unpack_bf16(q.w, v + 6);
}

DEVICE void store_vector_bf16(GLOBAL ushort *p, long i, const float *v) {
  uint4 q;
  q.x = pack_bf16(v);
  q.y = pack_bf16(v + 2);
  q.z = pack_bf16(v + 4);
  q.w = pack_bf16(v + 6);
  *(GLOBAL uint4 *)(p + i) = q;
}

#ifdef __OPENCL_VERSION__
DEVICE void load_vector_f16(const GLOBAL ushort *p, long i, float *v) {
  vstore8(vloada_half8(0, (const __global half *)(p + i)), 0, v);
}

DEVICE void store_vector_f16(GLOBAL ushort *p, long i, const float *v) {
  vstorea_half8_rte(vload8(0, v), 0, (__global half *)(p + i));
}
#else
DEVICE void unpack_f16(uint word, float *v) {
  v[0] = half_to_float((ushort)word);
  v[1] = half_to_float((ushort)(word >> 16));
}

DEVICE uint pack_f16(const float *v) {
  return (uint)float_to_half(v[0]) | ((uint)float_to_half(v[1]) << 16);
}

DEVICE void load_vector_f16(const ushort *p, long i, float *v) {
  const uint4 q = *(const uint4 *)(p + i);
  unpack_f16(q.x, v);
  unpack_f16(q.y, v + 2);
  unpack_f16(q.z, v + 4);
  unpack_f16(q.w, v + 6);
}

DEVICE void store_vector_f16(ushort *p, long i, const float *v) {
  uint4 q;
  q.x = pack_f16(v);
  q.y = pack_f16(v + 2);
  q.z = pack_f16(v + 4);
  q.w = pack_f16(v + 6);
  *(uint4 *)(p + i) = q;
}
#endif

#ifdef DTYPE
#define load_vector JOIN(load_vector_, DTYPE)
#define store_vector JOIN(store_vector_, DTYPE)
#endif

#endif
