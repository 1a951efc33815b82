// Faults on purpose: GRADUS_EMULATOR_FAULTS names calls of the driver and the codes they return.
//
// A list of NAME#N=CODE, split by commas: the N-th call of NAME returns CODE. NAME has no suffix such
// as _v2; * is any function. N+ means that call and all later ones; without #N all calls do. CODE is a
// name without CUDA_ERROR_, and with ! after it the context returns it from then on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "codes.h"

// The functions of driver-functions.txt, and null.
extern const char* const emulator_driver_functions[];

namespace emulator {

struct PlannedFault {
  std::string function;
  std::uint64_t first;
  std::uint64_t last;
  CUresult code;
  bool sticky;
  std::uint64_t calls;  // so far
};

class Faults {
 public:
  // Replaces all planned faults. Returns what is wrong with the text, of which nothing is planned then,
  // or nothing.
  std::string plan(const std::string& text);

  // Counts a call; the fault that is planned for it, or null.
  const PlannedFault* meet(const std::string& function);

 private:
  std::vector<PlannedFault> planned_;
};

}  // namespace emulator
