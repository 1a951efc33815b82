// The end of a matrix product whose sums were computed in slices of K:
// y[i] = activation(sum over slices of partial[slice][i] + bias).
//
// partial is f32 (batch, slices, M N), y (batch, M N), bias (N). The slices are added in order.
// Mapping: one item a result. Reads slices x 4 bytes and writes one element; bound by memory.
#include "functions.h"

KERNEL(matmul_sum)(POINTER(const float, partial), POINTER(const T, bias), POINTER(T, y),
                   const long matrix, const long n, const long count, const int slices,
                   const int biased, const int activation, const float parameter) {
  BIND(const float, partial);
  BIND(const T, bias);
  BIND(T, y);
  const long i = gid(0);
  if (i < count) {
    const GLOBAL float *from = partial + i / matrix * matrix * slices + i % matrix;
    float sum = 0.0f;
    for (int s = 0; s < slices; ++s) sum += from[s * matrix];
    if (biased) sum += load(bias, i % n);
    store(y, i, activate(activation, sum, parameter));
  }
}
