// WIDE elements at once, as f32: loads, stores and arithmetic on a type `wide`.
//
// In OpenCL it is float, float4 and so on, in CUDA a struct with the same operators. WIDE is 1 where
// nothing is known of pointers, and with them at multiples of 16 bytes VECTOR, so that one access
// takes 16 bytes. A program for processors (CPU=1) takes LANES, from any address; CUDA has none.
#ifndef GRADUS_WIDE_H
#define GRADUS_WIDE_H
#ifdef __OPENCL_VERSION__

#ifdef CPU
#define WIDE LANES
#else
#define LANES WIDE
#endif
#include "elementary.h"

typedef floats wide;

DEVICE wide wide_of(float value) { return (wide)(value); }
DEVICE wide wide_exp(wide x) { return exponential_to_1(x); }  // x at most 0
DEVICE wide wide_max(wide a, wide b) { return a > b ? a : b; }  // fmax would look for NaN

#if WIDE == 1
DEVICE wide load_wide_f32(const GLOBAL float *p, long i) { return p[i]; }
DEVICE void store_wide_f32(GLOBAL float *p, long i, wide value) { p[i] = value; }
DEVICE wide load_wide_bf16(const GLOBAL ushort *p, long i) { return load_bf16(p, i); }
DEVICE void store_wide_bf16(GLOBAL ushort *p, long i, wide value) { store_bf16(p, i, value); }
DEVICE wide load_wide_f16(const GLOBAL ushort *p, long i) { return load_f16(p, i); }
DEVICE void store_wide_f16(GLOBAL ushort *p, long i, wide value) { store_f16(p, i, value); }
DEVICE wide wide_from(const float *v) { return v[0]; }
DEVICE float sum_within(wide v) { return v; }
DEVICE float max_within(wide v) { return v; }
#else

#ifdef CPU
// Vectors at any address; PoCL makes several stores of one vstore.
typedef JOIN(float, WIDE) loose_float __attribute__((aligned(4)));
typedef JOIN(int, WIDE) loose_int __attribute__((aligned(4)));
typedef JOIN(ushort, WIDE) loose_ushort __attribute__((aligned(2)));
#define WIDE_AT(type, p, i) (*(const GLOBAL loose_##type *)((p) + (i)))
#define WIDE_TO(type, p, i, value) (*(GLOBAL loose_##type *)((p) + (i)) = (value))
DEVICE wide wide_from(const float *v) { return *(const loose_float *)v; }
DEVICE void wide_to(float *v, wide value) { *(loose_float *)v = value; }
// PoCL takes halves for aligned where it converts them.
DEVICE wide halves_at(const GLOBAL ushort *p) {
  const JOIN(ushort, WIDE) bits = *(const GLOBAL loose_ushort *)p;
  return JOIN(vload_half, WIDE)(0, (const half *)&bits);
}
DEVICE void halves_to(GLOBAL ushort *p, wide value) {
  JOIN(ushort, WIDE) bits;
  JOIN(JOIN(vstore_half, WIDE), _rte)(value, 0, (half *)&bits);
  *(GLOBAL loose_ushort *)p = bits;
}
#define HALVES_AT(p, i) halves_at((p) + (i))
#define HALVES_TO(p, i, value) halves_to((p) + (i), value)
#else
#define WIDE_AT(type, p, i) (*(const GLOBAL JOIN(type, WIDE) *)((p) + (i)))
#define WIDE_TO(type, p, i, value) (*(GLOBAL JOIN(type, WIDE) *)((p) + (i)) = (value))
DEVICE wide wide_from(const float *v) { return JOIN(vload, WIDE)(0, v); }
#define HALVES_AT(p, i) JOIN(vloada_half, WIDE)(0, (const GLOBAL half *)((p) + (i)))
#define HALVES_TO(p, i, value) \
  JOIN(JOIN(vstorea_half, WIDE), _rte)(value, 0, (GLOBAL half *)((p) + (i)))
#endif

#if WIDE == 8 && !defined(CPU)
// 16 bytes at a time: floats beside halves lie at multiples of that.
DEVICE wide load_wide_f32(const GLOBAL float *p, long i) {
  return (float8)(*(const GLOBAL float4 *)(p + i), *(const GLOBAL float4 *)(p + i + 4));
}
DEVICE void store_wide_f32(GLOBAL float *p, long i, wide value) {
  *(GLOBAL float4 *)(p + i) = value.lo;
  *(GLOBAL float4 *)(p + i + 4) = value.hi;
}
#else
DEVICE wide load_wide_f32(const GLOBAL float *p, long i) { return WIDE_AT(float, p, i); }
DEVICE void store_wide_f32(GLOBAL float *p, long i, wide value) { WIDE_TO(float, p, i, value); }
#endif

DEVICE wide load_wide_bf16(const GLOBAL ushort *p, long i) {
  return JOIN(as_float, WIDE)(JOIN(convert_uint, WIDE)(WIDE_AT(ushort, p, i)) << 16);
}
// The bits of bf16 in the low halves.
DEVICE JOIN(uint, WIDE) rounded_to_bf16(wide value) {
  const JOIN(uint, WIDE) bits = JOIN(as_uint, WIDE)(value);
  const JOIN(uint, WIDE) nearest = bits + 0x7fffu + ((bits >> 16) & 1u);
  return (value != value ? bits | 0x400000u : nearest) >> 16;
}
DEVICE void store_wide_bf16(GLOBAL ushort *p, long i, wide value) {
  WIDE_TO(ushort, p, i, JOIN(convert_ushort, WIDE)(rounded_to_bf16(value)));
}

DEVICE wide load_wide_f16(const GLOBAL ushort *p, long i) { return HALVES_AT(p, i); }
DEVICE void store_wide_f16(GLOBAL ushort *p, long i, wide value) { HALVES_TO(p, i, value); }

// Halves fold onto each other until one element is left.
#if WIDE == 4
#define QUARTER(v, combine) (v)
#elif WIDE == 8
#define QUARTER(v, combine) combine((v).lo, (v).hi)
#else
#define QUARTER(v, combine) \
  combine(combine((v).lo.lo, (v).hi.lo), combine((v).lo.hi, (v).hi.hi))
#endif
#define PLUS_(a, b) ((a) + (b))
DEVICE float sum_within(wide v) {
  const float4 four = QUARTER(v, PLUS_);
  return (four.x + four.z) + (four.y + four.w);
}
DEVICE float max_within(wide v) {
  const float4 four = QUARTER(v, fmax);
  return fmax(fmax(four.x, four.z), fmax(four.y, four.w));
}
#endif

#else  // CUDA

#include "elementary.h"

struct wide {
  float v[WIDE];
};

DEVICE wide wide_of(float value) {
  wide all;
  UNROLL for (int k = 0; k < WIDE; ++k) all.v[k] = value;
  return all;
}

#define EACH_WIDE(expression)                                        \
  wide result;                                                       \
  UNROLL for (int k = 0; k < WIDE; ++k) result.v[k] = (expression);  \
  return result;

DEVICE wide operator+(wide a, wide b) { EACH_WIDE(a.v[k] + b.v[k]) }
DEVICE wide operator-(wide a, wide b) { EACH_WIDE(a.v[k] - b.v[k]) }
DEVICE wide operator*(wide a, wide b) { EACH_WIDE(a.v[k] * b.v[k]) }
DEVICE wide operator*(wide a, float b) { EACH_WIDE(a.v[k] * b) }
DEVICE wide operator+(wide a, float b) { EACH_WIDE(a.v[k] + b) }
DEVICE wide operator-(wide a, float b) { EACH_WIDE(a.v[k] - b) }
DEVICE wide fma(wide a, wide b, wide c) { EACH_WIDE(fmaf(a.v[k], b.v[k], c.v[k])) }
DEVICE wide wide_max(wide a, wide b) { EACH_WIDE(fmaxf(a.v[k], b.v[k])) }
DEVICE wide wide_from(const float *v) { EACH_WIDE(v[k]) }
DEVICE wide wide_exp(wide x) { EACH_WIDE(exponential(x.v[k])) }

DEVICE float sum_within(wide v) {
  UNROLL for (int step = WIDE / 2; step > 0; step /= 2)
    UNROLL for (int k = 0; k < step; ++k) v.v[k] += v.v[k + step];
  return v.v[0];
}
DEVICE float max_within(wide v) {
  UNROLL for (int k = 1; k < WIDE; ++k) v.v[0] = fmaxf(v.v[0], v.v[k]);
  return v.v[0];
}

#if WIDE == 1
DEVICE wide load_wide_f32(const float *p, long i) { return wide_of(p[i]); }
DEVICE void store_wide_f32(float *p, long i, wide value) { p[i] = value.v[0]; }
DEVICE wide load_wide_bf16(const ushort *p, long i) { return wide_of(load_bf16(p, i)); }
DEVICE void store_wide_bf16(ushort *p, long i, wide value) { store_bf16(p, i, value.v[0]); }
DEVICE wide load_wide_f16(const ushort *p, long i) { return wide_of(load_f16(p, i)); }
DEVICE void store_wide_f16(ushort *p, long i, wide value) { store_f16(p, i, value.v[0]); }
#else
DEVICE wide load_wide_f32(const float *p, long i) {
  wide result;
  UNROLL for (int k = 0; k < WIDE; k += 4) {
    const float4 q = *(const float4 *)(p + i + k);
    result.v[k] = q.x;
    result.v[k + 1] = q.y;
    result.v[k + 2] = q.z;
    result.v[k + 3] = q.w;
  }
  return result;
}
DEVICE void store_wide_f32(float *p, long i, wide value) {
  UNROLL for (int k = 0; k < WIDE; k += 4)
    *(float4 *)(p + i + k) =
        make_float4(value.v[k], value.v[k + 1], value.v[k + 2], value.v[k + 3]);
}

// Halves are read and written as words of two, the first in the lower bits.
#define WIDE_HALVES(dtype, widened, narrowed)                                     \
  DEVICE wide load_wide_##dtype(const ushort *p, long i) {                        \
    wide result;                                                                  \
    const uint4 q = *(const uint4 *)(p + i);                                      \
    const uint words[4] = {q.x, q.y, q.z, q.w};                                   \
    UNROLL for (int k = 0; k < WIDE; ++k)                                         \
      result.v[k] = widened((ushort)(words[k / 2] >> (k % 2 * 16)));              \
    return result;                                                                \
  }                                                                               \
  DEVICE void store_wide_##dtype(ushort *p, long i, wide value) {                 \
    uint words[4];                                                                \
    UNROLL for (int k = 0; k < 4; ++k)                                            \
      words[k] = (uint)narrowed(value.v[2 * k % WIDE]) |                          \
                 ((uint)narrowed(value.v[(2 * k + 1) % WIDE]) << 16);             \
    *(uint4 *)(p + i) = make_uint4(words[0], words[1], words[2], words[3]);       \
  }
#if WIDE == 8
WIDE_HALVES(bf16, bf16_to_float, float_to_bf16)
WIDE_HALVES(f16, half_to_float, float_to_half)
#endif
#endif

#endif

#define load_wide JOIN(load_wide_, DTYPE)
#define store_wide JOIN(store_wide_, DTYPE)

// The vector at i of a run that ends `count` elements after i. Only on processors can the end come
// within the vector; there `other` takes the place of what lies outside.
#ifdef CPU
DEVICE wide load_some(const GLOBAL T *p, long i, int count, float other) {
  if (count >= WIDE) return load_wide(p, i);
  float v[WIDE];
  for (int k = 0; k < WIDE; ++k) v[k] = other;
  for (int k = 0; k < count; ++k) v[k] = load(p, i + k);
  return wide_from(v);
}
DEVICE void store_some(GLOBAL T *p, long i, int count, wide value) {
  if (count >= WIDE) {
    store_wide(p, i, value);
  } else {
    float v[WIDE];
    wide_to(v, value);
    for (int k = 0; k < count; ++k) store(p, i + k, v[k]);
  }
}
DEVICE wide load_some_f32(const GLOBAL float *p, long i, int count, float other) {
  if (count >= WIDE) return load_wide_f32(p, i);
  float v[WIDE];
  for (int k = 0; k < WIDE; ++k) v[k] = other;
  for (int k = 0; k < count; ++k) v[k] = p[i + k];
  return wide_from(v);
}
DEVICE void store_some_f32(GLOBAL float *p, long i, int count, wide value) {
  if (count >= WIDE) {
    store_wide_f32(p, i, value);
  } else {
    float v[WIDE];
    wide_to(v, value);
    for (int k = 0; k < count; ++k) p[i + k] = v[k];
  }
}
#else
DEVICE wide load_some(const GLOBAL T *p, long i, int count, float other) { return load_wide(p, i); }
DEVICE void store_some(GLOBAL T *p, long i, int count, wide value) { store_wide(p, i, value); }
DEVICE wide load_some_f32(const GLOBAL float *p, long i, int count, float other) {
  return load_wide_f32(p, i);
}
DEVICE void store_some_f32(GLOBAL float *p, long i, int count, wide value) {
  store_wide_f32(p, i, value);
}
#endif

#endif
