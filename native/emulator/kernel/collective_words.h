// What the threads of a block or a warp do together.
#pragma once

extern "C" {
// Waits for all threads of the block; returns how many of them brought `predicate`.
int emulator_barrier(const char* file, int line, int predicate);

// Waits for the lanes of `mask` and does `operation` with the value each brings.
unsigned long long emulator_warp(const char* file, int line, int operation, unsigned mask,
                                 unsigned long long value, int argument, int width);
unsigned emulator_active_lanes();
}

enum {
  EMULATOR_SYNC,
  EMULATOR_SHUFFLE,
  EMULATOR_SHUFFLE_UP,
  EMULATOR_SHUFFLE_DOWN,
  EMULATOR_SHUFFLE_XOR,
  EMULATOR_BALLOT,
  EMULATOR_MATCH,
  EMULATOR_ADD,
  EMULATOR_MIN,
  EMULATOR_MAX,
  EMULATOR_AND,
  EMULATOR_OR,
  EMULATOR_XOR,
};

#define __syncthreads() ((void)emulator_barrier(__FILE__, __LINE__, 0))
#define __syncthreads_count(predicate) emulator_barrier(__FILE__, __LINE__, (predicate) != 0)
#define __syncthreads_or(predicate) (emulator_barrier(__FILE__, __LINE__, (predicate) != 0) != 0)
#define __syncthreads_and(predicate) (emulator_barrier(__FILE__, __LINE__, (predicate) == 0) == 0)

template <class T>
inline T emulator_shuffle(const char* file, int line, int operation, unsigned mask, T value,
                          int argument, int width = 32) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  unsigned long long bits;
  if constexpr (sizeof(T) == 4) {
    bits = emulator_bits<unsigned>(value);
    bits = emulator_warp(file, line, operation, mask, bits, argument, width);
    return emulator_bits<T>((unsigned)bits);
  } else {
    bits = emulator_bits<unsigned long long>(value);
    return emulator_bits<T>(emulator_warp(file, line, operation, mask, bits, argument, width));
  }
}

#define EMULATOR_SHUFFLE_WORD(operation, ...) \
  emulator_shuffle(__FILE__, __LINE__, operation, __VA_ARGS__)
#define __shfl_sync(...) EMULATOR_SHUFFLE_WORD(EMULATOR_SHUFFLE, __VA_ARGS__)
#define __shfl_up_sync(...) EMULATOR_SHUFFLE_WORD(EMULATOR_SHUFFLE_UP, __VA_ARGS__)
#define __shfl_down_sync(...) EMULATOR_SHUFFLE_WORD(EMULATOR_SHUFFLE_DOWN, __VA_ARGS__)
#define __shfl_xor_sync(...) EMULATOR_SHUFFLE_WORD(EMULATOR_SHUFFLE_XOR, __VA_ARGS__)

inline void emulator_sync_warp(const char* file, int line, unsigned mask = 0xffffffffu) {
  emulator_warp(file, line, EMULATOR_SYNC, mask, 0, 0, 32);
}
#define __syncwarp(...) emulator_sync_warp(__FILE__, __LINE__ __VA_OPT__(, ) __VA_ARGS__)

#define EMULATOR_WARP_WORD(operation, mask, value) \
  emulator_warp(__FILE__, __LINE__, operation, mask, (unsigned)(value), 0, 32)
#define __ballot_sync(mask, predicate) \
  ((unsigned)EMULATOR_WARP_WORD(EMULATOR_BALLOT, mask, (predicate) != 0))
#define __any_sync(mask, predicate) (__ballot_sync(mask, predicate) != 0)
#define __all_sync(mask, predicate) (__ballot_sync(mask, !(predicate)) == 0)
#define __match_any_sync(mask, value) ((unsigned)EMULATOR_WARP_WORD(EMULATOR_MATCH, mask, value))
#define __activemask() emulator_active_lanes()

// Reductions over a warp keep the type of what they reduce, as minimum and maximum depend on it.
template <class T>
inline T emulator_reduce(const char* file, int line, int operation, unsigned mask, T value) {
  static_assert(sizeof(T) == 4);
  const int is_signed = T(-1) < T(0);
  return (T)emulator_warp(file, line, operation, mask, (unsigned)value, is_signed, 32);
}
#define __reduce_add_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_ADD, __VA_ARGS__)
#define __reduce_min_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_MIN, __VA_ARGS__)
#define __reduce_max_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_MAX, __VA_ARGS__)
#define __reduce_and_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_AND, __VA_ARGS__)
#define __reduce_or_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_OR, __VA_ARGS__)
#define __reduce_xor_sync(...) emulator_reduce(__FILE__, __LINE__, EMULATOR_XOR, __VA_ARGS__)
