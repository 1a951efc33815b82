// Calls of libraries that lie on top of the driver, as work of its streams.
#include "../libraries.h"

#include "../driver.h"

using emulator::Context;
using emulator::in_context;
using emulator::LibraryCall;
using emulator::Range;

int gradus_emulator_library_enter(const char* name) {
  return in_context(name, [](Context&) {});
}

int gradus_emulator_library_call(void* stream, const char* name, void (*function)(const void*),
                                 const void* arguments, std::size_t bytes,
                                 const gradus_emulator_range* ranges, std::size_t count) {
  return in_context(name, [&](Context& context) {
    const auto* from = static_cast<const std::byte*>(arguments);
    LibraryCall call{name, function, {from, from + bytes}, {}};
    for (std::size_t i = 0; i < count; i++) call.ranges.push_back({ranges[i].begin, ranges[i].bytes});
    context.submit(context.stream(static_cast<CUstream>(stream)), std::move(call));
  });
}
