// Sums and extremes over the items of a group, in an order that the shape alone fixes.
//
// Groups are one-dimensional. A fold runs over those items whose numbers differ from this one's only
// in the bits from `low` up to below `high`, both powers of two: 1 and 256 are all items of a group
// of 256, 1 and 32 each run of 32, 32 and 256 every 32nd. All these items get the same result, bit
// for bit, since a + b = b + a. All items of the group have to call; a CUDA group is whole warps.
//
// A program built with CPU=1 has one item where a GPU has a group or a part of it: barriers would
// cost more than they gain, so nothing is folded.
#ifndef GRADUS_GROUPS_H
#define GRADUS_GROUPS_H
#include "device.h"

DEVICE float sum_of(float a, float b) { return a + b; }
// NaN if one of them is, unlike fmax and fmin.
DEVICE float greatest_of(float a, float b) { return a >= b || a != a ? a : b; }
DEVICE float least_of(float a, float b) { return a <= b || a != a ? a : b; }

#ifdef CPU

#define GROUP_SCRATCH(name, size) LOCAL_PTR float *const name = 0
#define GROUP_FOLD(name, combine)                                                            \
  DEVICE float name(float value, int low, int high, LOCAL_PTR float *scratch) { return value; }

#else

// Declares local memory for folds: a float for each item of a group.
#define GROUP_SCRATCH(name, size) LOCAL float name[size]

// The value of the item whose number differs in the bit `step`.
DEVICE float exchanged(float value, int step, LOCAL_PTR float *scratch) {
#ifndef __OPENCL_VERSION__
  if (step < 32) return __shfl_xor_sync(0xffffffffu, value, step);
#endif
  BARRIER();
  scratch[lid(0)] = value;
  BARRIER();
  return scratch[lid(0) ^ step];
}

// Defines a fold by a function of two floats that does not mind their order.
#define GROUP_FOLD(name, combine)                                                  \
  DEVICE float name(float value, int low, int high, LOCAL_PTR float *scratch) {    \
    for (int step = low; step < high; step <<= 1)                                  \
      value = combine(value, exchanged(value, step, scratch));                     \
    return value;                                                                  \
  }

#endif

GROUP_FOLD(group_sum, sum_of)
GROUP_FOLD(group_max, greatest_of)
GROUP_FOLD(group_min, least_of)

#endif
