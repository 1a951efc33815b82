// Modules, functions and what is known about them.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "../driver.h"
#include "../options.h"
#include "../report.h"

using emulator::Context;
using emulator::freeing;
using emulator::in_context;
using emulator::Module;
using emulator::require;

namespace {

constexpr char LABEL[] = "GRADUS-EMULATED ";
constexpr char SOURCE[] = "GRADUS-EMULATED-SOURCE ";
constexpr std::uint32_t FAT_BINARY = 0xba55ed50;

// The header of nvcc's fat binaries.
struct FatBinary {
  std::uint32_t magic;
  std::uint16_t version;
  std::uint16_t header_bytes;
  std::uint64_t bytes;
};

// What stands behind a fat binary; an image that is none begins with it.
const char* behind(const void* image) {
  FatBinary header;
  std::memcpy(&header.magic, image, sizeof header.magic);
  if (header.magic != FAT_BINARY) return static_cast<const char*>(image);
  std::memcpy(&header, image, sizeof header);
  return static_cast<const char*>(image) + header.header_bytes + header.bytes;
}

bool begins(const char* text, const char* label) {
  return std::strncmp(text, label, std::strlen(label)) == 0;
}

// The programs that an image names by lines, "GRADUS-EMULATED <program>", or the one whose source, up to
// a zero, it brings behind such a line, "GRADUS-EMULATED-SOURCE <program>".
std::vector<emulator::Library*> programs_of(const void* image) {
  const char* text = behind(image);
  if (begins(text, SOURCE)) {
    text += std::strlen(SOURCE);
    const std::size_t length = std::strcspn(text, "\n");
    return {&emulator::Library::of({text, length}, text + length)};
  }
  std::vector<emulator::Library*> libraries;
  while (begins(text, LABEL)) {
    text += std::strlen(LABEL);
    const std::size_t length = std::strcspn(text, "\n");
    libraries.push_back(&emulator::Library::of({text, length}));
    if (text[length] == '\0') break;
    text += length + 1;
  }
  if (libraries.empty()) {
    emulator::report("an image was loaded that does not end in lines 'GRADUS-EMULATED <program>'");
    throw emulator::Error{CUDA_ERROR_INVALID_IMAGE};
  }
  return libraries;
}

void load(Context& context, CUmodule* module, const void* image) {
  require(module != nullptr && image != nullptr);
  *module = context.modules.add(std::make_shared<Module>(programs_of(image)));
}

int bound(const emulator::Function& function) {
  return function.kernel->bound == 0 ? 1024 : static_cast<int>(function.kernel->bound);
}

int blocks_at_once(const emulator::Function& function, int threads, std::size_t dynamic_bytes) {
  const std::size_t shared = function.shared_bytes + dynamic_bytes;
  const int by_threads = 2048 / std::max(threads, 1);
  const int by_memory = shared == 0 ? 32 : static_cast<int>((std::size_t{227} << 10) / shared);
  return threads > bound(function) ? 0 : std::min({32, by_threads, by_memory});
}

}  // namespace

DRIVER cuModuleLoadData(CUmodule* module, const void* image) {
  return in_context(__func__, [&](Context& context) { load(context, module, image); });
}

DRIVER cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned, int*, void**) {
  return in_context(__func__, [&](Context& context) { load(context, module, image); });
}

DRIVER cuModuleLoadFatBinary(CUmodule* module, const void* image) {
  return in_context(__func__, [&](Context& context) { load(context, module, image); });
}

DRIVER cuModuleUnload(CUmodule module) {
  return freeing(__func__, [&](Context& context) {
    context.finish_all();
    context.modules.remove(module);
  });
}

DRIVER cuModuleGetFunction(CUfunction* function, CUmodule module, const char* name) {
  return in_context(__func__, [&](Context& context) {
    *function = context.modules.find(module)->find(name);
    require(*function != nullptr, CUDA_ERROR_NOT_FOUND);
  });
}

DRIVER cuModuleGetLoadingMode(int* mode) {
  return emulator::call(__func__, [&] { *mode = 2; });  // lazy
}

DRIVER cuFuncGetAttribute(int* value, int number, CUfunction function) {
  return in_context(__func__, [&](Context& context) {
    require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
    switch (number) {
      case 0:  // MAX_THREADS_PER_BLOCK
        *value = bound(*function);
        return;
      case 1:  // SHARED_SIZE_BYTES
        *value = static_cast<int>(function->shared_bytes);
        return;
      case 5:  // PTX_VERSION
      case 6:  // BINARY_VERSION
        *value = emulator::options().compute_capability;
        return;
      case 8:  // MAX_DYNAMIC_SHARED_SIZE_BYTES
        *value = static_cast<int>(function->dynamic_limit);
        return;
      default:
        *value = 0;
    }
  });
}

DRIVER cuFuncSetAttribute(CUfunction function, int number, int value) {
  return in_context(__func__, [&](Context& context) {
    require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
    if (number != 8) return;  // hints: carveout and such
    const std::size_t most = (std::size_t{227} << 10) - function->shared_bytes;
    require(value >= 0 && static_cast<std::size_t>(value) <= most);
    function->dynamic_limit = static_cast<std::size_t>(value);
  });
}

DRIVER cuFuncSetCacheConfig(CUfunction function, int) {
  return in_context(__func__, [&](Context& context) {
    require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
  });
}

DRIVER cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, CUfunction function, int threads,
                                                   std::size_t dynamic_bytes) {
  return in_context(__func__, [&](Context& context) {
    require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
    *blocks = blocks_at_once(*function, threads, dynamic_bytes);
  });
}

DRIVER cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, CUfunction function,
                                                            int threads, std::size_t dynamic_bytes,
                                                            unsigned) {
  return in_context(__func__, [&](Context& context) {
    require(context.has_function(function), CUDA_ERROR_INVALID_HANDLE);
    *blocks = blocks_at_once(*function, threads, dynamic_bytes);
  });
}
