// Names and texts of result codes.
#include "../abi.h"

DRIVER cuGetErrorName(CUresult code, const char** name) {
  switch (code) {
#define CODE(constant, number, text)       \
  case CUDA_##constant:                    \
    *name = "CUDA_" #constant;             \
    return CUDA_SUCCESS;
#include "../codes.inc"
#undef CODE
  }
  *name = nullptr;
  return CUDA_ERROR_INVALID_VALUE;
}

DRIVER cuGetErrorString(CUresult code, const char** string) {
  switch (code) {
#define CODE(constant, number, text) \
  case CUDA_##constant:              \
    *string = text;                  \
    return CUDA_SUCCESS;
#include "../codes.inc"
#undef CODE
  }
  *string = nullptr;
  return CUDA_ERROR_INVALID_VALUE;
}
