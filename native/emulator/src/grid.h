// Runs a launch: its blocks are spread over threads of this processor.
#pragma once

#include <optional>

#include "block.h"

namespace emulator {

// Runs all blocks, or until one has a fault.
std::optional<Fault> run_grid(const Launch& launch);

}  // namespace emulator
