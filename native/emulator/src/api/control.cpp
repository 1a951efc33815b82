// Functions of the emulator that no driver has, for tests that plan faults in a running process.
#include "../driver.h"

#define CONTROL extern "C" __attribute__((visibility("default")))

// Plans the faults of a text as in GRADUS_EMULATOR_FAULTS in place of those before, and counts calls
// anew; 0, or 1 if the text is none.
CONTROL int gradus_emulator_plan_faults(const char* text) {
  const std::lock_guard lock(emulator::Driver::one().mutex);
  return emulator::Driver::one().faults.plan(text) ? 0 : 1;
}
