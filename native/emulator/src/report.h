// What the emulator found wrong: one line on standard error, and in the file of GRADUS_EMULATOR_REPORT.
#pragma once

#include <string>

namespace emulator {

void report(const std::string& line);

// printf into a string.
std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));

// The source line of an address in a kernel library, such as "softmax.cl:57", and those it is inlined
// in; empty if unknown.
std::string source_line(const void* address);

// A path without its folders.
std::string base_name(const std::string& path);

}  // namespace emulator
