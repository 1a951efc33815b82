// The end of a matrix product on tensor cores: what becomes of sums on their way to memory.
//
// A kernel has its sums in f32 and gives them four neighbours of a row at a time, so that a row of y is
// written as whole lines.
#ifndef GRADUS_PRODUCT_END_CUH
#define GRADUS_PRODUCT_END_CUH

#include "tensor_types.cuh"

// How all tiles of a launch end, as the host says.
struct endings {
  const T *bias;   // of any use if `biased`
  T *y;            // (batch, M, N); floats if `wide`
  float *partial;  // (batch, slices, M, N), if there are several slices
  long m;
  long n;
  int slices;
  int biased;
  int activation;  // -1 for none
  float parameter;
  int wide;
};

// Where results of a tile go and what is done to them before.
struct ending {
  T *y;        // null if results are floats
  float *sums;
  const T *bias;  // null if there is none; floats if results are
  int activation;
  float parameter;
};

// The end of tiles of one matrix of the batch and one slice of K: sums of slices go as they are.
DEVICE ending end_of(const endings &all, long matrix, long slice) {
  ending end = {0, 0, 0, -1, 0.0f};
  if (all.slices > 1) {
    end.sums = all.partial + (matrix * all.slices + slice) * all.m * all.n;
  } else {
    if (all.wide) {
      end.sums = (float *)all.y + matrix * all.m * all.n;
    } else {
      end.y = all.y + matrix * all.m * all.n;
    }
    if (all.biased) end.bias = all.bias;
    end.activation = all.activation;
    end.parameter = all.parameter;
  }
  return end;
}

// Writes four neighbours of a row, of which `count` are there; all at once if `quads`.
DEVICE void put(const ending &end, long to, const float *v, long count, bool quads) {
  if (end.y == 0) {
    if (quads) {
      *(float4 *)(end.sums + to) = make_float4(v[0], v[1], v[2], v[3]);
    } else {
      UNROLL for (int i = 0; i < 4; ++i)
        if (i < count) end.sums[to + i] = v[i];
    }
    return;
  }
#if TYPE != IS_tf32
#if TYPE == IS_bf16
  const uint2 pairs = make_uint2(cvt_rn_bf16x2(v[0], v[1]), cvt_rn_bf16x2(v[2], v[3]));
#else
  const uint2 pairs = make_uint2(cvt_rn_f16x2(v[0], v[1]), cvt_rn_f16x2(v[2], v[3]));
#endif
  if (quads) {
    *(uint2 *)(end.y + to) = pairs;
  } else {
    UNROLL for (int i = 0; i < 4; ++i)
      if (i < count) end.y[to + i] = (ushort)((i < 2 ? pairs.x : pairs.y) >> 16 * (i % 2));
  }
#endif
}

// Applies the activation to four values, which pass by the first place in turn: so its 21 functions are
// written out once.
DEVICE void activate_all(const ending &end, float *v) {
  ROLLED for (int turn = 0; turn < 4; ++turn) {
    const float first = activate(end.activation, v[0], end.parameter);
    UNROLL for (int j = 0; j < 3; ++j) v[j] = v[j + 1];
    v[3] = first;
  }
}

// Whether rows of results begin where four of them can be written at once.
DEVICE bool takes_quads(const ending &end, long n) {
  const size_t to = end.y == 0 ? (size_t)end.sums : (size_t)end.y;
  const long size = end.y == 0 ? 4 : (long)sizeof(T);
  return (to | (size_t)(n * size)) % (4 * size) == 0;
}

// Finishes and writes the sums of row y, columns x to x + 3, of which n - x are there.
DEVICE void finish(const ending &end, long y, long x, long n, float4 sums, bool quads) {
  float v[4] = {sums.x, sums.y, sums.z, sums.w};
  UNROLL for (int j = 0; j < 4; ++j)
    if (end.bias != 0 && x + j < n)
      v[j] += end.y == 0 ? ((const float *)end.bias)[x + j] : load(end.bias, x + j);
  if (end.activation >= 0) activate_all(end, v);
  put(end, y * n + x, v, n - x, quads);
}

#endif
