// The positions of equal indices side by side, in their order: what scatter_add sums by.
//
// From indices (n), each in [0, rows): order (n), all positions sorted by their index, and where
// equal by the position; and ends (rows), the end of each index's positions in order. A bad index
// is reported and counts as 0.
//
// A stable sort by counting, on a GPU one pass for each 8 bits of the indices, without atomics, so
// that every run gives the same order. The indices are cut into chunks; a group looks at one, and
// its item d follows the 256 values of 8 bits it is named after:
//   order_count   item d counts the d in its chunk
//   order_scan    one group turns the counts into starts: by digit, then by chunk
//   order_place   item d walks its chunk again and puts each d at the next place
//   order_ends    one item for each row finds its end in the sorted indices
// All items of a group read the same index at a time, from the first cache. Work: n * 256
// comparisons a pass, twice; for a million indices that is less than adding their rows is.
// On a CPU one item does it in one pass over all rows (order_serial).
#include "indices.h"

// The element type is that of nothing: the kernels move whole numbers only.

#ifdef CPU

KERNEL_(order_serial)(POINTER(const int, indices), POINTER(int, order), POINTER(int, ends), FAULTS,
                      const int n, const int rows) {
  BIND(const int, indices);
  BIND(int, order);
  BIND(int, ends);
  BIND(int, faults);
  for (int row = 0; row < rows; row++) ends[row] = 0;
  for (int i = 0; i < n; i++) {
    ends[in_range(indices[i], rows, faults, fault_step) ? indices[i] : 0]++;
  }
  int start = 0;
  for (int row = 0; row < rows; row++) {
    const int count = ends[row];
    ends[row] = start;
    start += count;
  }
  for (int i = 0; i < n; i++) {
    const int row = (uint)indices[i] < (uint)rows ? indices[i] : 0;
    order[ends[row]++] = i;
  }
}

#else

#define DIGITS 256

// The index at place i of what a pass starts from: of the operand itself in the first pass, in
// which positions is not read.
DEVICE int key_at(const GLOBAL int *keys, int i, int rows) {
  const int key = keys[i];
  return (uint)key < (uint)rows ? key : 0;
}

KERNEL_(GROUP_OF(DIGITS, 1, 1) order_count)(POINTER(const int, keys), POINTER(int, counts), FAULTS,
                                            const int n, const int rows, const int chunk,
                                            const int shift) {
  BIND(const int, keys);
  BIND(int, counts);
  BIND(int, faults);
  const int from = (int)group(0) * chunk;
  const int to = min(n, from + chunk);
  const int digit = lid(0);
  int count = 0;
  for (int i = from; i < to; i++) {
    count += ((key_at(keys, i, rows) >> shift) & (DIGITS - 1)) == digit ? 1 : 0;
  }
  counts[group(0) * DIGITS + digit] = count;
  for (int i = from + digit; i < to; i += DIGITS) in_range(keys[i], rows, faults, fault_step);
}

KERNEL_(GROUP_OF(DIGITS, 1, 1) order_scan)(POINTER(int, counts), const int chunks) {
  BIND(int, counts);
  LOCAL int sums[2][DIGITS];
  const int digit = lid(0);
  int total = 0;
  for (int c = 0; c < chunks; c++) total += counts[c * DIGITS + digit];
  sums[0][digit] = total;
  BARRIER();
  int from = 0;
  for (int reach = 1; reach < DIGITS; reach *= 2) {
    const int before = digit >= reach ? sums[from][digit - reach] : 0;
    sums[1 - from][digit] = sums[from][digit] + before;
    from = 1 - from;
    BARRIER();
  }
  int start = sums[from][digit] - total;
  for (int c = 0; c < chunks; c++) {
    const int count = counts[c * DIGITS + digit];
    counts[c * DIGITS + digit] = start;
    start += count;
  }
}

KERNEL_(GROUP_OF(DIGITS, 1, 1) order_place)(POINTER(const int, keys), POINTER(const int, positions),
                                            POINTER(const int, starts), POINTER(int, next_keys),
                                            POINTER(int, next_positions), const int n,
                                            const int rows, const int chunk, const int shift) {
  BIND(const int, keys);
  BIND(const int, positions);
  BIND(const int, starts);
  BIND(int, next_keys);
  BIND(int, next_positions);
  const int from = (int)group(0) * chunk;
  const int to = min(n, from + chunk);
  const int digit = lid(0);
  int at = starts[group(0) * DIGITS + digit];
  for (int i = from; i < to; i++) {
    const int key = key_at(keys, i, rows);
    if (((key >> shift) & (DIGITS - 1)) == digit) {
      next_keys[at] = key;
      next_positions[at] = shift == 0 ? i : positions[i];
      at++;
    }
  }
}

KERNEL_(order_ends)(POINTER(const int, keys), POINTER(int, ends), const int n, const int rows) {
  BIND(const int, keys);
  BIND(int, ends);
  const int row = (int)gid(0);
  if (row >= rows) return;
  int low = 0;
  int high = n;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (keys[middle] <= row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  ends[row] = low;
}

#endif
