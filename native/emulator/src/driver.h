// The driver as a whole, and how each of its functions begins.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <vector>

#include "abi.h"
#include "context.h"
#include "error.h"
#include "faults.h"

namespace emulator {

struct Device {
  std::shared_ptr<Context> primary;
  unsigned retained = 0;
};

class Driver {
 public:
  static Driver& one();

  // Throws CUDA_ERROR_INVALID_DEVICE.
  Device& device(CUdevice ordinal);

  // The thread's current context; throws CUDA_ERROR_INVALID_CONTEXT without one.
  Context& context();

  std::recursive_mutex mutex;
  bool initialized = false;
  std::vector<Device> devices;
  Faults faults;
  std::optional<std::uint64_t> seed;  // of the contexts to come

 private:
  Driver();
};

// The contexts that this thread pushed; the last one is current.
std::vector<std::weak_ptr<Context>>& current();

// Returns planned faults; the sticky ones stay with the current context.
void meet_fault(const char* function);

// Runs a function of the driver, one at a time.
template <class Body>
CUresult call(const char* function, Body body) {
  const std::lock_guard lock(Driver::one().mutex);
  try {
    meet_fault(function);
    body();
    return CUDA_SUCCESS;
  } catch (const Error& error) {
    return error.code;
  } catch (const std::bad_alloc&) {
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
}

// The same for functions that want a driver that was initialised.
template <class Body>
CUresult initialized(const char* function, Body body) {
  return call(function, [&] {
    require(Driver::one().initialized, CUDA_ERROR_NOT_INITIALIZED);
    body();
  });
}

// The same for functions that work in the current context, in which nothing has failed for good.
template <class Body>
CUresult in_context(const char* function, Body body) {
  return initialized(function, [&] {
    Context& context = Driver::one().context();
    require(context.sticky == CUDA_SUCCESS, context.sticky);
    body(context);
  });
}

// The same for functions that free something, which they do in a lost context, too; they then return
// what it was lost by.
template <class Body>
CUresult freeing(const char* function, Body body) {
  return initialized(function, [&] {
    Context& context = Driver::one().context();
    body(context);
    require(context.sticky == CUDA_SUCCESS, context.sticky);
  });
}

}  // namespace emulator
