// The element types of products on tensor cores: those of device.h, and tf32.
#ifndef GRADUS_TENSOR_TYPES_CUH
#define GRADUS_TENSOR_TYPES_CUH

#include "functions.h"
#include "ptx.cuh"

// Operands that are multiplied as tf32 are floats in memory.
#define storage_tf32 float
#define value_tf32 float
#define load_tf32 load_f32
#define store_tf32 store_f32
#define IS_bf16 0
#define IS_f16 1
#define IS_tf32 2
#define IS_f32 3  // on the ordinary units
#define TYPE JOIN(IS_, DTYPE)

#endif
