// A result other than success, on its way to whoever called the driver.
#pragma once

#include "codes.h"

namespace emulator {

struct Error {
  CUresult code;
};

inline void require(bool holds, CUresult code = CUDA_ERROR_INVALID_VALUE) {
  if (!holds) throw Error{code};
}

}  // namespace emulator
