// The vocabulary of every portable kernel: the same source is OpenCL C 1.2 and CUDA C++.
//
// A kernel is written once for an element type DTYPE (f32, bf16, f16, i32 or u8), which the build
// defines, and is named <op>[_backward][_<assumption>]_<dtype>:
//
//   KERNEL(relu)(POINTER(const T, x), POINTER(T, y), const long n) {
//     BIND(const T, x);
//     BIND(T, y);
//     const long i = gid(0);
//     if (i < n) store(y, i, max(load(x, i), 0.0f));
//   }
//
// T is how an element is stored and R what is computed with: float for every floating type, int for
// I32 and U8. OpenCL 1.2 cannot pass a pointer into the middle of a buffer, so POINTER is two
// arguments there, a buffer and a count of elements, and BIND makes the pointer of them; in CUDA it
// is the pointer itself and BIND is nothing. The host passes one or the other.
#ifndef GRADUS_DEVICE_H
#define GRADUS_DEVICE_H

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#ifdef __OPENCL_VERSION__

#pragma OPENCL FP_CONTRACT OFF

// Before a loop whose iterations do not depend on each other, though they may write where they read.
// PoCL leaves every loop scalar, that over the items of a group too, unless a loop asks for vectors;
// so a kernel that a CPU runs gives each item a run of elements and loops over it.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"  // vectors come later, when the group is built
#define VECTORIZE _Pragma("clang loop vectorize(assume_safety)")
#define PREFETCH(p) __builtin_prefetch((const __private void *)(size_t)(p))
#else
#define VECTORIZE
#define PREFETCH(p)
#endif

#define DEVICE static inline
#define GLOBAL __global
#define LOCAL __local      // declares an array that a group shares
#define LOCAL_PTR __local  // points to one
#define CONSTANT __constant  // declares a table that all items read
#define RESTRICT restrict
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("unroll 1")  // keeps a loop a loop
#define KERNEL_(name) __kernel void name
#define GROUP_OF(x, y, z) __attribute__((reqd_work_group_size(x, y, z)))
#define POINTER(type, x) __global type *x##_base, const long x##_at
#define BIND(type, x) __global type *x = x##_base + x##_at
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)  // orders local memory
#define BARRIER_GLOBAL() barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define INFINITY_F INFINITY
#define NAN_F NAN
#define as_bits(x) as_uint(x)
#define from_bits(x) as_float(x)
#define multiply_high(a, b) mul_hi((uint)(a), (uint)(b))
#define claim(p) atomic_cmpxchg(p, 0, 1)  // 0 for the first that asks, else 1

typedef ulong uint64;

DEVICE long gid(int axis) { return (long)get_global_id(axis); }
DEVICE int lid(int axis) { return (int)get_local_id(axis); }
DEVICE long group(int axis) { return (long)get_group_id(axis); }
DEVICE int group_size(int axis) { return (int)get_local_size(axis); }

#else  // CUDA

#include <cuda_fp16.h>

typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned char uchar;
typedef unsigned long uint64;

#define DEVICE static __device__ __forceinline__
#define GLOBAL
#define LOCAL __shared__
#define LOCAL_PTR
#define CONSTANT static __constant__
#define RESTRICT __restrict__
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("unroll 1")
#define VECTORIZE
#define PREFETCH(p)
#define KERNEL_(name) extern "C" __global__ void name
// How many groups a multiprocessor is to hold, so that their registers fit; 0 leaves it to the compiler.
// Two warps may take 128 registers each: left to itself, it stops at 64 and spills.
#ifndef GROUPS_TOGETHER
#define GROUPS_TOGETHER(items) ((items) == 64 ? 8 : 0)
#endif
#define GROUP_OF(x, y, z) __launch_bounds__((x) * (y) * (z), GROUPS_TOGETHER((x) * (y) * (z)))
#define POINTER(type, x) type *x
#define BIND(type, x)
#define BARRIER() __syncthreads()
#define BARRIER_GLOBAL() __syncthreads()
#define INFINITY_F __int_as_float(0x7f800000)
#define NAN_F __int_as_float(0x7fffffff)
#define as_bits(x) __float_as_uint(x)
#define from_bits(x) __uint_as_float(x)
#define multiply_high(a, b) __umulhi(a, b)
#define claim(p) atomicCAS(p, 0, 1)

DEVICE unsigned component(uint3 v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }
DEVICE unsigned extent(dim3 v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }
DEVICE int lid(int axis) { return (int)component(threadIdx, axis); }
DEVICE long group(int axis) { return (long)component(blockIdx, axis); }
DEVICE int group_size(int axis) { return (int)extent(blockDim, axis); }
DEVICE long gid(int axis) { return group(axis) * group_size(axis) + lid(axis); }

#endif

// How elements are stored, what is computed with, and how many elements 16 bytes hold.
typedef float storage_f32;
typedef ushort storage_bf16;
typedef ushort storage_f16;
typedef int storage_i32;
typedef uchar storage_u8;
typedef float value_f32;
typedef float value_bf16;
typedef float value_f16;
typedef int value_i32;
typedef int value_u8;
#define VECTOR_f32 4
#define VECTOR_bf16 8
#define VECTOR_f16 8
#define VECTOR_i32 4
#define VECTOR_u8 16

// bfloat16 is the upper half of a float; rounds to nearest, ties to even, and NaN stays NaN.
DEVICE float bf16_to_float(ushort bits) { return from_bits((uint)bits << 16); }

DEVICE ushort float_to_bf16(float value) {
  const uint bits = as_bits(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return (ushort)((bits >> 16) | 0x40u);
  return (ushort)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

DEVICE float load_f32(const GLOBAL float *p, long i) { return p[i]; }
DEVICE void store_f32(GLOBAL float *p, long i, float value) { p[i] = value; }
DEVICE float load_bf16(const GLOBAL ushort *p, long i) { return bf16_to_float(p[i]); }
DEVICE void store_bf16(GLOBAL ushort *p, long i, float value) { p[i] = float_to_bf16(value); }
DEVICE int load_i32(const GLOBAL int *p, long i) { return p[i]; }
DEVICE void store_i32(GLOBAL int *p, long i, int value) { p[i] = value; }
DEVICE int load_u8(const GLOBAL uchar *p, long i) { return p[i]; }
DEVICE void store_u8(GLOBAL uchar *p, long i, int value) { p[i] = (uchar)value; }

#ifdef __OPENCL_VERSION__
DEVICE float half_to_float(ushort bits) { return vload_half(0, (const half *)&bits); }
DEVICE ushort float_to_half(float value) {
  ushort bits;
  vstore_half_rte(value, 0, (half *)&bits);
  return bits;
}
DEVICE float load_f16(const GLOBAL ushort *p, long i) {
  return vload_half(0, (const __global half *)(p + i));
}
DEVICE void store_f16(GLOBAL ushort *p, long i, float value) {
  vstore_half_rte(value, 0, (__global half *)(p + i));
}
#else
DEVICE float half_to_float(ushort bits) { return __half2float(__ushort_as_half(bits)); }
DEVICE ushort float_to_half(float value) { return __half_as_ushort(__float2half_rn(value)); }
DEVICE float load_f16(const ushort *p, long i) { return half_to_float(p[i]); }
DEVICE void store_f16(ushort *p, long i, float value) { p[i] = float_to_half(value); }
#endif

// Asks for `bytes` bytes from p on, which a CPU will soon want and does not foresee.
DEVICE void expect(const GLOBAL uchar *p, int bytes) {
  for (int at = 0; at < bytes; at += 64) PREFETCH(p + at);
}

// Says that `index` is not in [0, limit): the first item of a run that does so is heard. The kernel
// goes on, with NaN for what it cannot know.
DEVICE void report_fault(GLOBAL int *faults, int step, int index, int limit) {
  if (claim(faults) == 0) {
    faults[1] = step;
    faults[2] = index;
    faults[3] = limit;
  }
}

#ifdef DTYPE
#define T JOIN(storage_, DTYPE)
#define R JOIN(value_, DTYPE)
#define VECTOR JOIN(VECTOR_, DTYPE)
#define load JOIN(load_, DTYPE)
#define store JOIN(store_, DTYPE)
#define KERNEL(name) KERNEL_(JOIN(name##_, DTYPE))  // names of built-in functions may be macros
#define GROUP_KERNEL(items, name) KERNEL_(GROUP_OF(items, 1, 1) JOIN(name##_, DTYPE))
#endif

#endif
