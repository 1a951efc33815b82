// The driver's result codes.
#pragma once

enum CUresult : int {
#define CODE(name, number, text) CUDA_##name = number,
#include "codes.inc"
#undef CODE
};
