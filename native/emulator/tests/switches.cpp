// The switches by which tests make a driver fail.
#include <sys/wait.h>

#include "driver.h"

namespace {

Reports reports;

void expect_planned_faults() {
  CUdeviceptr at = 0;
  EXPECT(gradus_emulator_plan_faults("cuMemAlloc#2=OUT_OF_MEMORY,cuMemFree#3+=UNKNOWN") == 0);
  DO(cuMemAlloc_v2(&at, 4));
  EXPECT_CODE(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&at, 4));
  DO(cuMemFree_v2(at));
  DO(cuMemFree_v2(0));
  EXPECT_CODE(CUDA_ERROR_UNKNOWN, cuMemFree_v2(0));
  EXPECT_CODE(CUDA_ERROR_UNKNOWN, cuMemFree_v2(0));
  EXPECT(gradus_emulator_plan_faults("cuMemAlloc#2") != 0);
  EXPECT(gradus_emulator_plan_faults("cuMemAlloc=NO_SUCH_CODE") != 0);
  EXPECT(gradus_emulator_plan_faults("cuMemAllocc=OUT_OF_MEMORY") != 0);
  EXPECT(gradus_emulator_plan_faults("cuMemAlloc_v2=OUT_OF_MEMORY") != 0);
  EXPECT(gradus_emulator_plan_faults("") == 0);
  DO(cuMemFree_v2(0));
}

// In a process of its own: what it says goes to standard error.
void expect_end(const char* variable, const char* value) {
  const pid_t child = fork();
  if (child == 0) {
    setenv(variable, value, 1);
    int version = 0;
    cuDriverGetVersion(&version);
    std::_Exit(0);
  }
  int status = 0;
  EXPECT(waitpid(child, &status, 0) == child);
  EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

// The words come before each kernel file; this one needs no other.
void expect_source_to_compile() {
  CUmodule module;
  const std::string good = "GRADUS-EMULATED-SOURCE doubled FACTOR=2\n"
                           "extern \"C\" __global__ void doubled(int* x) { x[threadIdx.x] *= FACTOR; }\n";
  DO(cuModuleLoadData(&module, good.c_str()));
  CUfunction function;
  DO(cuModuleGetFunction(&function, module, "doubled"));
  const Array<int> numbers(std::vector<int>{1, 2, 3});
  DO(launch(function, 1, 3, nullptr, numbers.at));
  EXPECT((numbers.read() == std::vector<int>{2, 4, 6}));
  DO(cuModuleUnload(module));
  EXPECT_CODE(CUDA_ERROR_INVALID_SOURCE,
              cuModuleLoadData(&module, "GRADUS-EMULATED-SOURCE bad\n#line 7 \"bad.cl\"\nvoid f( {}\n"));
  EXPECT(reports.all().find("program 'bad' does not compile: ") != std::string::npos);
  EXPECT(reports.all().find("bad.cl:7:6: error") != std::string::npos);
}

void expect_sticky_faults() {
  const PrimaryContext context;
  CUdeviceptr at = 0;
  DO(cuMemAlloc_v2(&at, 4));
  EXPECT(gradus_emulator_plan_faults("*#2=LAUNCH_FAILED!") == 0);
  DO(cuCtxSynchronize());
  EXPECT_CODE(CUDA_ERROR_LAUNCH_FAILED, cuCtxSynchronize());
  EXPECT_CODE(CUDA_ERROR_LAUNCH_FAILED, cuCtxSynchronize());
  EXPECT(gradus_emulator_plan_faults("") == 0);
  EXPECT_CODE(CUDA_ERROR_LAUNCH_FAILED, cuCtxSynchronize());
  EXPECT_CODE(CUDA_ERROR_LAUNCH_FAILED, cuMemFree_v2(at));  // and yet frees it: no leak is reported
}

void expect_programs_of_one_image() {
  CUmodule module;
  CUfunction function;
  DO(cuModuleLoadData(&module, "GRADUS-EMULATED bad\nGRADUS-EMULATED good\n\n"));
  DO(cuModuleGetFunction(&function, module, "add_one"));
  DO(cuModuleGetFunction(&function, module, "misaligned"));
  EXPECT_CODE(CUDA_ERROR_NOT_FOUND, cuModuleGetFunction(&function, module, "none"));
  DO(cuModuleUnload(module));
  EXPECT_CODE(CUDA_ERROR_INVALID_IMAGE, cuModuleLoadData(&module, "\nGRADUS-EMULATED good\n\n"));
  EXPECT_CODE(CUDA_ERROR_NO_BINARY_FOR_GPU,
              cuModuleLoadData(&module, "GRADUS-EMULATED good\nGRADUS-EMULATED none\n\n"));
}

void expect_memory_to_end() {
  const PrimaryContext context;
  std::size_t free = 0, total = 0;
  DO(cuMemGetInfo_v2(&free, &total));
  EXPECT(total == 1 << 20 && free == total);
  CUdeviceptr at = 0, more = 0;
  DO(cuMemAlloc_v2(&at, 1 << 20));
  EXPECT_CODE(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&more, 1));
  DO(cuMemFree_v2(at));
  EXPECT_CODE(CUDA_ERROR_INVALID_VALUE, cuMemFree_v2(at));
  DO(cuMemAlloc_v2(&more, 1));  // not freed
}

}  // namespace

int main() {
  expect_end("GRADUS_EMULATOR_FAULTS", "cuMemAllocc=OUT_OF_MEMORY");
  expect_end("GRADUS_EMULATOR_FAULTS", "cuMemAlloc=nonsense");
  expect_end("GRADUS_EMULATOR_DEVICES", "x");
  setenv("GRADUS_EMULATOR_DRIVER", "11080", 1);
  setenv("GRADUS_EMULATOR_DEVICES", "3", 1);
  setenv("GRADUS_EMULATOR_MEMORY", "1m", 1);
  setenv("GRADUS_EMULATOR_LEAKS", "1", 1);
  int value = 0;
  EXPECT_CODE(CUDA_ERROR_NOT_INITIALIZED, cuDeviceGetCount(&value));
  DO(cuDriverGetVersion(&value));
  EXPECT(value == 11080);
  DO(cuInit(0));
  DO(cuDeviceGetCount(&value));
  EXPECT(value == 3);
  EXPECT_CODE(CUDA_ERROR_INVALID_CONTEXT, cuCtxSynchronize());
  EXPECT_CODE(CUDA_ERROR_NOT_SUPPORTED, cuTexRefCreate(nullptr));
  {
    const PrimaryContext context;
    expect_planned_faults();
    expect_programs_of_one_image();
    CUmodule module;
    EXPECT_CODE(CUDA_ERROR_INVALID_IMAGE, cuModuleLoadData(&module, "\x7f" "ELF and more\n"));
  }
  {
    const PrimaryContext context;
    expect_source_to_compile();
  }
  expect_sticky_faults();
  EXPECT(reports.all().find("not freed") == std::string::npos);
  expect_memory_to_end();
  EXPECT(reports.all().find("1 allocations of 1 bytes") != std::string::npos);
}
