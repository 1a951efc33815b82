// y = f(x), element by element.
//
// Mapping: one item an element. Moves one read and one write of each element; bound by memory.
// y may be x itself.
#include "device.h"

KERNEL(relu)(POINTER(const T, x), POINTER(T, y), const long n, const float parameter) {
  BIND(const T, x);
  BIND(T, y);
  const long i = gid(0);
  if (i < n) store(y, i, max(load(x, i), (R)0));
}
