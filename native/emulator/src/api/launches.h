// How a launch is checked and its arguments are taken along, for streams and for graphs.
#pragma once

#include "../context.h"

namespace emulator {

// Throws the code of what is wrong with the launch.
KernelCall kernel_call(Context& context, const Function* function, Index grid, Index block,
                       unsigned shared_bytes, void* const* arguments, void* const* extra);

}  // namespace emulator
