// Contexts: only the primary one of each device.
#include "../driver.h"

using emulator::Context;
using emulator::current;
using emulator::Device;
using emulator::Driver;
using emulator::in_context;
using emulator::initialized;
using emulator::require;

namespace {

// The shared pointer of a context's handle; null for null.
std::shared_ptr<Context> find(CUcontext handle) {
  if (handle == nullptr) return nullptr;
  for (const Device& device : Driver::one().devices)
    if (device.primary.get() == handle) return device.primary;
  throw emulator::Error{CUDA_ERROR_INVALID_CONTEXT};
}

CUcontext current_handle() { return current().empty() ? nullptr : current().back().lock().get(); }

}  // namespace

DRIVER cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice ordinal) {
  return initialized(__func__, [&] {
    Device& device = Driver::one().device(ordinal);
    if (!device.primary) device.primary = std::make_shared<Context>(ordinal, Driver::one().seed);
    device.retained++;
    *context = device.primary.get();
  });
}

DRIVER cuDevicePrimaryCtxRelease_v2(CUdevice ordinal) {
  return initialized(__func__, [&] {
    Device& device = Driver::one().device(ordinal);
    require(device.retained > 0, CUDA_ERROR_INVALID_CONTEXT);
    if (--device.retained > 0) return;
    device.primary->finish_all();
    device.primary.reset();
  });
}

DRIVER cuDevicePrimaryCtxReset_v2(CUdevice ordinal) {
  return initialized(__func__, [&] { Driver::one().device(ordinal).primary.reset(); });
}

DRIVER cuDevicePrimaryCtxGetState(CUdevice ordinal, unsigned* flags, int* active) {
  return initialized(__func__, [&] {
    *flags = 0;
    *active = Driver::one().device(ordinal).primary ? 1 : 0;
  });
}

DRIVER cuDevicePrimaryCtxSetFlags_v2(CUdevice ordinal, unsigned) {
  return initialized(__func__, [&] { Driver::one().device(ordinal); });
}

DRIVER cuCtxGetCurrent(CUcontext* context) {
  return initialized(__func__, [&] { *context = current_handle(); });
}

DRIVER cuCtxSetCurrent(CUcontext context) {
  return initialized(__func__, [&] {
    const auto found = find(context);
    if (!current().empty()) current().pop_back();
    if (found) current().push_back(found);
  });
}

DRIVER cuCtxPushCurrent_v2(CUcontext context) {
  return initialized(__func__, [&] {
    const auto found = find(context);
    require(found != nullptr, CUDA_ERROR_INVALID_CONTEXT);
    current().push_back(found);
  });
}

DRIVER cuCtxPopCurrent_v2(CUcontext* context) {
  return initialized(__func__, [&] {
    require(!current().empty(), CUDA_ERROR_INVALID_CONTEXT);
    if (context != nullptr) *context = current_handle();
    current().pop_back();
  });
}

DRIVER cuCtxGetDevice(CUdevice* device) {
  return in_context(__func__, [&](Context& context) { *device = context.device; });
}

DRIVER cuCtxSynchronize() {
  return in_context(__func__, [&](Context& context) {
    context.refuse_capture();
    context.finish_all();
    require(context.sticky == CUDA_SUCCESS, context.sticky);
  });
}

DRIVER cuCtxGetStreamPriorityRange(int* least, int* greatest) {
  return in_context(__func__, [&](Context&) {
    *least = 0;
    *greatest = -5;
  });
}
