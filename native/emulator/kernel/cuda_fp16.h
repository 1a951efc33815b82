// The half-precision conversions of CUDA's cuda_fp16.h, in integer arithmetic: any processor.
#pragma once

struct __half {
  unsigned short bits;
};
using half = __half;

inline __half __ushort_as_half(unsigned short bits) { return {bits}; }
inline unsigned short __half_as_ushort(__half value) { return value.bits; }

inline float __half2float(__half value) {
  const unsigned sign = (value.bits & 0x8000u) << 16;
  const unsigned exponent = value.bits >> 10 & 31u;
  const unsigned fraction = value.bits & 0x3ffu;
  if (exponent == 31u) return __uint_as_float(sign | 0x7f800000u | fraction << 13);
  if (exponent > 0u) return __uint_as_float(sign | (exponent + 112u) << 23 | fraction << 13);
  const float size = (float)fraction * 0x1p-24f;
  return __uint_as_float(sign | __float_as_uint(size));
}

// Rounds to nearest, ties to even.
inline __half __float2half_rn(float value) {
  const unsigned bits = __float_as_uint(value);
  const unsigned sign = bits >> 16 & 0x8000u;
  const unsigned size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) return {0x7fffu};
  if (size >= 0x477ff000u) return {(unsigned short)(sign | 0x7c00u)};
  if (size < 0x38800000u) {
    // The sum with 1/2 rounds to a multiple of 2^-24, the smallest half.
    const unsigned sum = __float_as_uint(__uint_as_float(size) + 0.5f);
    return {(unsigned short)(sign | (sum - 0x3f000000u))};
  }
  const unsigned rounded = size + 0xfffu + (size >> 13 & 1u);
  return {(unsigned short)(sign | (rounded - 0x38000000u) >> 13)};
}
inline __half __float2half(float value) { return __float2half_rn(value); }
