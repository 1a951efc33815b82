// Four neighbouring elements at once, the first at a multiple of four: load_quad and store_quad
// convert between four elements in memory and float v[4].
#ifndef GRADUS_QUADS_H
#define GRADUS_QUADS_H
#include "device.h"

DEVICE void load_quad_f32(const GLOBAL float *p, float *v) {
  const float4 q = *(const GLOBAL float4 *)p;
  v[0] = q.x;
  v[1] = q.y;
  v[2] = q.z;
  v[3] = q.w;
}

DEVICE void store_quad_f32(GLOBAL float *p, const float *v) {
  float4 q;
  q.x = v[0];
  q.y = v[1];
  q.z = v[2];
  q.w = v[3];
  *(GLOBAL float4 *)p = q;
}

DEVICE void load_quad_bf16(const GLOBAL ushort *p, float *v) {
  const ushort4 q = *(const GLOBAL ushort4 *)p;
  v[0] = bf16_to_float(q.x);
  v[1] = bf16_to_float(q.y);
  v[2] = bf16_to_float(q.z);
  v[3] = bf16_to_float(q.w);
}

DEVICE void store_quad_bf16(GLOBAL ushort *p, const float *v) {
  ushort4 q;
  q.x = float_to_bf16(v[0]);
  q.y = float_to_bf16(v[1]);
  q.z = float_to_bf16(v[2]);
  q.w = float_to_bf16(v[3]);
  *(GLOBAL ushort4 *)p = q;
}

#ifdef __OPENCL_VERSION__
DEVICE void load_quad_f16(const GLOBAL ushort *p, float *v) {
  const float4 q = vloada_half4(0, (const __global half *)p);
  v[0] = q.x;
  v[1] = q.y;
  v[2] = q.z;
  v[3] = q.w;
}

DEVICE void store_quad_f16(GLOBAL ushort *p, const float *v) {
  vstorea_half4_rte((float4)(v[0], v[1], v[2], v[3]), 0, (__global half *)p);
}
#else
DEVICE void load_quad_f16(const ushort *p, float *v) {
  const ushort4 q = *(const ushort4 *)p;
  v[0] = half_to_float(q.x);
  v[1] = half_to_float(q.y);
  v[2] = half_to_float(q.z);
  v[3] = half_to_float(q.w);
}

DEVICE void store_quad_f16(ushort *p, const float *v) {
  ushort4 q;
  q.x = float_to_half(v[0]);
  q.y = float_to_half(v[1]);
  q.z = float_to_half(v[2]);
  q.w = float_to_half(v[3]);
  *(ushort4 *)p = q;
}
#endif

#ifdef DTYPE
#define load_quad JOIN(load_quad_, DTYPE)
#define store_quad JOIN(store_quad_, DTYPE)
#endif

#endif
