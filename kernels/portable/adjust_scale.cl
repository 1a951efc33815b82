// The scale of a loss after a step, as PyTorch's GradScaler has it:
//
//   gradients finite    good' = good + 1, and at `interval` scale' = scale growth, good' = 0
//   else                scale' = scale backoff, at least `least`; good' = 0, skipped' = skipped + 1
//
// Where ok is 0 nothing changes, and a scale that would grow to infinity stays.
//
// Mapping: one item. Three numbers, so nothing but the launch counts.
#include "device.h"

KERNEL_(adjust_scale)
(POINTER(const float, old), POINTER(const uchar, finite), POINTER(const uchar, ok),
 POINTER(float, scale), POINTER(int, good), POINTER(int, skipped), const float growth,
 const float backoff, const int interval, const float least) {
  BIND(const float, old);
  BIND(const uchar, finite);
  BIND(const uchar, ok);
  BIND(float, scale);
  BIND(int, good);
  BIND(int, skipped);
  if (gid(0) != 0 || ok[0] == 0) return;
  const float now = old[0];
  if (finite[0] == 0) {
    const float lower = now * backoff;
    scale[0] = lower < least ? least : lower;
    good[0] = 0;
    skipped[0] += 1;
  } else if (good[0] + 1 < interval) {
    good[0] += 1;
  } else {
    const float higher = now * growth;
    scale[0] = higher < INFINITY_F ? higher : now;
    good[0] = 0;
  }
}
