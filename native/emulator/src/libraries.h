// What the emulator does for a library on top of the driver, such as the cuBLAS in ../cublas.
//
// A result is the number of a CUresult.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct gradus_emulator_range {
  std::uint64_t begin;
  std::size_t bytes;
};

// Whether `name`, a function of a library, may be called now: there is a context, and no fault is
// planned for it.
__attribute__((visibility("default"))) int gradus_emulator_library_enter(const char* name);

// Gives a stream work, or its capture a node: `function` with a copy of `bytes` of arguments, which
// reads and writes `ranges` of device memory. These are looked at when it runs.
__attribute__((visibility("default"))) int gradus_emulator_library_call(
    void* stream, const char* name, void (*function)(const void*), const void* arguments,
    std::size_t bytes, const gradus_emulator_range* ranges, std::size_t count);
}
