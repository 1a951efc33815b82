// Elements side by side: an item of a kernel treats LANES neighbours at once.
//
// Processor cores compute in wide vectors, and not every OpenCL compiler makes vectors of items; so
// for those devices the host defines LANES=16, and `floats` and `ints` are OpenCL's vector types. On
// GPUs, where items are lanes themselves, LANES is 1 and they are plain numbers. Code between loading
// and storing is the same text: operators and functions of `floats` take constants, and what a
// condition decides is written with `choose`.
#ifndef GRADUS_LANES_H
#define GRADUS_LANES_H

#include "device.h"

#ifndef __OPENCL_VERSION__
#undef LANES  // CUDA has no such vectors
#endif
#ifndef LANES
#define LANES 1
#endif

#define choose(condition, a, b) ((condition) ? (floats)(a) : (floats)(b))
#define choose_int(condition, a, b) ((condition) ? (ints)(a) : (ints)(b))

#if LANES == 1

typedef float floats;
typedef int ints;
typedef uint uints;
#define bits_of(x) ((int)as_bits(x))
#define floats_of(bits) from_bits((uint)(bits))
#define any_of(condition) (condition)
#define to_ints(x) ((int)(x))
#define to_floats(x) ((float)(x))
#ifdef __OPENCL_VERSION__
#define to_ints_saturated(x) convert_int_sat(x)
#else
#define to_ints_saturated(x) __float2int_rz(x)
#endif
#define as_unsigned(x) ((uint)(x))
#define as_signed(x) ((int)(x))
#define SIGNS(x) ((x) >> 31)

#else

typedef JOIN(float, LANES) floats;
typedef JOIN(int, LANES) ints;
typedef JOIN(uint, LANES) uints;
#define bits_of(x) JOIN(as_int, LANES)(x)
#define floats_of(bits) JOIN(as_float, LANES)(bits)
#define any_of(condition) any(condition)
#define to_ints(x) JOIN(convert_int, LANES)(x)
#define to_ints_saturated(x) JOIN(JOIN(convert_int, LANES), _sat)(x)
#define to_floats(x) JOIN(convert_float, LANES)(x)
#define as_unsigned(x) JOIN(as_uint, LANES)(x)
#define as_signed(x) JOIN(as_int, LANES)(x)
#define spread(x, array) JOIN(vstore, LANES)(x, 0, array)
#define gathered(array) JOIN(vload, LANES)(0, array)

// -1 where x is negative, else 0, as a shift by 31 that the compiler cannot know. Where it knows that
// a value is chosen by a condition, LLVM loads the value under a mask, which halves a kernel's speed
// on AMD's Zen.
#define SIGNS(x) ((x) >> (30 + (int)min((ulong)get_global_size(0), (ulong)1)))

#endif

// a b + c, rounded once.
DEVICE floats fused(floats a, floats b, floats c) { return fma(a, b, c); }

// Unlike min and max these keep NaN.
DEVICE floats at_most(floats x, floats bound) { return choose(x > bound, bound, x); }
DEVICE floats at_least(floats x, floats bound) { return choose(x < bound, bound, x); }

DEVICE floats with_sign_of(floats x, floats magnitude) {
  return floats_of(bits_of(magnitude) | (bits_of(x) & ~0x7fffffff));
}

#endif
