// Memory: allocation, copies, fills.
#include "../memory.h"

#include <cstring>

#include "../driver.h"
#include "../options.h"

using emulator::Context;
using emulator::Copy;
using emulator::Fill;
using emulator::freeing;
using emulator::in_context;
using emulator::Kind;
using emulator::memory;
using emulator::require;

namespace {

std::uintptr_t address(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }
bool is_pinned(std::uintptr_t at) { return emulator::window.holds(at); }

void check_device(std::uintptr_t at, std::size_t bytes) { require(memory().holds(at, bytes)); }

// Host memory that is pinned must be there; any other is the caller's.
void check_host(std::uintptr_t at, std::size_t bytes) {
  require(at != 0 || bytes == 0);
  if (is_pinned(at)) check_device(at, bytes);
}

void run_now(Context& context, emulator::Work work) {
  const auto stream = context.stream(nullptr);
  context.submit(stream, std::move(work));
  context.finish(stream->tail());
  require(context.sticky == CUDA_SUCCESS, context.sticky);
}

// The driver takes pageable memory along at once; pinned memory is read when the copy's turn comes.
void upload(Context& context, CUstream handle, std::uintptr_t to, std::uintptr_t from,
            std::size_t bytes) {
  const auto stream = context.stream(handle);
  Copy copy{to, from, bytes, {}};
  if (!is_pinned(from)) {
    const auto* first = reinterpret_cast<const std::byte*>(from);
    copy.staged.assign(first, first + bytes);
  }
  context.submit(stream, std::move(copy));
}

// A copy to pageable memory is over when the call returns.
void download(Context& context, CUstream handle, std::uintptr_t to, std::uintptr_t from,
              std::size_t bytes) {
  const auto stream = context.stream(handle);
  require(is_pinned(to) || !stream->capture, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  context.submit(stream, Copy{to, from, bytes, {}});
  if (!is_pinned(to)) context.finish(stream->tail());
}

void fill(Context& context, CUstream stream, CUdeviceptr to, unsigned value, unsigned element_bytes,
          std::size_t count) {
  if (count == 0) return;
  require(to % element_bytes == 0);
  check_device(to, count * element_bytes);
  context.submit(context.stream(stream), Fill{to, value, element_bytes, count});
}

}  // namespace

DRIVER cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  return in_context(__func__, [&](Context& context) {
    *free = context.free_bytes();
    *total = emulator::options().memory_bytes;
  });
}

DRIVER cuMemAlloc_v2(CUdeviceptr* pointer, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    context.refuse_capture();
    *pointer = context.allocate(bytes, Kind::DEVICE);
  });
}

DRIVER cuMemAllocAsync(CUdeviceptr* pointer, std::size_t bytes, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    require(!context.stream(stream)->capture, CUDA_ERROR_NOT_SUPPORTED);
    *pointer = context.allocate(bytes, Kind::DEVICE);
  });
}

DRIVER cuMemFree_v2(CUdeviceptr pointer) {
  return freeing(__func__, [&](Context& context) {
    if (pointer == 0) return;
    context.refuse_capture();
    require(memory().find(pointer).kind == Kind::DEVICE);
    context.finish_all();
    context.free(pointer);
  });
}

DRIVER cuMemFreeAsync(CUdeviceptr pointer, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    require(memory().find(pointer).kind == Kind::DEVICE);
    context.submit(context.stream(stream), emulator::Free{pointer});
  });
}

DRIVER cuMemAllocHost_v2(void** pointer, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    *pointer = reinterpret_cast<void*>(context.allocate(bytes, Kind::PINNED));
  });
}

DRIVER cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  return in_context(__func__, [&](Context& context) {
    *pointer = reinterpret_cast<void*>(context.allocate(bytes, Kind::PINNED));
  });
}

DRIVER cuMemFreeHost(void* pointer) {
  return freeing(__func__, [&](Context& context) {
    require(memory().find(address(pointer)).kind == Kind::PINNED);
    context.finish_all();
    context.free(address(pointer));
  });
}

DRIVER cuMemHostGetDevicePointer_v2(CUdeviceptr* pointer, void* host, unsigned) {
  return in_context(__func__, [&](Context&) {
    check_device(address(host), 1);
    *pointer = address(host);
  });
}

DRIVER cuMemGetAddressRange_v2(CUdeviceptr* base, std::size_t* bytes, CUdeviceptr pointer) {
  return in_context(__func__, [&](Context&) {
    const auto found = memory().around(pointer);
    if (base != nullptr) *base = found.base;
    if (bytes != nullptr) *bytes = found.bytes;
  });
}

DRIVER cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(to, bytes);
    check_host(address(from), bytes);
    run_now(context, Copy{to, address(from), bytes, {}});
  });
}

DRIVER cuMemcpyDtoH_v2(void* to, CUdeviceptr from, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(from, bytes);
    check_host(address(to), bytes);
    run_now(context, Copy{address(to), from, bytes, {}});
  });
}

DRIVER cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(to, bytes);
    check_device(from, bytes);
    context.submit(context.stream(nullptr), Copy{to, from, bytes, {}});
  });
}

DRIVER cuMemcpy(CUdeviceptr to, CUdeviceptr from, std::size_t bytes) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_host(to, bytes);
    check_host(from, bytes);
    run_now(context, Copy{to, from, bytes, {}});
  });
}

DRIVER cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, std::size_t bytes, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(to, bytes);
    check_host(address(from), bytes);
    upload(context, stream, to, address(from), bytes);
  });
}

DRIVER cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, std::size_t bytes, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(from, bytes);
    check_host(address(to), bytes);
    download(context, stream, address(to), from, bytes);
  });
}

DRIVER cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, std::size_t bytes, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_device(to, bytes);
    check_device(from, bytes);
    context.submit(context.stream(stream), Copy{to, from, bytes, {}});
  });
}

DRIVER cuMemcpyAsync(CUdeviceptr to, CUdeviceptr from, std::size_t bytes, CUstream stream) {
  return in_context(__func__, [&](Context& context) {
    if (bytes == 0) return;
    check_host(to, bytes);
    check_host(from, bytes);
    if (is_pinned(to))
      upload(context, stream, to, from, bytes);
    else
      download(context, stream, to, from, bytes);
  });
}

DRIVER cuMemsetD8_v2(CUdeviceptr to, unsigned char value, std::size_t count) {
  return in_context(__func__, [&](Context& context) { fill(context, nullptr, to, value, 1, count); });
}

DRIVER cuMemsetD8Async(CUdeviceptr to, unsigned char value, std::size_t count, CUstream stream) {
  return in_context(__func__, [&](Context& context) { fill(context, stream, to, value, 1, count); });
}

DRIVER cuMemsetD16_v2(CUdeviceptr to, unsigned short value, std::size_t count) {
  return in_context(__func__, [&](Context& context) { fill(context, nullptr, to, value, 2, count); });
}

DRIVER cuMemsetD16Async(CUdeviceptr to, unsigned short value, std::size_t count, CUstream stream) {
  return in_context(__func__, [&](Context& context) { fill(context, stream, to, value, 2, count); });
}

DRIVER cuMemsetD32_v2(CUdeviceptr to, unsigned value, std::size_t count) {
  return in_context(__func__, [&](Context& context) { fill(context, nullptr, to, value, 4, count); });
}

DRIVER cuMemsetD32Async(CUdeviceptr to, unsigned value, std::size_t count, CUstream stream) {
  return in_context(__func__, [&](Context& context) { fill(context, stream, to, value, 4, count); });
}
