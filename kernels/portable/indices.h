// What kernels that take indices from a tensor share. A bad index is reported once and yields NaN,
// or 0 where whole numbers are stored.
#ifndef GRADUS_INDICES_H
#define GRADUS_INDICES_H
#include "device.h"

#define FAULTS POINTER(int, faults), const int fault_step

// Whether `index` is in [0, limit); reports it if not.
DEVICE bool in_range(int index, int limit, GLOBAL int *faults, int step) {
  if ((uint)index < (uint)limit) return true;
  report_fault(faults, step, index, limit);
  return false;
}

#define unknown_f32 NAN_F
#define unknown_bf16 NAN_F
#define unknown_f16 NAN_F
#define unknown_i32 0
#define unknown_u8 0
#ifdef DTYPE
#define UNKNOWN JOIN(unknown_, DTYPE)
#endif

#endif
