// Launches of kernels.
#include "launches.h"

#include <cstring>

#include "../driver.h"
#include "../options.h"
#include "../report.h"

using emulator::Context;
using emulator::Function;
using emulator::in_context;
using emulator::Index;
using emulator::KernelCall;
using emulator::require;

namespace {

constexpr unsigned MOST_BLOCKS = 8;  // of a cluster, unless a kernel asks for more

bool fits(Index extent, Index most) {
  return extent.x >= 1 && extent.y >= 1 && extent.z >= 1 && extent.x <= most.x &&
         extent.y <= most.y && extent.z <= most.z;
}

void refuse(const Function& function, const std::string& why, CUresult code) {
  emulator::report("launch of " + std::string(function.kernel->name) + " refused: " + why);
  throw emulator::Error{code};
}

void check(const Function& function, Index grid, Index block, unsigned shared_bytes) {
  if (!fits(grid, {0x7fffffff, 65535, 65535}))
    refuse(function, "a grid of " + to_string(grid) + " blocks", CUDA_ERROR_INVALID_VALUE);
  if (!fits(block, {1024, 1024, 64}) || block.count() > 1024)
    refuse(function, "a block of " + to_string(block) + " threads", CUDA_ERROR_INVALID_VALUE);
  const unsigned bound = function.kernel->bound;
  if (bound != 0 && block.count() > bound)
    refuse(function,
           emulator::text("a block of %lu threads where its launch bounds say %u", block.count(), bound),
           CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
  if (shared_bytes > function.dynamic_limit)
    refuse(function,
           emulator::text("%u bytes of dynamic shared memory, %zu may be had", shared_bytes,
                          function.dynamic_limit),
           CUDA_ERROR_INVALID_VALUE);
}

// The cluster of a launch: the kernel's own, or what the launch asks for.
Index cluster_of(const Function& function, Index grid, Index asked) {
  const unsigned* own = function.kernel->cluster;
  const bool fixed = own[0] != 0;
  Index cluster = fixed ? Index{own[0], own[1], own[2]} : asked;
  if (cluster.x == 0) cluster = {1, 1, 1};
  const auto wrong = [&](const char* why) {
    refuse(function, "clusters of " + to_string(cluster) + " blocks" + why, CUDA_ERROR_INVALID_CLUSTER_SIZE);
  };
  if (fixed && asked.x != 0 && (asked.x != own[0] || asked.y != own[1] || asked.z != own[2]))
    wrong(", which are the kernel's own, and others asked for");
  if (cluster.count() == 0 || cluster.count() > MOST_BLOCKS) wrong(", and 8 may be had");
  if (grid.x % cluster.x != 0 || grid.y % cluster.y != 0 || grid.z % cluster.z != 0)
    wrong(" that do not divide the grid");
  if (cluster.count() > 1 && emulator::options().compute_capability < 90)
    wrong(", and compute capability 9.0 is needed");
  return cluster;
}

// What the attributes of a launch say of clusters; zeros if nothing.
Index asked_cluster(const CUlaunchConfig& config) {
  Index cluster{0, 0, 0};
  for (unsigned i = 0; i < config.count; i++) {
    const CUlaunchAttribute& attribute = config.attributes[i];
    const bool none = attribute.id == ATTRIBUTE_IGNORE ||
                      (attribute.id == ATTRIBUTE_COOPERATIVE && attribute.flag == 0);
    if (attribute.id == ATTRIBUTE_CLUSTER)
      cluster = {attribute.cluster.x, attribute.cluster.y, attribute.cluster.z};
    else
      require(none, CUDA_ERROR_NOT_SUPPORTED);
  }
  return cluster;
}

// The arguments that `extra` holds: a buffer in which they lie at multiples of their alignments.
std::vector<std::byte> unpack_extra(const Function& function, void* const* extra) {
  const std::byte* buffer = nullptr;
  std::size_t bytes = 0;
  for (; reinterpret_cast<std::uintptr_t>(*extra) != LAUNCH_PARAM_END; extra += 2) {
    const auto marker = reinterpret_cast<std::uintptr_t>(extra[0]);
    require(marker == LAUNCH_PARAM_BUFFER || marker == LAUNCH_PARAM_SIZE);
    if (marker == LAUNCH_PARAM_BUFFER) buffer = static_cast<const std::byte*>(extra[1]);
    if (marker == LAUNCH_PARAM_SIZE) bytes = *static_cast<const std::size_t*>(extra[1]);
  }
  require(buffer != nullptr && bytes >= packed_bytes(function));
  return {buffer, buffer + packed_bytes(function)};
}

}  // namespace

namespace emulator {

KernelCall kernel_call(Context& context, const Function* function, Index grid, Index block, Index cluster,
                       unsigned shared_bytes, void* const* arguments, void* const* extra) {
  require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
  check(*function, grid, block, shared_bytes);
  const Index together = cluster_of(*function, grid, cluster);
  if (extra != nullptr) return {function, grid, block, together, shared_bytes, unpack_extra(*function, extra)};
  require(arguments != nullptr || function->kernel->arguments == 0);
  return {function, grid, block, together, shared_bytes, pack(*function, arguments)};
}

}  // namespace emulator

DRIVER cuLaunchKernel(CUfunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                      unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared_bytes,
                      CUstream stream, void** arguments, void** extra) {
  return in_context(__func__, [&](Context& context) {
    context.submit(context.stream(stream),
                   kernel_call(context, function, {grid_x, grid_y, grid_z}, {block_x, block_y, block_z},
                               {0, 0, 0}, shared_bytes, arguments, extra));
  });
}

DRIVER cuLaunchKernelEx(const CUlaunchConfig* config, CUfunction function, void** arguments, void** extra) {
  return in_context(__func__, [&](Context& context) {
    const Index grid{config->grid_x, config->grid_y, config->grid_z};
    const Index block{config->block_x, config->block_y, config->block_z};
    context.submit(context.stream(config->stream),
                   kernel_call(context, function, grid, block, asked_cluster(*config), config->shared_bytes,
                               arguments, extra));
  });
}

DRIVER cuLaunchHostFunc(CUstream stream, CUhostFn function, void* data) {
  return in_context(__func__, [&](Context& context) {
    context.submit(context.stream(stream), emulator::HostCall{function, data});
  });
}
