// What the optimizers share: the learning rate of a step.
#ifndef GRADUS_OPTIMIZER_H
#define GRADUS_OPTIMIZER_H
#include "runs.h"

// Entry `step mod count` of the table of learning rates.
DEVICE float rate_of(const GLOBAL T *rates, int count, int step) {
  const int at = step % count;
  return load(rates, at < 0 ? at + count : at);
}

#endif
