// CUDA's short vectors.
#pragma once

#define VECTORS_OF(name, type)                                                               \
  struct alignas(2 * sizeof(type)) name##2 {                                                 \
    type x, y;                                                                               \
  };                                                                                         \
  struct name##3 {                                                                           \
    type x, y, z;                                                                            \
  };                                                                                         \
  struct alignas(4 * sizeof(type) > 16 ? 16 : 4 * sizeof(type)) name##4 {                    \
    type x, y, z, w;                                                                         \
  };                                                                                         \
  inline name##2 make_##name##2(type x, type y) { return {x, y}; }                           \
  inline name##3 make_##name##3(type x, type y, type z) { return {x, y, z}; }                \
  inline name##4 make_##name##4(type x, type y, type z, type w) { return {x, y, z, w}; }

VECTORS_OF(char, signed char)
VECTORS_OF(uchar, unsigned char)
VECTORS_OF(short, short)
VECTORS_OF(ushort, unsigned short)
VECTORS_OF(int, int)
VECTORS_OF(uint, unsigned)
VECTORS_OF(longlong, long long)
VECTORS_OF(ulonglong, unsigned long long)
VECTORS_OF(float, float)
VECTORS_OF(double, double)
#undef VECTORS_OF

struct dim3 {
  unsigned x, y, z;
};
