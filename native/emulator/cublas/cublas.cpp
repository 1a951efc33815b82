// A cuBLAS for the emulated driver: the calls that Gradus makes, in plain loops. See README.md.
//
// Written from cuBLAS's reference; CUDA itself need not be installed.
#include <algorithm>
#include <new>

#include "../src/libraries.h"
#include "product.h"

#define CUBLAS extern "C" __attribute__((visibility("default"))) int

extern "C" int cuStreamIsCapturing(void* stream, int* status);

using standin::Matrix;
using standin::Product;
using standin::Type;

namespace {

// cublasStatus_t.
enum Status {
  SUCCESS = 0,
  NOT_INITIALIZED = 1,
  ALLOC_FAILED = 3,
  INVALID_VALUE = 7,
  EXECUTION_FAILED = 13,
  NOT_SUPPORTED = 15
};

constexpr int TRANSPOSED = 1;       // CUBLAS_OP_T
constexpr int COMPUTE_32F = 68;     // CUBLAS_COMPUTE_32F
constexpr int COMPUTE_32F_FAST_TF32 = 77;
constexpr int LAST_MATH = 3;        // CUBLAS_TF32_TENSOR_OP_MATH
constexpr int FULL_REDUCTION = 16;  // CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION

struct Handle {
  void* stream = nullptr;
  std::uint64_t workspace = 0;
  std::size_t workspace_bytes = 0;
};

// What cuBLAS makes of the driver's results.
int status_of(int result) {
  switch (result) {
    case 0: return SUCCESS;
    case 1: return INVALID_VALUE;
    case 2: return ALLOC_FAILED;
    case 3: case 201: return NOT_INITIALIZED;
    case 801: return NOT_SUPPORTED;
    default: return EXECUTION_FAILED;
  }
}

bool is_type(int type) {
  return type == standin::R_32F || type == standin::R_16F || type == standin::R_16BF;
}

// The bytes from the first element of the first product to the last of the last; by columns as stored.
gradus_emulator_range range(const Matrix& matrix, std::int64_t rows, std::int64_t columns,
                            std::int64_t batch) {
  const std::int64_t elements =
      (batch - 1) * matrix.stride + (columns - 1) * matrix.leading + rows;
  return {matrix.address, static_cast<std::size_t>(elements) * standin::bytes(matrix.type)};
}

gradus_emulator_range stored(const Matrix& matrix, std::int64_t rows, std::int64_t columns,
                             std::int64_t batch) {
  return matrix.transposed ? range(matrix, columns, rows, batch) : range(matrix, rows, columns, batch);
}

void run(const void* arguments) { standin::multiply(*static_cast<const Product*>(arguments)); }

bool is_capturing(const Handle& handle) {
  int status = 0;
  return cuStreamIsCapturing(handle.stream, &status) == 0 && status != 0;
}

// The least `leading` of a matrix that is stored with so many rows.
bool reaches(const Matrix& matrix, std::int64_t rows) {
  return matrix.leading >= std::max<std::int64_t>(1, rows);
}

int gemm(const char* name, const Handle* handle, const Product& product, int compute) {
  if (handle == nullptr) return NOT_INITIALIZED;
  const auto& [m, n, k, batch, tf32, alpha, beta, a, b, c, workspace] = product;
  if (m < 0 || n < 0 || k < 0 || batch < 0) return INVALID_VALUE;
  if (!reaches(a, a.transposed ? k : m) || !reaches(b, b.transposed ? n : k) || !reaches(c, m))
    return INVALID_VALUE;
  const bool fits = a.type == b.type && (c.type == a.type || c.type == standin::R_32F);
  const bool computes = compute == COMPUTE_32F || (tf32 && a.type == standin::R_32F);
  if (!computes || !fits) return NOT_SUPPORTED;
  if (m == 0 || n == 0 || k == 0 || batch == 0)
    return status_of(gradus_emulator_library_enter(name));
  // cuBLAS would take memory for the graph, anew for each.
  if (workspace == 0 && is_capturing(*handle)) return ALLOC_FAILED;
  const gradus_emulator_range ranges[] = {stored(a, m, k, batch), stored(b, k, n, batch),
                                          range(c, m, n, batch),
                                          {workspace, handle->workspace_bytes}};
  return status_of(gradus_emulator_library_call(handle->stream, name, run, &product, sizeof product,
                                                ranges, workspace == 0 ? 3 : 4));
}

bool are_operations(int a, int b) { return a >= 0 && a <= TRANSPOSED && b >= 0 && b <= TRANSPOSED; }

Matrix matrix(const void* address, int type, int operation, int leading, long long stride) {
  return {reinterpret_cast<std::uint64_t>(address), static_cast<Type>(type), operation == TRANSPOSED,
          leading, stride};
}

}  // namespace

CUBLAS cublasCreate_v2(Handle** handle) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (const int code = gradus_emulator_library_enter("cublasCreate")) return status_of(code);
  *handle = new (std::nothrow) Handle;
  return *handle == nullptr ? ALLOC_FAILED : SUCCESS;
}

CUBLAS cublasDestroy_v2(Handle* handle) {
  if (handle == nullptr) return NOT_INITIALIZED;
  delete handle;
  return SUCCESS;
}

CUBLAS cublasGetProperty(int which, int* value) {
  if (which < 0 || which > 2 || value == nullptr) return INVALID_VALUE;
  *value = which == 0 ? STANDIN_MAJOR : 0;
  return SUCCESS;
}

// Another stream has the workspace that every handle has, not the user's.
CUBLAS cublasSetStream_v2(Handle* handle, void* stream) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (const int code = gradus_emulator_library_enter("cublasSetStream")) return status_of(code);
  *handle = {stream, 0, 0};
  return SUCCESS;
}

CUBLAS cublasSetWorkspace_v2(Handle* handle, void* workspace, std::size_t bytes) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (const int code = gradus_emulator_library_enter("cublasSetWorkspace")) return status_of(code);
  const auto address = reinterpret_cast<std::uint64_t>(workspace);
  if (address % 256 != 0) return INVALID_VALUE;
  handle->workspace = address;
  handle->workspace_bytes = bytes;
  return SUCCESS;
}

CUBLAS cublasSetMathMode(Handle* handle, int mode) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (const int code = gradus_emulator_library_enter("cublasSetMathMode")) return status_of(code);
  const int without = mode & ~FULL_REDUCTION;
  return without >= 0 && without <= LAST_MATH ? SUCCESS : INVALID_VALUE;
}

CUBLAS cublasGemmStridedBatchedEx(Handle* handle, int operation_a, int operation_b, int m, int n, int k,
                                  const float* alpha, const void* a, int a_type, int lda,
                                  long long a_stride, const void* b, int b_type, int ldb,
                                  long long b_stride, const float* beta, void* c, int c_type, int ldc,
                                  long long c_stride, int batch, int compute, int) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (!are_operations(operation_a, operation_b) || alpha == nullptr || beta == nullptr)
    return INVALID_VALUE;
  if (!is_type(a_type) || !is_type(b_type) || !is_type(c_type)) return NOT_SUPPORTED;
  return gemm("cublasGemmStridedBatchedEx", handle,
              {m, n, k, batch, compute == COMPUTE_32F_FAST_TF32, *alpha, *beta, matrix(a, a_type, operation_a, lda, a_stride),
               matrix(b, b_type, operation_b, ldb, b_stride), matrix(c, c_type, 0, ldc, c_stride),
               handle->workspace},
              compute);
}

CUBLAS cublasGemmEx(Handle* handle, int operation_a, int operation_b, int m, int n, int k,
                    const float* alpha, const void* a, int a_type, int lda, const void* b, int b_type,
                    int ldb, const float* beta, void* c, int c_type, int ldc, int compute, int) {
  if (handle == nullptr) return NOT_INITIALIZED;
  if (!are_operations(operation_a, operation_b) || alpha == nullptr || beta == nullptr)
    return INVALID_VALUE;
  if (!is_type(a_type) || !is_type(b_type) || !is_type(c_type)) return NOT_SUPPORTED;
  return gemm("cublasGemmEx", handle,
              {m, n, k, 1, compute == COMPUTE_32F_FAST_TF32, *alpha, *beta, matrix(a, a_type, operation_a, lda, 0),
               matrix(b, b_type, operation_b, ldb, 0), matrix(c, c_type, 0, ldc, 0),
               handle->workspace},
              compute);
}
