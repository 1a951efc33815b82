// The emulator's cuBLAS: products by columns, in streams and graphs, and what it refuses.

#include "driver.h"

extern "C" {
int cublasCreate_v2(void**);
int cublasDestroy_v2(void*);
int cublasGetProperty(int, int*);
int cublasSetStream_v2(void*, CUstream);
int cublasSetWorkspace_v2(void*, CUdeviceptr, std::size_t);
int cublasSetMathMode(void*, int);
int cublasGemmEx(void*, int, int, int, int, int, const float*, CUdeviceptr, int, int, CUdeviceptr, int,
                 int, const float*, CUdeviceptr, int, int, int, int);
int cublasGemmStridedBatchedEx(void*, int, int, int, int, int, const float*, CUdeviceptr, int, int,
                               long long, CUdeviceptr, int, int, long long, const float*, CUdeviceptr,
                               int, int, long long, int, int, int);
}

namespace {

constexpr int F32 = 0, F16 = 2, BF16 = 14, F64 = 1, INT8 = 3;
constexpr int SUMS_F32 = 68, SUMS_TF32 = 77;
constexpr int NOT_INITIALIZED = 1, ALLOC_FAILED = 3, INVALID = 7, FAILED = 13, UNSUPPORTED = 15;
constexpr std::size_t WORKSPACE = 1 << 16;

struct Library {
  void* handle = nullptr;
  CUstream stream;
  Array<std::byte> workspace{WORKSPACE};

  Library() {
    DO(cuStreamCreate(&stream, STREAM_NON_BLOCKING));
    EXPECT(cublasCreate_v2(&handle) == 0);
    EXPECT(cublasSetStream_v2(handle, stream) == 0);
    EXPECT(cublasSetWorkspace_v2(handle, workspace.at, WORKSPACE) == 0);
  }
  ~Library() {
    cublasDestroy_v2(handle);
    cuStreamDestroy_v2(stream);
  }
};

// What a call is given, each of which a test may spoil.
struct Call {
  int a_transposed = 0, b_transposed = 0;
  int m = 2, n = 2, k = 3;
  float alpha = 1, beta = 0;
  int a_type = F32, b_type = F32, c_type = F32;
  int lda = 2, ldb = 3, ldc = 2;
  int sums = SUMS_F32;

  int operator()(const Library& on, CUdeviceptr a, CUdeviceptr b, CUdeviceptr c) const {
    return cublasGemmEx(on.handle, a_transposed, b_transposed, m, n, k, &alpha, a, a_type, lda, b, b_type,
                        ldb, &beta, c, c_type, ldc, sums, -1);
  }
};

// By columns: a is (2, 3), b is (3, 2).
const std::vector<float> A = {1, 4, 2, 5, 3, 6};
const std::vector<float> B = {7, 9, 11, 8, 10, 12};
const std::vector<float> PRODUCT = {58, 139, 64, 154};

void expect_products() {
  const Library on;
  const Array<float> a(A), b(B), c(std::vector<float>(4, 1));
  EXPECT(Call{}(on, a.at, b.at, c.at) == 0);
  DO(cuStreamSynchronize(on.stream));
  EXPECT(c.read() == PRODUCT);
  const Call more = {.alpha = 2, .beta = -1};
  EXPECT(more(on, a.at, b.at, c.at) == 0);  // 2 a b - a b
  DO(cuStreamSynchronize(on.stream));
  EXPECT(c.read() == PRODUCT);
  const Array<float> at(std::vector<float>{1, 2, 3, 4, 5, 6}), bt(std::vector<float>{7, 8, 9, 10, 11, 12});
  const Call turned = {.a_transposed = 1, .b_transposed = 1, .lda = 3, .ldb = 2};
  EXPECT(turned(on, at.at, bt.at, c.at) == 0);
  DO(cuStreamSynchronize(on.stream));
  EXPECT(c.read() == PRODUCT);
}

// Rows beyond the matrices lie between their columns, and nobody touches them.
void expect_gaps() {
  const Library on;
  const Array<float> a(std::vector<float>{1, 4, -1, 2, 5, -1, 3, 6, -1}), b(B);
  const Array<float> c(std::vector<float>(6, -2));
  const Call gaps = {.lda = 3, .ldc = 3};
  EXPECT(gaps(on, a.at, b.at, c.at) == 0);
  DO(cuStreamSynchronize(on.stream));
  EXPECT((c.read() == std::vector<float>{58, 139, -2, 64, 154, -2}));
}

// Twice the same a; 1 and 1 + 2^-8 and so on tell how results are rounded.
void expect_batches_of_narrow_types() {
  const Library on;
  const float one = 1, zero = 0;
  const std::vector<std::uint16_t> a = {0x3f80, 0x3f80}, b = {0x3f80, 0x3b80, 0x3f80, 0x3c40};  // bf16
  const Array<std::uint16_t> from(a), by(b), narrow(2);
  const Array<float> wide(2);
  for (const int type : {BF16, F32})
    EXPECT(cublasGemmStridedBatchedEx(on.handle, 0, 0, 1, 1, 2, &one, from.at, BF16, 1, 0, by.at, BF16, 2,
                                      2, &zero, type == F32 ? wide.at : narrow.at, type, 1, 1, 2, SUMS_F32,
                                      -1) == 0);
  DO(cuStreamSynchronize(on.stream));
  EXPECT((wide.read() == std::vector<float>{1 + 0x1p-8f, 1 + 0x3p-8f}));
  EXPECT((narrow.read() == std::vector<std::uint16_t>{0x3f80, 0x3f82}));  // ties to even, both
  const Array<std::uint16_t> halves(std::vector<std::uint16_t>{0x3c00, 0x0001, 0x7bff}), half(3);
  const Array<std::uint16_t> unit(std::vector<std::uint16_t>{0x3c00});
  const Call product = {
      .m = 3, .n = 1, .k = 1, .a_type = F16, .b_type = F16, .c_type = F16, .lda = 3, .ldb = 1, .ldc = 3};
  EXPECT(product(on, halves.at, unit.at, half.at) == 0);
  DO(cuStreamSynchronize(on.stream));
  EXPECT(half.read() == halves.read());
}

void expect_refusals() {
  const Library on;
  const Array<float> a(A), b(B), c(4);
  const auto refuses = [&](int status, const Call& call) {
    EXPECT(call(on, a.at, b.at, c.at) == status);
  };
  refuses(INVALID, {.lda = 1});
  refuses(INVALID, {.ldb = 2});
  refuses(INVALID, {.ldc = 1});
  refuses(INVALID, {.a_transposed = 1});  // then it has three rows
  refuses(INVALID, {.m = -1});
  refuses(INVALID, {.a_transposed = 7});
  refuses(UNSUPPORTED, {.a_type = F64, .b_type = F64, .c_type = F64});
  refuses(UNSUPPORTED, {.a_type = BF16});
  refuses(UNSUPPORTED, {.c_type = INT8});
  refuses(UNSUPPORTED, {.sums = SUMS_TF32});
  refuses(0, {.m = 0});
  int version = 0;
  EXPECT(cublasGetProperty(0, &version) == 0 && version == 13);
  EXPECT(cublasGetProperty(3, &version) == INVALID);
  EXPECT(cublasSetMathMode(on.handle, 16) == 0);
  EXPECT(cublasSetMathMode(on.handle, 99) == INVALID);
  EXPECT(cublasSetWorkspace_v2(on.handle, on.workspace.at + 4, 64) == INVALID);
  EXPECT(cublasSetStream_v2(nullptr, on.stream) == NOT_INITIALIZED);
  DO(cuStreamSynchronize(on.stream));
}

void expect_graphs() {
  const Library on;
  const Array<float> a(A), b(B), c(4);
  CUgraph graph;
  CUgraphExec executable;
  DO(cuStreamBeginCapture_v2(on.stream, CAPTURE_RELAXED));
  EXPECT(Call{}(on, a.at, b.at, c.at) == 0);
  DO(cuStreamEndCapture(on.stream, &graph));
  std::size_t nodes = 0;
  DO(cuGraphGetNodes(graph, nullptr, &nodes));
  EXPECT(nodes == 1);
  DO(cuGraphInstantiateWithFlags(&executable, graph, 0));
  DO(cuGraphDestroy(graph));
  EXPECT(c.read() != PRODUCT);  // capturing runs nothing
  for (int i = 0; i < 2; i++) {
    DO(cuMemsetD32_v2(c.at, 0, 4));
    DO(cuCtxSynchronize());
    DO(cuGraphLaunch(executable, on.stream));
    DO(cuStreamSynchronize(on.stream));
    EXPECT(c.read() == PRODUCT);
  }
  DO(cuGraphExecDestroy(executable));
  EXPECT(cublasSetStream_v2(on.handle, on.stream) == 0);  // which takes the workspace away
  DO(cuStreamBeginCapture_v2(on.stream, CAPTURE_RELAXED));
  EXPECT(Call{}(on, a.at, b.at, c.at) == ALLOC_FAILED);
  DO(cuStreamEndCapture(on.stream, &graph));
  DO(cuGraphDestroy(graph));
}

void expect_faults(const Reports& reports) {
  const Array<float> a(A), b(B), c(4);
  {
    const Library on;
    EXPECT(gradus_emulator_plan_faults("cublasGemmEx#2=LAUNCH_FAILED,cublasCreate=OUT_OF_MEMORY") == 0);
    EXPECT(Call{}(on, a.at, b.at, c.at) == 0);
    EXPECT(Call{}(on, a.at, b.at, c.at) == FAILED);
    void* other = nullptr;
    EXPECT(cublasCreate_v2(&other) == ALLOC_FAILED);
    EXPECT(gradus_emulator_plan_faults("") == 0);
  }
  const Library on;
  const int code = Call{.n = 3}(on, a.at, b.at, c.at);  // a column more than there is
  EXPECT(code == 0 || code == FAILED);
  EXPECT_CODE(CUDA_ERROR_ILLEGAL_ADDRESS, cuStreamSynchronize(on.stream));
  reports.expect("product", {"cublasGemmEx: 36 bytes at 0x"});
}

}  // namespace

int main() {
  const Reports reports;
  const PrimaryContext context;
  expect_products();
  expect_gaps();
  expect_batches_of_narrow_types();
  expect_refusals();
  expect_graphs();
  expect_faults(reports);
}
