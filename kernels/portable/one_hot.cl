// y[i, c] = c == indices[i] ? 1 : 0.
//
// indices of any shape, y (indices, depth) with n elements.
//
// Mapping: one item 16 bytes of elements, by one store where vectors is 1: y lies at a multiple of 16
// bytes then. On a CPU an item writes a piece of a row in a loop over vectors.
// Moves one write of each element, and reads the indices; bound by memory.
#include "indices.h"
#include "items.h"

#define ARGUMENTS                                                                             \
  (POINTER(const int, indices), POINTER(T, y), FAULTS, const long n, const int vectors,       \
   const int depth, const int pieces)
#define BIND_ALL            \
  BIND(const int, indices); \
  BIND(T, y);               \
  BIND(int, faults)

#ifdef CPU

#define PIECE 1024

// 1 and what stands for a bad index, as they are stored: nothing is converted in the loop.
#define ONE_BITS JOIN(one_, DTYPE)
#define one_f32 1.0f
#define one_bf16 (ushort)0x3f80
#define one_f16 (ushort)0x3c00
#define one_i32 1
#define one_u8 (uchar)1
#define UNKNOWN_BITS JOIN(unknown_bits_, DTYPE)
#define unknown_bits_f32 NAN_F
#define unknown_bits_bf16 (ushort)0x7fc0
#define unknown_bits_f16 (ushort)0x7e00
#define unknown_bits_i32 0
#define unknown_bits_u8 (uchar)0

KERNEL(one_hot) ARGUMENTS {
  BIND_ALL;
  const long i = gid(0) / pieces;
  if (i * depth >= n) return;
  const int from = (int)(gid(0) % pieces) * PIECE;
  const int count = min(depth - from, PIECE);
  const int index = indices[i];
  GLOBAL T *target = y + i * depth + from;
  const T rest = in_range(index, depth, faults, fault_step) ? (T)0 : UNKNOWN_BITS;
  VECTORIZE for (int j = 0; j < count; j++) target[j] = from + j == index ? ONE_BITS : rest;
}

#else

DEVICE R element(const GLOBAL int *indices, long row, int column, int depth, GLOBAL int *faults,
                 int step) {
  const int index = indices[row];
  if (!in_range(index, depth, faults, step)) return (R)UNKNOWN;
  return index == column ? (R)1 : (R)0;
}

KERNEL(one_hot) ARGUMENTS {
  BIND_ALL;
  const long i = gid(0) * VECTOR;
  if (i >= n) return;
  long row = i / depth;
  int column = (int)(i % depth);
  const int count = (int)min(n - i, (long)VECTOR);
  R v[VECTOR];
  UNROLL for (int j = 0; j < VECTOR; j++) {
    v[j] = j < count ? element(indices, row, column, depth, faults, fault_step) : (R)0;
    column++;
    if (column == depth) {
      column = 0;
      row++;
    }
  }
  if (vectors && count == VECTOR) {
    PUT(vector, DTYPE)(y, i, VECTOR, v);
  } else {
    UNROLL for (int j = 0; j < VECTOR; j++) {
      if (j < count) store(y, i + j, v[j]);
    }
  }
}

#endif
