// Turns squares of 4 x 4 words on processors, four at once, one in each quarter of four vectors. A
// quarter is loaded from a row of its own, so that turning takes but two instructions for a vector.
#ifndef GRADUS_SQUARES_H
#define GRADUS_SQUARES_H
#include "device.h"

// Four words at any element.
typedef ulong2 loose_four __attribute__((aligned(1)));
#define FOUR_AT(p) (*(const GLOBAL loose_four *)(p))
#define FOUR_TO(p, words) (*(GLOBAL loose_four *)(p) = as_ulong2(words))

// In quarters: words 0 and 1, or 2 and 3, of a and b by turns. Written element by element, LLVM
// would take them apart together with what a and b were made of.
#define LOW_WORDS(a, b)                                                                       \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH_WORDS(a, b)                                                                      \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)

DEVICE void turn_squares(int16 *v) {
  const int16 a = LOW_WORDS(v[0], v[2]), b = HIGH_WORDS(v[0], v[2]);
  const int16 c = LOW_WORDS(v[1], v[3]), d = HIGH_WORDS(v[1], v[3]);
  v[0] = LOW_WORDS(a, c);
  v[1] = HIGH_WORDS(a, c);
  v[2] = LOW_WORDS(b, d);
  v[3] = HIGH_WORDS(b, d);
}

#endif
