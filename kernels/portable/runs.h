// Loops of kernels that treat elements one by one. On a CPU, where the build defines CPU, one item does
// a run of RUN_LENGTH elements as a loop over vectors; on a GPU one item does the VECTOR elements that
// are 16 bytes, one by one only where they cannot be had by one access.
#ifndef GRADUS_RUNS_H
#define GRADUS_RUNS_H
#include "device.h"

#define RUN_LENGTH 1024

// Before the body for each element i of n that this item does on a CPU.
#define EACH_OF_RUN(i, n)                                         \
  const long i##_end = min((gid(0) + 1) * RUN_LENGTH, (long)(n)); \
  VECTORIZE for (long i = gid(0) * RUN_LENGTH; i < i##_end; i++)

// Before the body for each element i of n that this item, which begins at `first`, does on a GPU.
#define EACH_OF_VECTOR(i, first, n) \
  for (long i = first; i < min((first) + VECTOR, (long)(n)); i++)

#endif
