// What was captured does the same when it is replayed as when it is run.
#include "driver.h"

namespace {

struct Streams {
  CUstream first;
  CUstream second;
  CUevent forked;
  CUevent joined;

  Streams() {
    DO(cuStreamCreate(&first, STREAM_NON_BLOCKING));
    DO(cuStreamCreate(&second, STREAM_NON_BLOCKING));
    DO(cuEventCreate(&forked, EVENT_DISABLE_TIMING));
    DO(cuEventCreate(&joined, EVENT_DISABLE_TIMING));
  }
  ~Streams() {
    cuStreamDestroy_v2(first);
    cuStreamDestroy_v2(second);
    cuEventDestroy_v2(forked);
    cuEventDestroy_v2(joined);
  }
};

// x = 1, x += 1 and z = x on the first stream; y = 3 and y *= 2 on the second; then x += 1 again.
void give_work(const Streams& on, CUdeviceptr x, CUdeviceptr y, CUdeviceptr z, long n) {
  const CUfunction add_one = kernel("good", "add_one");
  DO(cuMemsetD32Async(x, 0x3f800000, n, on.first));
  DO(cuEventRecord(on.forked, on.first));
  DO(cuStreamWaitEvent(on.second, on.forked, 0));
  DO(launch(add_one, 4, 32, on.first, x, n));
  DO(cuMemsetD32Async(y, 0x40400000, n, on.second));
  DO(launch(kernel("good", "scale"), 4, 32, on.second, y, 2.0f, n));
  DO(cuEventRecord(on.joined, on.second));
  DO(cuMemcpyDtoDAsync_v2(z, x, n * sizeof(float), on.first));
  DO(cuStreamWaitEvent(on.first, on.joined, 0));
  DO(launch(add_one, 4, 32, on.first, x, n));
}

CUgraphExec captured(const Streams& on, CUdeviceptr x, CUdeviceptr y, CUdeviceptr z, long n) {
  CUgraph graph;
  CUgraphExec executable;
  int status;
  DO(cuStreamBeginCapture_v2(on.first, CAPTURE_GLOBAL));
  give_work(on, x, y, z, n);
  DO(cuStreamIsCapturing(on.second, &status));
  EXPECT(status == CAPTURE_ACTIVE);
  DO(cuStreamEndCapture(on.first, &graph));
  DO(cuStreamIsCapturing(on.second, &status));
  EXPECT(status == CAPTURE_NONE);
  std::size_t nodes = 0;
  DO(cuGraphGetNodes(graph, nullptr, &nodes));
  EXPECT(nodes == 6);
  DO(cuGraphInstantiateWithFlags(&executable, graph, 0));
  DO(cuGraphDestroy(graph));
  return executable;
}

void expect_replay_equals_run() {
  const long n = 100;
  const Streams on;
  const std::vector<float> zeros(n);
  const Array<float> x(zeros), y(zeros), z(zeros);
  const CUgraphExec executable = captured(on, x.at, y.at, z.at, n);
  EXPECT(x.read() == zeros);  // capturing runs nothing
  give_work(on, x.at, y.at, z.at, n);
  DO(cuStreamSynchronize(on.first));
  const auto run_x = x.read(), run_y = y.read(), run_z = z.read();
  EXPECT(run_x[n - 1] == 3 && run_y[n - 1] == 6 && run_z[n - 1] == 2);
  for (int i = 0; i < 3; i++) {
    DO(cuMemsetD32_v2(x.at, 0, n));
    DO(cuMemsetD32_v2(y.at, 0, n));
    DO(cuMemsetD32_v2(z.at, 0, n));
    DO(cuCtxSynchronize());
    DO(cuGraphLaunch(executable, on.first));
    DO(cuStreamSynchronize(on.first));
    EXPECT(x.read() == run_x && y.read() == run_y && z.read() == run_z);
  }
  DO(cuGraphExecDestroy(executable));
  EXPECT_CODE(CUDA_ERROR_INVALID_HANDLE, cuGraphLaunch(executable, on.first));
}

void expect_built_graph_runs() {
  const Array<float> x(64);
  CUgraph graph;
  CUgraphNode fill, launch;
  DO(cuGraphCreate(&graph, 0));
  const CUDA_MEMSET_NODE_PARAMS one{x.at, 0, 0x3f800000, 4, 64, 1};
  DO(cuGraphAddMemsetNode(&fill, graph, nullptr, 0, &one, nullptr));
  long n = 64;
  CUdeviceptr at = x.at;
  void* arguments[] = {&at, &n};
  const CUDA_KERNEL_NODE_PARAMS add{
      kernel("good", "add_one"), 2, 1, 1, 32, 1, 1, 0, arguments, nullptr, nullptr, nullptr};
  DO(cuGraphAddKernelNode_v2(&launch, graph, &fill, 1, &add));
  CUgraphExec executable;
  DO(cuGraphInstantiateWithFlags(&executable, graph, 0));
  DO(cuGraphLaunch(executable, nullptr));
  for (const float value : x.read()) EXPECT(value == 2);
}

void expect_capture_refuses() {
  const Streams on;
  const Array<float> x(64);
  CUgraph graph;
  CUdeviceptr more;
  DO(cuStreamBeginCapture_v2(on.first, CAPTURE_GLOBAL));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, cuStreamSynchronize(on.first));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on.first, &graph));

  DO(cuStreamBeginCapture_v2(on.first, CAPTURE_GLOBAL));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, cuMemAlloc_v2(&more, 4));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on.first, &graph));

  DO(cuEventRecord(on.forked, on.second));
  DO(cuStreamBeginCapture_v2(on.first, CAPTURE_GLOBAL));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, cuStreamWaitEvent(on.first, on.forked, 0));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on.first, &graph));

  DO(cuStreamBeginCapture_v2(on.first, CAPTURE_GLOBAL));
  DO(cuEventRecord(on.forked, on.first));
  DO(cuStreamWaitEvent(on.second, on.forked, 0));
  DO(cuMemsetD32Async(x.at, 0, 64, on.second));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, cuStreamEndCapture(on.second, &graph));
  EXPECT_CODE(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, cuStreamEndCapture(on.first, &graph));
  DO(cuCtxSynchronize());
}

}  // namespace

int main() {
  const PrimaryContext context;
  expect_replay_equals_run();
  expect_built_graph_runs();
  expect_capture_refuses();
}
