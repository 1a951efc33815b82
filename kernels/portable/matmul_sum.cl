// The end of a matrix product whose sums were computed in slices of K, or by a library: y is what
// epilogue.h makes of the sums over the slices.
//
// partial is f32 (batch, slices, M N), and behind it, with SUMS_A or SUMS_B, (slices, extra): sums of
// an operand. y is (batch, M, N), count elements. The slices are added in order.
// Mapping: one item a result. Reads slices x 4 bytes and writes one element; bound by memory.
#include "epilogue.h"

DEVICE float sum_of(const GLOBAL float *from, const long stride, const int slices) {
  float sum = 0.0f;
  for (int s = 0; s < slices; ++s) sum += from[s * stride];
  return sum;
}

KERNEL(matmul_sum)(POINTER(const uchar, bias), POINTER(const uchar, added), POINTER(uchar, saved),
                   POINTER(uchar, y), POINTER(uchar, totals), POINTER(float, partial),
                   const long matrix, const long n, const long count, const long extra,
                   const int slices, const int parts, const int function, const float parameter) {
  BIND_ENDING(end)
  const long i = gid(0);
  if (i < count) {
    float v[4];
    v[0] = sum_of(end.partial + i / matrix * matrix * slices + i % matrix, matrix, slices);
    finish_some(&end, i, i % n, 1, 0, 1, v);
  } else if (i < count + extra) {
    const GLOBAL float *from = end.partial + count * slices + (i - count);
    store_as(TYPE_OF_Y(end.parts), end.totals, i - count, sum_of(from, extra, slices));
  }
}
