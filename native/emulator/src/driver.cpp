#include "driver.h"

#include "options.h"

namespace emulator {

Driver& Driver::one() {
  static Driver* one = new Driver;  // never destroyed: threads may outlive static objects
  return *one;
}

Driver::Driver() : devices(static_cast<std::size_t>(options().devices)), seed(options().seed) {
  const std::string wrong = faults.plan(setting("GRADUS_EMULATOR_FAULTS", ""));
  if (!wrong.empty()) refuse("GRADUS_EMULATOR_FAULTS: " + wrong);
}

Device& Driver::device(CUdevice ordinal) {
  require(ordinal >= 0 && ordinal < static_cast<int>(devices.size()), CUDA_ERROR_INVALID_DEVICE);
  return devices[static_cast<std::size_t>(ordinal)];
}

std::vector<std::weak_ptr<Context>>& current() {
  thread_local std::vector<std::weak_ptr<Context>> stack;
  return stack;
}

Context& Driver::context() {
  require(!current().empty(), CUDA_ERROR_INVALID_CONTEXT);
  const auto context = current().back().lock();
  require(context != nullptr, CUDA_ERROR_CONTEXT_IS_DESTROYED);
  return *context;  // its device holds it, too
}

void meet_fault(const char* function) {
  Driver& driver = Driver::one();
  const PlannedFault* fault = driver.faults.meet(function);
  if (fault == nullptr) return;
  if (fault->sticky && !current().empty())
    if (const auto context = current().back().lock()) context->sticky = fault->code;
  throw Error{fault->code};
}

}  // namespace emulator
