// Graphs.
#include <algorithm>

#include "../driver.h"
#include "launches.h"

using emulator::Context;
using emulator::Copy;
using emulator::Fill;
using emulator::freeing;
using emulator::Graph;
using emulator::GraphExec;
using emulator::in_context;
using emulator::require;
using emulator::Work;

namespace {

void add(Context& context, CUgraphNode* node, CUgraph graph, const CUgraphNode* after,
         std::size_t count, Work work) {
  const std::vector<CUgraphNode> nodes(after, after + count);
  *node = context.graphs.find(graph)->add(std::move(work), nodes);
}

Work kernel_work(Context& context, const CUDA_KERNEL_NODE_PARAMS& launch) {
  return kernel_call(context, launch.func, {launch.grid_x, launch.grid_y, launch.grid_z},
                     {launch.block_x, launch.block_y, launch.block_z}, {0, 0, 0}, launch.shared_bytes,
                     launch.kernel_params, launch.extra);
}

// Copies of one row only, which is all that linear memory needs.
Work copy_work(const CUDA_MEMCPY3D& copy) {
  require(copy.height <= 1 && copy.depth <= 1, CUDA_ERROR_NOT_SUPPORTED);
  require(copy.from_type != MEMORY_ARRAY && copy.to_type != MEMORY_ARRAY, CUDA_ERROR_NOT_SUPPORTED);
  const bool to_host = copy.to_type == MEMORY_HOST;
  const bool from_host = copy.from_type == MEMORY_HOST;
  const auto to = to_host ? reinterpret_cast<std::uintptr_t>(copy.to_host) : copy.to_device;
  const auto from = from_host ? reinterpret_cast<std::uintptr_t>(copy.from_host) : copy.from_device;
  require(to_host || emulator::memory().holds(to + copy.to_x, copy.width));
  require(from_host || emulator::memory().holds(from + copy.from_x, copy.width));
  return Copy{to + copy.to_x, from + copy.from_x, copy.width, {}};
}

Work fill_work(const CUDA_MEMSET_NODE_PARAMS& fill) {
  require(fill.height <= 1, CUDA_ERROR_NOT_SUPPORTED);
  require(fill.element_bytes == 1 || fill.element_bytes == 2 || fill.element_bytes == 4);
  require(emulator::memory().holds(fill.destination, fill.width * fill.element_bytes));
  return Fill{fill.destination, fill.value, fill.element_bytes, fill.width};
}

NodeType type_of(const Work& work) {
  if (std::holds_alternative<emulator::KernelCall>(work)) return NODE_KERNEL;
  if (std::holds_alternative<Copy>(work)) return NODE_MEMCPY;
  if (std::holds_alternative<Fill>(work)) return NODE_MEMSET;
  if (std::holds_alternative<emulator::HostCall>(work)) return NODE_HOST;
  return NODE_EMPTY;
}

}  // namespace

DRIVER cuGraphCreate(CUgraph* graph, unsigned flags) {
  return in_context(__func__, [&](Context& context) {
    require(flags == 0);
    *graph = context.graphs.add(std::make_shared<Graph>());
  });
}

DRIVER cuGraphDestroy(CUgraph graph) {
  return freeing(__func__, [&](Context& context) { context.graphs.remove(graph); });
}

DRIVER cuGraphAddKernelNode_v2(CUgraphNode* node, CUgraph graph, const CUgraphNode* after,
                               std::size_t count, const CUDA_KERNEL_NODE_PARAMS* launch) {
  return in_context(__func__, [&](Context& context) {
    add(context, node, graph, after, count, kernel_work(context, *launch));
  });
}

DRIVER cuGraphAddMemcpyNode(CUgraphNode* node, CUgraph graph, const CUgraphNode* after,
                            std::size_t count, const CUDA_MEMCPY3D* copy, CUcontext) {
  return in_context(__func__, [&](Context& context) {
    add(context, node, graph, after, count, copy_work(*copy));
  });
}

DRIVER cuGraphAddMemsetNode(CUgraphNode* node, CUgraph graph, const CUgraphNode* after,
                            std::size_t count, const CUDA_MEMSET_NODE_PARAMS* fill, CUcontext) {
  return in_context(__func__, [&](Context& context) {
    add(context, node, graph, after, count, fill_work(*fill));
  });
}

DRIVER cuGraphAddEmptyNode(CUgraphNode* node, CUgraph graph, const CUgraphNode* after,
                           std::size_t count) {
  return in_context(__func__, [&](Context& context) {
    add(context, node, graph, after, count, emulator::Nothing{});
  });
}

DRIVER cuGraphGetNodes(CUgraph graph, CUgraphNode* nodes, std::size_t* count) {
  return in_context(__func__, [&](Context& context) {
    const auto& all = context.graphs.find(graph)->nodes();
    const std::size_t room = nodes == nullptr ? 0 : std::min(*count, all.size());
    for (std::size_t i = 0; i < room; i++) nodes[i] = all[i].get();
    *count = nodes == nullptr ? all.size() : room;
  });
}

DRIVER cuGraphNodeGetType(CUgraphNode node, int* type) {
  return in_context(__func__, [&](Context& context) {
    const auto& graphs = context.graphs.all();
    require(std::any_of(graphs.begin(), graphs.end(), [&](const auto& one) { return one->holds(node); }));
    *type = type_of(node->work);
  });
}

DRIVER cuGraphInstantiateWithFlags(CUgraphExec* executable, CUgraph graph, unsigned long long) {
  return in_context(__func__, [&](Context& context) {
    *executable =
        context.executables.add(std::make_shared<GraphExec>(*context.graphs.find(graph)));
  });
}

DRIVER cuGraphExecKernelNodeSetParams_v2(CUgraphExec executable, CUgraphNode node,
                                         const CUDA_KERNEL_NODE_PARAMS* launch) {
  return in_context(__func__, [&](Context& context) {
    context.executables.find(executable)->replace(node, kernel_work(context, *launch));
  });
}

DRIVER cuGraphUpload(CUgraphExec executable, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    context.stream(stream);
    context.executables.find(executable);
  });
}

DRIVER cuGraphLaunch(CUgraphExec executable, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    const auto to = context.stream(stream);
    require(!to->capture, CUDA_ERROR_NOT_SUPPORTED);
    context.submit(to, emulator::Replay{context.executables.find(executable)});
  });
}

DRIVER cuGraphExecDestroy(CUgraphExec executable) {
  return freeing(__func__, [&](Context& context) { context.executables.remove(executable); });
}
