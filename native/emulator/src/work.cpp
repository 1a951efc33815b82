#include "work.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <set>

#include "context.h"
#include "error.h"
#include "graph.h"
#include "grid.h"
#include "memory.h"
#include "options.h"
#include "report.h"

namespace emulator {
namespace {

constexpr std::size_t ARGUMENTS = 64;  // the largest alignment of an argument

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::size_t aligned(std::size_t offset, std::size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

// Notes each kernel once in the file of GRADUS_EMULATOR_LAUNCHED.
void note_launch(const std::string& program, const std::string& name) {
  if (options().launched.empty()) return;
  static std::set<std::string> noted;
  const std::string line = program + ": " + name + "\n";
  if (!noted.insert(line).second) return;
  if (std::FILE* file = std::fopen(options().launched.c_str(), "a")) {
    std::fputs(line.c_str(), file);
    std::fclose(file);
  }
}

void tell(const KernelCall& call, const Fault& fault) {
  std::string line = text("kernel %s, block %s, thread %s: ", call.function->kernel->name,
                          to_string(fault.block).c_str(), to_string(fault.thread).c_str());
  line += fault.what;
  const std::string where = fault.where.empty() ? source_line(fault.pc) : fault.where;
  if (!where.empty()) line += ", at " + where;
  report(line + " (program " + call.function->library->program() + ")");
}

void run(const KernelCall& call, Context& context) {
  note_launch(call.function->library->program(), call.function->kernel->name);
  const EmulatedKernel& kernel = *call.function->kernel;
  void* arguments[256];
  require(kernel.arguments <= 256, CUDA_ERROR_NOT_SUPPORTED);
  // Tensor maps want to be at a multiple of more than vectors are.
  std::vector<std::byte> room;
  const std::byte* first = call.arguments.data();
  const unsigned* const end = kernel.alignments + kernel.arguments;
  const bool wide = std::any_of(kernel.alignments, end, [](unsigned alignment) { return alignment > 16; });
  if (wide && reinterpret_cast<std::uintptr_t>(first) % ARGUMENTS != 0) {
    room.resize(call.arguments.size() + ARGUMENTS);
    std::byte* const to = room.data() + -reinterpret_cast<std::uintptr_t>(room.data()) % ARGUMENTS;
    std::memcpy(to, first, call.arguments.size());
    first = to;
  }
  std::size_t offset = 0;
  for (unsigned i = 0; i < kernel.arguments; i++) {
    offset = aligned(offset, kernel.alignments[i]);
    arguments[i] = const_cast<std::byte*>(first) + offset;
    offset += kernel.bytes[i];
  }
  const auto fault =
      run_grid({call.function, call.grid, call.block, call.cluster, call.dynamic_bytes, arguments,
                context.next_seed()});
  if (!fault) return;
  tell(call, *fault);
  throw Error{fault->code};
}

// A range that lay in device memory when the work was given must still be there.
void check_alive(std::uintptr_t address, std::size_t bytes, const char* what) {
  if (!window.holds(address) || memory().holds(address, bytes)) return;
  report(text("%s of %zu bytes at 0x%lx, ", what, bytes, address) + memory().describe(address, bytes));
  throw Error{CUDA_ERROR_ILLEGAL_ADDRESS};
}

void run(const Copy& copy) {
  check_alive(copy.to, copy.bytes, "copy to a range");
  if (copy.staged.empty()) check_alive(copy.from, copy.bytes, "copy from a range");
  const void* from =
      copy.staged.empty() ? reinterpret_cast<const void*>(copy.from) : copy.staged.data();
  std::memmove(reinterpret_cast<void*>(copy.to), from, copy.bytes);
}

void run(const Fill& fill) {
  check_alive(fill.to, fill.count * fill.element_bytes, "fill of a range");
  auto* to = reinterpret_cast<std::byte*>(fill.to);
  if (fill.element_bytes == 1) {
    std::memset(to, static_cast<int>(fill.value & 255u), fill.count);
    return;
  }
  for (std::size_t i = 0; i < fill.count; i++)
    std::memcpy(to + i * fill.element_bytes, &fill.value, fill.element_bytes);
}

void run(const LibraryCall& call) {
  note_launch("library", call.name);
  for (const Range& range : call.ranges) {
    if (memory().holds(range.begin, range.bytes)) continue;
    report(text("%s: %zu bytes at 0x%lx, ", call.name.c_str(), range.bytes, range.begin) +
           memory().describe(range.begin, range.bytes));
    throw Error{CUDA_ERROR_ILLEGAL_ADDRESS};
  }
  call.function(call.arguments.data());
}

double now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(since).count();
}

}  // namespace

void execute(const Work& work, Context& context) {
  std::visit(Cases{
                 [](const Nothing&) {},
                 [](const Wait&) {},
                 [&](const KernelCall& call) { run(call, context); },
                 [](const Copy& copy) { run(copy); },
                 [](const Fill& fill) { run(fill); },
                 [](const HostCall& call) { call.function(call.data); },
                 [](const LibraryCall& call) { run(call); },
                 [&](const Free& free) { context.free(free.base); },
                 [](const Record& record) { *record.stamp = {now(), true}; },
                 [&](const Replay& replay) { replay.graph->run(context); },
             },
             work);
}

std::size_t packed_bytes(const Function& function) {
  std::size_t bytes = 0;
  for (unsigned i = 0; i < function.kernel->arguments; i++)
    bytes = aligned(bytes, function.kernel->alignments[i]) + function.kernel->bytes[i];
  return bytes;
}

std::vector<std::byte> pack(const Function& function, void* const* arguments) {
  std::vector<std::byte> packed(packed_bytes(function));
  std::size_t offset = 0;
  for (unsigned i = 0; i < function.kernel->arguments; i++) {
    offset = aligned(offset, function.kernel->alignments[i]);
    std::memcpy(packed.data() + offset, arguments[i], function.kernel->bytes[i]);
    offset += function.kernel->bytes[i];
  }
  return packed;
}

}  // namespace emulator
