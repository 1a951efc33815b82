// What the environment says, read once: the switches of README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace emulator {

struct Options {
  int devices;
  int driver_version;
  int compute_capability;  // 90 for 9.0
  int multiprocessors;
  std::uint64_t memory_bytes;  // of each device
  unsigned workers;            // threads of this processor that run blocks
  bool check;
  std::optional<std::uint64_t> seed;  // of the adversarial schedules
  std::string home;                   // the folder that holds libcuda.so.1
  std::string kernels;                // the folders of kernel libraries, split by colons
  std::string report;                 // a file, or empty
  std::string launched;               // a file, or empty
  bool banks;                         // whether rows of ldmatrix in the same banks are faults
  bool leaks;                         // whether to tell what a context leaves behind
};

const Options& options();

// Ends the process, whose environment says what it cannot mean, with status 1.
[[noreturn]] void refuse(const std::string& why);

// The value of an environment variable; `otherwise` if there is none.
std::string setting(const char* name, const std::string& otherwise);

}  // namespace emulator
