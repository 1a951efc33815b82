// Reports the first of indices (n) that is found not to lie in [0, limit).
//
// For results without elements, of which no item of another kernel looks at the indices.
//
// Mapping: an item an index. Moves one read of each; bound by memory.
#include "indices.h"

KERNEL_(check_indices)(POINTER(const int, indices), FAULTS, const long n, const int limit) {
  BIND(const int, indices);
  BIND(int, faults);
  const long i = gid(0);
  if (i < n) in_range(indices[i], limit, faults, fault_step);
}
