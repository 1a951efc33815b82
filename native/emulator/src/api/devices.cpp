// The driver and its devices.
#include <algorithm>
#include <cstring>
#include <map>
#include <string>

#include "../driver.h"
#include "../options.h"
#include "../report.h"

using emulator::Driver;
using emulator::initialized;
using emulator::options;
using emulator::require;

namespace {

// CUdevice_attribute and its values, by number; what is not here is 0, as for a device without it.
int attribute(int number) {
  static const std::map<int, int> values = {
      {1, 1024},                                // MAX_THREADS_PER_BLOCK
      {2, 1024}, {3, 1024}, {4, 64},            // MAX_BLOCK_DIM_X, Y, Z
      {5, 0x7fffffff}, {6, 65535}, {7, 65535},  // MAX_GRID_DIM_X, Y, Z
      {8, 49152},                               // MAX_SHARED_MEMORY_PER_BLOCK
      {9, 65536},                               // TOTAL_CONSTANT_MEMORY
      {10, 32},                                 // WARP_SIZE
      {12, 65536},                              // MAX_REGISTERS_PER_BLOCK
      {13, 1000000},                            // CLOCK_RATE, kHz
      {14, 512},                                // TEXTURE_ALIGNMENT
      {15, 1},                                  // GPU_OVERLAP
      {19, 1},                                  // CAN_MAP_HOST_MEMORY
      {31, 1},                                  // CONCURRENT_KERNELS
      {36, 1000000},                            // MEMORY_CLOCK_RATE, kHz
      {37, 64},                                 // GLOBAL_MEMORY_BUS_WIDTH
      {38, 4 << 20},                            // L2_CACHE_SIZE
      {39, 2048},                               // MAX_THREADS_PER_MULTIPROCESSOR
      {40, 1},                                  // ASYNC_ENGINE_COUNT
      {41, 1},                                  // UNIFIED_ADDRESSING
      {78, 1},                                  // STREAM_PRIORITIES_SUPPORTED
      {81, 228 << 10},                          // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
      {82, 65536},                              // MAX_REGISTERS_PER_MULTIPROCESSOR
      {97, 227 << 10},                          // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
      {106, 32},                                // MAX_BLOCKS_PER_MULTIPROCESSOR
      {111, 1024},                              // RESERVED_SHARED_MEMORY_PER_BLOCK
      {115, 1},                                 // MEMORY_POOLS_SUPPORTED
  };
  switch (number) {
    case 16:
      return options().multiprocessors;
    case 75:
      return options().compute_capability / 10;
    case 76:
      return options().compute_capability % 10;
    default:
      const auto found = values.find(number);
      return found == values.end() ? 0 : found->second;
  }
}

}  // namespace

DRIVER cuInit(unsigned flags) {
  return emulator::call(__func__, [&] {
    require(flags == 0);
    require(options().devices > 0, CUDA_ERROR_NO_DEVICE);
    Driver::one().initialized = true;
  });
}

DRIVER cuDriverGetVersion(int* version) {
  return emulator::call(__func__, [&] { *version = options().driver_version; });
}

DRIVER cuDeviceGetCount(int* count) {
  return initialized(__func__, [&] { *count = options().devices; });
}

DRIVER cuDeviceGet(CUdevice* device, int ordinal) {
  return initialized(__func__, [&] {
    Driver::one().device(ordinal);
    *device = ordinal;
  });
}

DRIVER cuDeviceGetName(char* name, int length, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    require(length > 0);
    const std::string full = "Gradus CUDA emulator";
    const std::size_t fits = std::min(full.size(), static_cast<std::size_t>(length - 1));
    std::memcpy(name, full.data(), fits);
    name[fits] = '\0';
  });
}

DRIVER cuDeviceGetUuid(CUuuid* uuid, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    const std::string bytes = "gradus-emulator" + std::string(1, static_cast<char>(device));
    std::memcpy(uuid->bytes, bytes.data(), sizeof uuid->bytes);
  });
}

DRIVER cuDeviceGetPCIBusId(char* id, int length, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    const std::string text = emulator::text("0000:%02x:00.0", device);
    require(length > static_cast<int>(text.size()));
    std::memcpy(id, text.c_str(), text.size() + 1);
  });
}

DRIVER cuDeviceTotalMem_v2(std::size_t* bytes, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    *bytes = options().memory_bytes;
  });
}

DRIVER cuDeviceGetAttribute(int* value, int number, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    *value = attribute(number);
  });
}

DRIVER cuDeviceComputeCapability(int* major, int* minor, CUdevice device) {
  return initialized(__func__, [&] {
    Driver::one().device(device);
    *major = attribute(75);
    *minor = attribute(76);
  });
}
