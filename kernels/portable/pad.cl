// Zeros: around a box (pad), and between the values of a pack (fill_gaps).
//
//   to[i] = from[i - start] where that lies inside `from`, else 0
//
// An element E has 1, 2 or 4 bytes (DTYPE u8, bf16 or i32 stands for every type of its size; zero
// is all bits 0 in each) or, with ALIGNED=1, 16 bytes: extents and places are then counted in
// those.
//
// Mapping of pad: rows of `to` along its last axis are cut into units of `length` elements;
// 2^log_lanes items walk through a unit side by side, with CPU=1, for processors, one alone.
// Mapping of fill_gaps: one group a gap, which the host keeps short.
//
// Moves one read of each element and one write of each element of the result; bound by memory.
#include "device.h"

#if !defined(CPU) || defined(__OPENCL_VERSION__)  // CUDA has no processors

#ifndef ALIGNED
#define ALIGNED 0
#endif

#if ALIGNED
#define E uint4
#define PAD_KERNEL(name) GROUP_KERNEL(GROUP, name##_aligned)
#else
#define E T
#define PAD_KERNEL(name) GROUP_KERNEL(GROUP, name)
#endif

#ifdef CPU
#define GROUP 16
#define LANES(log_lanes) 1
#else
#define GROUP 256
#define LANES(log_lanes) (1 << (log_lanes))
#endif

#if ALIGNED
DEVICE uint4 zero() {
  uint4 none;
  none.x = none.y = none.z = none.w = 0;
  return none;
}
#else
DEVICE T zero() { return 0; }
#endif

// a / b for a >= 0; only where it must be is it done in 64 bits, which take many times as long.
DEVICE long quotient(long a, int b) {
  return a >> 32 == 0 ? (long)((uint)a / (uint)b) : a / b;
}

// `axes` lists all axes but the last, outermost first, each as its extent in `to`, where the box
// starts and the box's extent; the last axis has inner_to, inner_start and inner_from.
PAD_KERNEL(pad)
(POINTER(const E, from), POINTER(E, to), POINTER(const int, axes), const int rank, const long units,
 const int log_lanes, const int inner_to, const int inner_start, const int inner_from, const int
 length) {
  BIND(const E, from);
  BIND(E, to);
  BIND(const int, axes);
  const int lanes = LANES(log_lanes);
  const long unit = gid(0) / lanes;
  if (unit >= units) return;
  const int pieces = (inner_to + length - 1) / length;
  const long row = quotient(unit, pieces);
  const int first = (int)(unit - row * pieces) * length;
  const int end = min(first + length, inner_to);

  // The row of the box, if this one meets it: its axes are dense.
  long rest = row;
  long box_row = 0;
  long stride = 1;
  bool meets = true;
  for (int axis = rank - 1; axis >= 0; axis--) {
    const GLOBAL int *entry = axes + 3 * axis;
    const long next = quotient(rest, entry[0]);
    const int index = (int)(rest - next * entry[0]) - entry[1];
    meets = meets && index >= 0 && index < entry[2];
    box_row += index * stride;
    stride *= entry[2];
    rest = next;
  }
  GLOBAL E *line = to + row * inner_to;
  const GLOBAL E *box = from + box_row * inner_from - inner_start;
  const int box_start = meets ? max(first, min(inner_start, end)) : end;
  const int box_end = meets ? max(box_start, min(inner_start + inner_from, end)) : end;
#ifdef CPU
  for (int i = first; i < box_start; i++) line[i] = zero();
  for (int i = box_start; i < box_end; i++) line[i] = box[i];
  for (int i = box_end; i < end; i++) line[i] = zero();
#else
  for (int i = first + (lid(0) & (lanes - 1)); i < end; i += lanes) {
    line[i] = i >= box_start && i < box_end ? box[i] : zero();
  }
#endif
}

#if !ALIGNED
// Gap g begins at element gaps[2 g] of `to` and has gaps[2 g + 1] elements.
GROUP_KERNEL(GROUP, fill_gaps)(POINTER(T, to), POINTER(const int, gaps)) {
  BIND(T, to);
  BIND(const int, gaps);
  const long start = gaps[2 * group(0)];
  const int n = gaps[2 * group(0) + 1];
  for (int i = lid(0); i < n; i += GROUP) to[start + i] = 0;
}
#endif

#endif
