// What the tests share: the driver's functions, and objects for what they work with.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "abi.h"

extern "C" {
CUresult cuInit(unsigned);
CUresult cuDeviceGetCount(int*);
CUresult cuDriverGetVersion(int*);
CUresult cuDevicePrimaryCtxRetain(CUcontext*, CUdevice);
CUresult cuDevicePrimaryCtxRelease_v2(CUdevice);
CUresult cuCtxSetCurrent(CUcontext);
CUresult cuCtxSynchronize();
CUresult cuModuleLoadData(CUmodule*, const void*);
CUresult cuModuleUnload(CUmodule);
CUresult cuModuleGetFunction(CUfunction*, CUmodule, const char*);
CUresult cuFuncGetAttribute(int*, int, CUfunction);
CUresult cuFuncSetAttribute(CUfunction, int, int);
CUresult cuLaunchKernel(CUfunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                        CUstream, void**, void**);
CUresult cuLaunchKernelEx(const CUlaunchConfig*, CUfunction, void**, void**);
CUresult cuTensorMapEncodeTiled(CUtensorMap*, int, unsigned, void*, const std::uint64_t*, const std::uint64_t*,
                                const unsigned*, const unsigned*, int, int, int, int);
CUresult cuMemGetInfo_v2(std::size_t*, std::size_t*);
CUresult cuMemAlloc_v2(CUdeviceptr*, std::size_t);
CUresult cuMemFree_v2(CUdeviceptr);
CUresult cuMemAllocHost_v2(void**, std::size_t);
CUresult cuMemFreeHost(void*);
CUresult cuMemcpyHtoD_v2(CUdeviceptr, const void*, std::size_t);
CUresult cuMemcpyDtoH_v2(void*, CUdeviceptr, std::size_t);
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr, const void*, std::size_t, CUstream);
CUresult cuMemcpyDtoHAsync_v2(void*, CUdeviceptr, std::size_t, CUstream);
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr, CUdeviceptr, std::size_t, CUstream);
CUresult cuMemsetD32_v2(CUdeviceptr, unsigned, std::size_t);
CUresult cuMemsetD32Async(CUdeviceptr, unsigned, std::size_t, CUstream);
CUresult cuStreamCreate(CUstream*, unsigned);
CUresult cuStreamDestroy_v2(CUstream);
CUresult cuStreamSynchronize(CUstream);
CUresult cuStreamQuery(CUstream);
CUresult cuStreamWaitEvent(CUstream, CUevent, unsigned);
CUresult cuStreamBeginCapture_v2(CUstream, int);
CUresult cuStreamEndCapture(CUstream, CUgraph*);
CUresult cuStreamIsCapturing(CUstream, int*);
CUresult cuEventCreate(CUevent*, unsigned);
CUresult cuEventDestroy_v2(CUevent);
CUresult cuEventRecord(CUevent, CUstream);
CUresult cuEventSynchronize(CUevent);
CUresult cuEventQuery(CUevent);
CUresult cuEventElapsedTime(float*, CUevent, CUevent);
CUresult cuGraphGetNodes(CUgraph, CUgraphNode*, std::size_t*);
CUresult cuGraphCreate(CUgraph*, unsigned);
CUresult cuGraphAddKernelNode_v2(CUgraphNode*, CUgraph, const CUgraphNode*, std::size_t,
                                 const CUDA_KERNEL_NODE_PARAMS*);
CUresult cuGraphAddMemsetNode(CUgraphNode*, CUgraph, const CUgraphNode*, std::size_t,
                              const CUDA_MEMSET_NODE_PARAMS*, CUcontext);
CUresult cuGraphInstantiateWithFlags(CUgraphExec*, CUgraph, unsigned long long);
CUresult cuGraphLaunch(CUgraphExec, CUstream);
CUresult cuGraphExecDestroy(CUgraphExec);
CUresult cuGraphDestroy(CUgraph);
CUresult cuGetErrorName(CUresult, const char**);
CUresult cuTexRefCreate(void*);
int gradus_emulator_plan_faults(const char*);
}

inline std::string name_of(CUresult code) {
  const char* name = nullptr;
  cuGetErrorName(code, &name);
  return name != nullptr ? name : "?";
}

[[noreturn]] inline void fail(const char* file, int line, const std::string& what) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
  std::exit(1);
}

#define EXPECT(holds) \
  if (!(holds)) fail(__FILE__, __LINE__, "not so: " #holds)
#define EXPECT_CODE(code, call)                                                             \
  if (const CUresult result_ = call; result_ != code)                                       \
  fail(__FILE__, __LINE__, #call " returned " + name_of(result_) + " instead of " + name_of(code))
#define DO(call) EXPECT_CODE(CUDA_SUCCESS, call)

// Writes the emulator's reports to a file, which is set before the driver is first called.
class Reports {
 public:
  Reports() : path_("reports-" + std::to_string(getpid())) {
    setenv("GRADUS_EMULATOR_REPORT", path_.c_str(), 1);
  }
  ~Reports() { std::remove(path_.c_str()); }

  std::string all() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void clear() const { std::remove(path_.c_str()); }

  // Expects all of `said` in what was reported of `kernel`, and forgets the reports.
  void expect(const std::string& kernel, const std::vector<std::string>& said) const {
    const std::string reported = all();
    for (const std::string& part : said)
      if (reported.find(part) == std::string::npos)
        fail(__FILE__, __LINE__, kernel + ": '" + part + "' is not in: " + reported);
    clear();
  }

 private:
  std::string path_;
};

// The primary context of device 0, current.
struct PrimaryContext {
  CUcontext context;

  PrimaryContext() {
    DO(cuInit(0));
    DO(cuDevicePrimaryCtxRetain(&context, 0));
    DO(cuCtxSetCurrent(context));
  }
  ~PrimaryContext() { cuDevicePrimaryCtxRelease_v2(0); }
};

// What the driver is given for a program: its name, or on a GPU what nvcc made of it.
inline std::string image_of(const std::string& program) {
  const char* folder = std::getenv("GRADUS_TEST_CUBINS");
  if (folder == nullptr) return "GRADUS-EMULATED " + program + "\n";
  std::ifstream file(std::string(folder) + "/" + program + ".cubin", std::ios::binary);
  EXPECT(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline CUfunction kernel(const std::string& program, const char* name) {
  CUmodule module;
  CUfunction function;
  DO(cuModuleLoadData(&module, image_of(program).c_str()));
  DO(cuModuleGetFunction(&function, module, name));
  return function;
}

// Launches blocks of threads along x.
template <class... A>
CUresult launch(CUfunction function, unsigned blocks, unsigned threads, CUstream stream, A... arguments) {
  void* pointers[] = {&arguments..., nullptr};
  return cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, 0, stream, pointers, nullptr);
}

// The same with so much shared memory, in clusters along x.
template <class... A>
CUresult launch_clusters(CUfunction function, unsigned blocks_x, unsigned blocks_y, unsigned threads,
                         unsigned cluster, unsigned shared_bytes, A... arguments) {
  void* pointers[] = {&arguments..., nullptr};
  if (shared_bytes > 48 << 10) DO(cuFuncSetAttribute(function, 8, static_cast<int>(shared_bytes)));
  CUlaunchAttribute attribute{};
  attribute.id = ATTRIBUTE_CLUSTER;
  attribute.cluster = {cluster, 1, 1};
  const CUlaunchConfig config{blocks_x, blocks_y, 1, threads, 1, 1, shared_bytes, nullptr, &attribute,
                              cluster > 0 ? 1u : 0u};
  return cuLaunchKernelEx(&config, function, pointers, nullptr);
}

// CUtensorMapDataType and CUtensorMapSwizzle.
enum { TENSOR_UINT8 = 0, TENSOR_FLOAT32 = 7, TENSOR_BFLOAT16 = 9 };
enum { NO_SWIZZLE, SWIZZLE_32, SWIZZLE_64, SWIZZLE_128 };

struct Tensor {
  int type;
  CUdeviceptr at;
  std::vector<std::uint64_t> sizes;
  std::vector<std::uint64_t> strides;  // bytes, of all dimensions but the first
  std::vector<unsigned> box;
  std::vector<unsigned> steps;
  int swizzle = NO_SWIZZLE;
  int fill = 0;
};

inline CUresult encode(const Tensor& of, CUtensorMap* map) {
  return cuTensorMapEncodeTiled(map, of.type, static_cast<unsigned>(of.sizes.size()),
                                reinterpret_cast<void*>(of.at), of.sizes.data(), of.strides.data(),
                                of.box.data(), of.steps.data(), 0, of.swizzle, 0, of.fill);
}

inline CUtensorMap map_of(const Tensor& tensor) {
  CUtensorMap map;
  DO(encode(tensor, &map));
  return map;
}

// Device memory.
template <class T>
struct Array {
  CUdeviceptr at = 0;
  std::size_t size;

  explicit Array(std::size_t size) : size(size) { DO(cuMemAlloc_v2(&at, size * sizeof(T))); }
  explicit Array(const std::vector<T>& values) : Array(values.size()) {
    DO(cuMemcpyHtoD_v2(at, values.data(), size * sizeof(T)));
  }
  Array(const Array&) = delete;
  ~Array() { cuMemFree_v2(at); }

  std::vector<T> read() const {
    std::vector<T> values(size);
    DO(cuMemcpyDtoH_v2(values.data(), at, size * sizeof(T)));
    return values;
  }
};
