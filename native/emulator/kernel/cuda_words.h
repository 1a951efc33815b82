// CUDA C++'s words for g++: included before every kernel file, which then compiles as it is.
//
// A kernel is a function; its shared variables are thread-local, because a block runs on one thread
// of the processor. What threads of a block do together goes to the emulator (collective.h).
#ifndef GRADUS_CUDA_WORDS_H
#define GRADUS_CUDA_WORDS_H

#define GRADUS_EMULATED 1
#define __CUDA_ARCH__ 900

#ifndef GRADUS_KERNEL_NAMES  // the build reads these itself, or needs them not
#define __global__ __attribute__((visibility("hidden")))
#define __launch_bounds__(...)
#define __cluster_dims__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
#else
#define __align__(bytes)
#endif
#define __device__
#define __host__
#define __constant__
#define __shared__ thread_local
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __restrict__ __restrict
#define __grid_constant__

using size_t = decltype(sizeof(0));

// What kernels/cuda/ptx.cuh and its like include in place of PTX.
#define EMULATOR_PTX <ptx_words.h>
#define EMULATOR_PTX_SM90 <ptx_sm90_words.h>
#define EMULATOR_PTX_WGMMA <ptx_wgmma_words.h>

// Code that is the emulator's own: its accesses are not checked.
#define EMULATOR_OWN __attribute__((no_sanitize("thread", "alignment", "bounds")))

#include "vector_words.h"

// Where the running thread is. Constant, because within a thread's life they do not change.
extern "C" {
extern const __thread uint3 emulator_thread_index;
extern const __thread uint3 emulator_block_index;
extern const __thread dim3 emulator_block_size;
extern const __thread dim3 emulator_grid_size;
}
#define threadIdx emulator_thread_index
#define blockIdx emulator_block_index
#define blockDim emulator_block_size
#define gridDim emulator_grid_size
constexpr int warpSize = 32;

#include "math_words.h"
#include "collective_words.h"
#include "atomic_words.h"
#include "registration.h"

#endif
