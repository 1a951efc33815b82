// What one item of an elementwise kernel treats, in two ways:
//
//   lanes   LANES neighbours, from any place on, as one value: on processors, where LANES is 16,
//           and on GPUs, where it is 1, for operands that do not start at multiples of 16 bytes
//   vector  VECTOR neighbours, 16 bytes, as so many values: on GPUs
//
// A kernel is a macro with one of these as `how`; RUN(how) is the number of elements of an item and
// PARTS(how) that of its values. `count` elements of a run are there, fewer than RUN at the end.
#ifndef GRADUS_ITEMS_H
#define GRADUS_ITEMS_H

#include "lanes.h"

#ifndef RUN_vector
#define RUN_vector VECTOR
#endif
#define RUN_lanes LANES
#define PARTS_vector RUN_vector
#define PARTS_lanes 1
#define RUN(how) RUN_##how
#define PARTS(how) PARTS_##how

// The values of `type` that an item takes from elements p[i ..], and puts there.
#define LANES_OF(type) JOIN(lanes_, type)
#define TAKE(how, type) JOIN(take_##how##_, type)
#define PUT(how, type) JOIN(put_##how##_, type)

// Whether values of a type are whole numbers, for #if.
#define IS_INTEGER(type) JOIN(INTEGER_, type)
#define INTEGER_f32 0
#define INTEGER_bf16 0
#define INTEGER_f16 0
#define INTEGER_i32 1
#define INTEGER_u8 1

// How many of `run` elements from `i` on are among n; not positive if none is.
DEVICE int count_of(long i, long n, int run) { return n - i < run ? (int)(n - i) : run; }

#if LANES == 1

typedef float lanes_f32;
typedef float lanes_bf16;
typedef float lanes_f16;
typedef int lanes_i32;
typedef int lanes_u8;

#define LANES_ACCESS(type)                                                               \
  DEVICE void take_lanes_##type(const GLOBAL storage_##type *p, long i, int count,       \
                                lanes_##type *v) {                                       \
    v[0] = load_##type(p, i);                                                            \
  }                                                                                      \
  DEVICE void put_lanes_##type(GLOBAL storage_##type *p, long i, int count,              \
                               const lanes_##type *v) {                                  \
    store_##type(p, i, v[0]);                                                            \
  }

// Words of four bytes between memory and registers, 16 bytes at a time where there are as many.
DEVICE void load_words(const GLOBAL uint *p, const int n, uint *w) {
  if (n == 1) {
    w[0] = p[0];
  } else if (n == 2) {
    const uint2 q = *(const GLOBAL uint2 *)p;
    w[0] = q.x;
    w[1] = q.y;
  } else {
    UNROLL for (int k = 0; k < n; k += 4) {
      const uint4 q = ((const GLOBAL uint4 *)p)[k / 4];
      w[k] = q.x;
      w[k + 1] = q.y;
      w[k + 2] = q.z;
      w[k + 3] = q.w;
    }
  }
}

DEVICE void store_words(GLOBAL uint *p, const int n, const uint *w) {
  if (n == 1) {
    p[0] = w[0];
  } else if (n == 2) {
    uint2 q;
    q.x = w[0];
    q.y = w[1];
    *(GLOBAL uint2 *)p = q;
  } else {
    UNROLL for (int k = 0; k < n; k += 4) {
      uint4 q;
      q.x = w[k];
      q.y = w[k + 1];
      q.z = w[k + 2];
      q.w = w[k + 3];
      ((GLOBAL uint4 *)p)[k / 4] = q;
    }
  }
}

// Values from and to the bits of an element, which fill a word or lie in the low end of one.
DEVICE float decode_f32(uint bits) { return from_bits(bits); }
DEVICE uint encode_f32(float v) { return as_bits(v); }
DEVICE float decode_bf16(uint bits) { return from_bits(bits << 16); }
DEVICE uint encode_bf16(float v) { return float_to_bf16(v); }
DEVICE float decode_f16(uint bits) { return half_to_float((ushort)bits); }
DEVICE uint encode_f16(float v) { return float_to_half(v); }
DEVICE int decode_i32(uint bits) { return (int)bits; }
DEVICE uint encode_i32(int v) { return (uint)v; }
DEVICE int decode_u8(uint bits) { return (int)(bits & 255u); }
DEVICE uint encode_u8(int v) { return (uint)v & 255u; }

#define SIZE(type) ((int)sizeof(storage_##type))
#define WORD(type, j) ((j) * SIZE(type) / 4)
#define SHIFT(type, j) ((j) * SIZE(type) % 4 * 8)
#define VECTOR_ACCESS(type)                                                                 \
  DEVICE void take_vector_##type(const GLOBAL storage_##type *p, long i, int count,         \
                                 value_##type *v) {                                         \
    if (count == RUN_vector) {                                                              \
      uint w[RUN_vector];                                                                   \
      load_words((const GLOBAL uint *)(p + i), RUN_vector * SIZE(type) / 4, w);             \
      UNROLL for (int j = 0; j < RUN_vector; ++j)                                           \
        v[j] = decode_##type(w[WORD(type, j)] >> SHIFT(type, j));                           \
    } else {                                                                                \
      UNROLL for (int j = 0; j < RUN_vector; ++j) v[j] = j < count ? load_##type(p, i + j) : 0; \
    }                                                                                       \
  }                                                                                         \
  DEVICE void put_vector_##type(GLOBAL storage_##type *p, long i, int count,                \
                                const value_##type *v) {                                    \
    if (count == RUN_vector) {                                                              \
      uint w[RUN_vector];                                                                   \
      UNROLL for (int j = 0; j < RUN_vector; ++j) w[j] = 0u;                                \
      UNROLL for (int j = 0; j < RUN_vector; ++j)                                           \
        w[WORD(type, j)] |= encode_##type(v[j]) << SHIFT(type, j);                          \
      store_words((GLOBAL uint *)(p + i), RUN_vector * SIZE(type) / 4, w);                  \
    } else {                                                                                \
      UNROLL for (int j = 0; j < RUN_vector; ++j)                                           \
        if (j < count) store_##type(p, i + j, v[j]);                                        \
    }                                                                                       \
  }
#define ALIGNED(kernels) kernels
#define TRUTH(condition, n) choose_int(condition, 1, 0)

#else

#define WIDE(name) JOIN(name, LANES)
typedef floats lanes_f32;
typedef floats lanes_bf16;
typedef floats lanes_f16;
typedef ints lanes_i32;
typedef ints lanes_u8;

// Vectors at any element. PoCL's vload and vstore would take some of them apart.
typedef WIDE(float) loose_floats __attribute__((aligned(4)));
typedef WIDE(int) loose_ints __attribute__((aligned(4)));
typedef WIDE(ushort) loose_ushorts __attribute__((aligned(2)));
typedef WIDE(uchar) loose_uchars __attribute__((aligned(1)));

DEVICE floats load_lanes_f32(const GLOBAL float *p) { return *(const GLOBAL loose_floats *)p; }
DEVICE void store_lanes_f32(GLOBAL float *p, floats v) { *(GLOBAL loose_floats *)p = v; }
DEVICE ints load_lanes_i32(const GLOBAL int *p) { return *(const GLOBAL loose_ints *)p; }
DEVICE void store_lanes_i32(GLOBAL int *p, ints v) { *(GLOBAL loose_ints *)p = v; }

DEVICE floats load_lanes_bf16(const GLOBAL ushort *p) {
  return WIDE(as_float)(WIDE(convert_uint)(*(const GLOBAL loose_ushorts *)p) << 16);
}
DEVICE void store_lanes_bf16(GLOBAL ushort *p, floats v) {
  const WIDE(uint) bits = WIDE(as_uint)(v);
  const WIDE(uint) nearest = bits + 0x7fffu + ((bits >> 16) & 1u);
  const WIDE(uint) rounded = v != v ? (bits | 0x400000u) : nearest;
  *(GLOBAL loose_ushorts *)p = WIDE(convert_ushort)(rounded >> 16);
}
// PoCL takes halves for aligned where it converts them.
DEVICE floats load_lanes_f16(const GLOBAL ushort *p) {
  const WIDE(ushort) bits = *(const GLOBAL loose_ushorts *)p;
  return WIDE(vload_half)(0, (const half *)&bits);
}
DEVICE void store_lanes_f16(GLOBAL ushort *p, floats v) {
  WIDE(ushort) bits;
  JOIN(WIDE(vstore_half), _rte)(v, 0, (half *)&bits);
  *(GLOBAL loose_ushorts *)p = bits;
}
DEVICE ints load_lanes_u8(const GLOBAL uchar *p) {
  return WIDE(convert_int)(*(const GLOBAL loose_uchars *)p);
}
DEVICE void store_lanes_u8(GLOBAL uchar *p, ints v) {
  *(GLOBAL loose_uchars *)p = WIDE(convert_uchar)(v & 255);
}

#define LANES_ACCESS(type)                                                                \
  DEVICE void take_lanes_##type(const GLOBAL storage_##type *p, long i, int count,        \
                                lanes_##type *v) {                                        \
    if (count == LANES) {                                                                 \
      v[0] = load_lanes_##type(p + i);                                                    \
    } else {                                                                              \
      value_##type some[LANES];                                                           \
      for (int j = 0; j < LANES; ++j) some[j] = j < count ? load_##type(p, i + j) : 0;    \
      v[0] = gathered(some);                                                              \
    }                                                                                     \
  }                                                                                       \
  DEVICE void put_lanes_##type(GLOBAL storage_##type *p, long i, int count,               \
                               const lanes_##type *v) {                                   \
    if (count == LANES) {                                                                 \
      store_lanes_##type(p + i, v[0]);                                                    \
    } else {                                                                              \
      value_##type some[LANES];                                                           \
      spread(v[0], some);                                                                 \
      for (int j = 0; j < count; ++j) store_##type(p, i + j, some[j]);                    \
    }                                                                                     \
  }
#define VECTOR_ACCESS(type)
#define ALIGNED(kernels)

// 1 where a condition holds, else 0, `n` being a number of at least 1. LLVM would load a constant
// one under a mask of bytes, which takes hundreds of cycles on AMD's Zen; a one that it cannot know
// stays in a register.
#define TRUTH(condition, n) choose_int(condition, (int)min(n, 1L), 0)

#endif

#define ACCESS(type) \
  LANES_ACCESS(type) \
  VECTOR_ACCESS(type)
ACCESS(f32)
ACCESS(bf16)
ACCESS(f16)
ACCESS(i32)
ACCESS(u8)

#endif
