// The part of the CUDA driver's binary interface that is implemented: types, structures, numbers.
//
// Written from the driver API's reference; CUDA itself need not be installed. A handle is a pointer to
// the emulator's own object.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codes.h"

#define DRIVER extern "C" __attribute__((visibility("default"))) CUresult

namespace emulator {
class Context;
class Module;
class Stream;
class Event;
class Graph;
class GraphExec;
struct Function;
struct GraphNode;
}  // namespace emulator

using CUdevice = int;
using CUdeviceptr = std::uint64_t;
using CUcontext = emulator::Context*;
using CUmodule = emulator::Module*;
using CUfunction = emulator::Function*;
using CUstream = emulator::Stream*;
using CUevent = emulator::Event*;
using CUgraph = emulator::Graph*;
using CUgraphExec = emulator::GraphExec*;
using CUgraphNode = emulator::GraphNode*;
using CUhostFn = void (*)(void*);

struct CUuuid {
  char bytes[16];
};

// CUstream values that are no objects.
constexpr std::uintptr_t LEGACY_STREAM = 1;
constexpr std::uintptr_t PER_THREAD_STREAM = 2;

constexpr unsigned STREAM_NON_BLOCKING = 1;
constexpr unsigned EVENT_DISABLE_TIMING = 2;

// CUstreamCaptureMode and CUstreamCaptureStatus.
enum CaptureMode { CAPTURE_GLOBAL, CAPTURE_THREAD_LOCAL, CAPTURE_RELAXED };
enum CaptureStatus { CAPTURE_NONE, CAPTURE_ACTIVE, CAPTURE_INVALIDATED };

// CUgraphNodeType.
enum NodeType { NODE_KERNEL = 0, NODE_MEMCPY = 1, NODE_MEMSET = 2, NODE_HOST = 3, NODE_EMPTY = 5 };

// CUmemorytype.
enum MemoryType { MEMORY_HOST = 1, MEMORY_DEVICE = 2, MEMORY_ARRAY = 3, MEMORY_UNIFIED = 4 };

// The markers of cuLaunchKernel's `extra`.
constexpr std::uintptr_t LAUNCH_PARAM_END = 0;
constexpr std::uintptr_t LAUNCH_PARAM_BUFFER = 1;
constexpr std::uintptr_t LAUNCH_PARAM_SIZE = 2;

struct CUDA_KERNEL_NODE_PARAMS {
  CUfunction func;
  unsigned grid_x, grid_y, grid_z;
  unsigned block_x, block_y, block_z;
  unsigned shared_bytes;
  void** kernel_params;
  void** extra;
  void* kern;
  CUcontext context;
};

// A launch attribute, and the numbers of those that are known.
struct CUlaunchAttribute {
  int id;
  int padding;
  union {
    char room[64];
    struct {
      unsigned x, y, z;
    } cluster;
    int flag;
  };
};
enum LaunchAttribute { ATTRIBUTE_IGNORE = 0, ATTRIBUTE_COOPERATIVE = 2, ATTRIBUTE_CLUSTER = 4 };

struct CUlaunchConfig {
  unsigned grid_x, grid_y, grid_z;
  unsigned block_x, block_y, block_z;
  unsigned shared_bytes;
  CUstream stream;
  const CUlaunchAttribute* attributes;
  unsigned count;
};

// What cuTensorMapEncodeTiled makes.
struct alignas(64) CUtensorMap {
  std::uint64_t opaque[16];
};

struct CUDA_MEMSET_NODE_PARAMS {
  CUdeviceptr destination;
  std::size_t pitch;
  unsigned value;
  unsigned element_bytes;
  std::size_t width;
  std::size_t height;
};

struct CUDA_MEMCPY3D {
  std::size_t from_x, from_y, from_z, from_lod;
  MemoryType from_type;
  const void* from_host;
  CUdeviceptr from_device;
  void* from_array;
  void* reserved_0;
  std::size_t from_pitch, from_height;
  std::size_t to_x, to_y, to_z, to_lod;
  MemoryType to_type;
  void* to_host;
  CUdeviceptr to_device;
  void* to_array;
  void* reserved_1;
  std::size_t to_pitch, to_height;
  std::size_t width, height, depth;
};
