// Functions of the emulator that no driver has, for tests that do many things in one process.
#include <cstdint>

#include "../driver.h"

#define CONTROL extern "C" __attribute__((visibility("default")))

// Plans the faults of a text as in GRADUS_EMULATOR_FAULTS in place of those before, and counts calls
// anew; 0, or 1 if the text is none.
CONTROL int gradus_emulator_plan_faults(const char* text) {
  const std::lock_guard lock(emulator::Driver::one().mutex);
  return emulator::Driver::one().faults.plan(text).empty() ? 0 : 1;
}

// Gives the contexts that are made from now on a seed in place of GRADUS_EMULATOR_SEED.
CONTROL void gradus_emulator_seed(std::uint64_t seed) {
  const std::lock_guard lock(emulator::Driver::one().mutex);
  emulator::Driver::one().seed = seed;
}
