// variable[step mod rows, :] = values: a row of a ring, which holds what the last `rows` steps said.
//
// variable (rows, n), values (n), step a count from 0. Elements are copied as bits: DTYPE u8, bf16 or
// i32 stands for every type of its size.
//
// Mapping: one item copies one element. A row is a few numbers, so nothing but the launch counts.
#include "device.h"

KERNEL(record_row)
(POINTER(const int, step), POINTER(const T, values), POINTER(T, variable), const long n,
 const int rows) {
  BIND(const int, step);
  BIND(const T, values);
  BIND(T, variable);
  const long i = gid(0);
  if (i >= n) return;
  const long row = (uint)step[0] % (uint)rows;
  variable[row * n + i] = values[i];
}
