// Kernels that come as source: what users' own ops bring.
#pragma once

#include <string>

namespace emulator {

// The library of a program such as "cubic DTYPE=f32" whose whole source is given; compiled at most
// once, into a folder beside libcuda.so.1. Throws CUDA_ERROR_INVALID_SOURCE if it does not compile.
std::string compiled(const std::string& program, const std::string& source);

}  // namespace emulator
