// The end of a matrix product on tensor cores: what becomes of sums on their way to memory.
//
// A kernel has its sums in f32 and gives them four neighbours of a row at a time, so that a row of y is
// written as whole lines. What is done to them is in epilogue.h.
#ifndef GRADUS_PRODUCT_END_CUH
#define GRADUS_PRODUCT_END_CUH

#include "tensor_types.cuh"

DEVICE void store_rounded_bf16(ushort *p, const float *v) {
  *(uint2 *)p = make_uint2(cvt_rn_bf16x2(v[0], v[1]), cvt_rn_bf16x2(v[2], v[3]));
}
DEVICE void store_rounded_f16(ushort *p, const float *v) {
  *(uint2 *)p = make_uint2(cvt_rn_f16x2(v[0], v[1]), cvt_rn_f16x2(v[2], v[3]));
}
#define STORE_QUAD_BF16 store_rounded_bf16
#define STORE_QUAD_F16 store_rounded_f16
#include "epilogue.h"

// How all tiles of a launch end, as the host says: the ending of all results, of which there are
// (batch, M, N), and of how many slices of K.
struct endings {
  ending all;
  long m;
  long n;
  int slices;
};

// The end of tiles of one matrix of the batch and one slice of K, from that matrix on: sums of slices go
// as they are to `partial`.
DEVICE ending end_of(const endings &every, long matrix, long slice) {
  ending end = every.all;
  const int parts = end.parts;
  const long results = every.m * every.n;
  if (every.slices > 1) {
    end.y = (uchar *)(end.partial + (matrix * every.slices + slice) * results);
    end.parts = parts & (SUMS_A | SUMS_B);
    end.function = -1;
  } else {
    end.y += matrix * results * bytes_of(TYPE_OF_Y(parts));
    end.added += matrix * results * bytes_of(TYPE_OF_ADDED(parts));
    end.saved += matrix * results * bytes_of(TYPE_OF_SAVED(parts));
  }
  return end;
}

// Whether rows of n elements at p, and all others, begin where four elements can be moved at once.
DEVICE bool begin_quads(const void *p, int type, long n) {
  const long size = bytes_of(type);
  return ((size_t)p | (size_t)(n * size)) % (4 * size) == 0;
}

// Whether rows of results, and of what is added and saved, begin where four can be moved at once.
DEVICE bool takes_quads(const ending &end, long n) {
  const int parts = end.parts;
  return begin_quads(end.y, TYPE_OF_Y(parts), n) &&
         ((parts & (ADDS_FIRST | ADDS_LAST)) == 0 || begin_quads(end.added, TYPE_OF_ADDED(parts), n)) &&
         ((parts & (KEEPS | DERIVES)) == 0 || begin_quads(end.saved, TYPE_OF_SAVED(parts), n));
}

// Finishes and writes the sums of row y, columns x to x + 3, of which n - x are there.
DEVICE void finish(const ending &end, long y, long x, long n, float4 sums, bool quads) {
  float v[4] = {sums.x, sums.y, sums.z, sums.w};
  finish_some(&end, y * n + x, x, n - x, quads, 4, v);
}

// Which operand's sums a tile makes, SUMS_A or SUMS_B, or 0: tiles of the first column or row do.
DEVICE int summed_by(const endings &every, long row, long column) {
  return every.all.parts & ((column == 0 ? SUMS_A : 0) | (row == 0 ? SUMS_B : 0));
}

// Stores the sum of element `at` of that operand's edge over a slice of K; sums of slices lie behind all
// slices of the product, whose batch is 1.
DEVICE void store_total(const endings &every, int summed, long at, long slice, float total) {
  const long count = summed == SUMS_A ? every.m : every.n;
  if (at >= count) return;
  if (every.slices == 1) {
    store_as(TYPE_OF_Y(every.all.parts), every.all.totals, at, total);
  } else {
    every.all.partial[every.slices * every.m * every.n + slice * count + at] = total;
  }
}

#endif
