// How a launch is checked and its arguments are taken along, for streams and for graphs.
#pragma once

#include "../context.h"

namespace emulator {

// Throws the code of what is wrong with the launch.
// `cluster` is of zeros if the launch does not say.
KernelCall kernel_call(Context& context, const Function* function, Index grid, Index block, Index cluster,
                       unsigned shared_bytes, void* const* arguments, void* const* extra);

}  // namespace emulator
