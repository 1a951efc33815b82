// Atomic operations. The emulator checks where they go; blocks run at the same time, so they are real.
#pragma once

extern "C" void emulator_atomic(const void* address, unsigned bytes);
extern "C" void emulator_fence();

// Replaces *address by what `change` makes of it; returns what it was.
template <class T, class Change>
EMULATOR_OWN inline T emulator_change(T* address, Change change) {
  emulator_atomic(address, sizeof(T));
  T old;
  __atomic_load(address, &old, __ATOMIC_RELAXED);
  T changed = change(old);
  while (!__atomic_compare_exchange(address, &old, &changed, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
    changed = change(old);
  return old;
}

#define ATOMIC_WORD(name, type, result)                                       \
  EMULATOR_OWN inline type name(type* address, type value) {                  \
    return emulator_change(address, [value](type old) -> type { return result; }); \
  }
#define ATOMIC_WORDS(type)                                        \
  ATOMIC_WORD(atomicAdd, type, old + value)                       \
  ATOMIC_WORD(atomicSub, type, old - value)                       \
  ATOMIC_WORD(atomicExch, type, value)                            \
  ATOMIC_WORD(atomicMin, type, old < value ? old : value)         \
  ATOMIC_WORD(atomicMax, type, old > value ? old : value)         \
  ATOMIC_WORD(atomicAnd, type, old & value)                       \
  ATOMIC_WORD(atomicOr, type, old | value)                        \
  ATOMIC_WORD(atomicXor, type, old ^ value)                       \
  EMULATOR_OWN inline type atomicCAS(type* address, type expected, type value) {        \
    return emulator_change(address,                                                     \
                           [=](type old) -> type { return old == expected ? value : old; }); \
  }
ATOMIC_WORDS(int)
ATOMIC_WORDS(unsigned)
ATOMIC_WORDS(unsigned long long)
ATOMIC_WORD(atomicAdd, float, old + value)
ATOMIC_WORD(atomicExch, float, value)
ATOMIC_WORD(atomicInc, unsigned, old >= value ? 0u : old + 1u)
ATOMIC_WORD(atomicDec, unsigned, old == 0u || old > value ? value : old - 1u)
#undef ATOMIC_WORDS
#undef ATOMIC_WORD

#define __threadfence() emulator_fence()
#define __threadfence_block() emulator_fence()
#define __threadfence_system() emulator_fence()
