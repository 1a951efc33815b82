// Each faulty kernel is caught, and the report names kernel, block, thread and what it did.
#include "driver.h"

namespace {

Reports reports;

struct Case {
  const char* kernel;
  unsigned blocks;
  unsigned threads;
  int n;
  CUresult code;
  std::vector<std::string> said;
};

const std::vector<Case> CASES = {
    {"missing_barrier", 1, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"block (0,0,0), thread (", "race on shared memory", "of 'tile'", "bad.cu:"}},
    {"missing_barrier_of_a_loop", 3, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"race on shared memory", "of 'one'", "bad.cu:"}},
    {"race_on_a_byte", 1, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"race on shared memory", "of 1 bytes at byte 13 of 'tile'"}},
    {"not_in_own_mask", 1, 32, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"block (0,0,0), thread (", "is not in the mask 0x0000ffff", "at bad.cu:27"}},
    {"lanes_that_never_come", 1, 32, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"waits for ever", "threads 16-31 wait at a barrier, bad.cu:34",
      "threads 0-15 wait for the lanes of mask 0xffffffff, bad.cu:32"}},
    {"store_past_the_end", 3, 32, 70, CUDA_ERROR_ILLEGAL_ADDRESS,
     {"block (2,0,0), thread (6,0,0): write of 4 bytes", "0 bytes past the end of 280 bytes", "bad.cu:39"}},
    {"load_before_the_beginning", 1, 8, 0, CUDA_ERROR_ILLEGAL_ADDRESS,
     {"block (0,0,0), thread (0,0,0): read of 4 bytes", "4 bytes before 280 bytes", "bad.cu:43"}},
    {"barrier_for_half", 1, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"block (0,0,0), thread (0,0,0): waits for ever", "threads 0-31 wait at a barrier, bad.cu:49",
      "threads 32-63 have returned"}},
    {"barrier_for_ever", 1, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"different barriers", "threads 0-31 wait at a barrier, bad.cu:58",
      "threads 32-63 wait at a barrier, bad.cu:55"}},
    {"two_barriers", 1, 64, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"different barriers", "bad.cu:64", "bad.cu:66"}},
    {"shared_past_the_end", 1, 32, 4, CUDA_ERROR_ILLEGAL_ADDRESS,
     {"thread (", "write of 4 bytes", " bytes past the end of the shared variable 'tile' of 128 bytes",
      "bad.cu:73"}},
    {"index_out_of_an_array", 1, 32, 5, CUDA_ERROR_ILLEGAL_ADDRESS,
     {"index 4 is out of its array", "bad.cu:80"}},
    {"misaligned", 1, 1, 0, CUDA_ERROR_MISALIGNED_ADDRESS,
     {"thread (0,0,0): access to 0x", "which is no multiple of 16 bytes", "bad.cu:85"}},
    {"divides_by_zero", 1, 1, 0, CUDA_ERROR_LAUNCH_FAILED,
     {"thread (0,0,0): integer division by zero", "bad.cu:88"}},
};

void expect_caught(const Case& bad) {
  const PrimaryContext context;
  Array<float> y(70);
  DO(launch(kernel("bad", bad.kernel), bad.blocks, bad.threads, nullptr, y.at, bad.n));
  EXPECT_CODE(bad.code, cuCtxSynchronize());
  EXPECT_CODE(bad.code, cuMemsetD32_v2(y.at, 0, 1));  // the context keeps it
  reports.expect(bad.kernel, bad.said);
  reports.expect(bad.kernel, {});
}

void expect_use_after_free_caught() {
  const PrimaryContext context;
  CUdeviceptr y;
  DO(cuMemAlloc_v2(&y, 256));
  DO(cuMemFree_v2(y));
  DO(launch(kernel("bad", "store"), 1, 64, nullptr, y));
  EXPECT_CODE(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
  reports.expect("store", {"kernel store, block (0,0,0), thread (", "write of 4 bytes",
                           "bytes into freed 256 bytes", "bad.cu:46"});
}

void expect_launches_refused() {
  const PrimaryContext context;
  Array<float> y(70);
  const CUfunction bounded = kernel("bad", "bounded");
  DO(launch(bounded, 1, 64, nullptr, y.at));
  EXPECT_CODE(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, launch(bounded, 1, 65, nullptr, y.at));
  reports.expect("bounded", {"launch of bounded refused", "65 threads", "launch bounds say 64"});
  EXPECT_CODE(CUDA_ERROR_INVALID_VALUE, launch(bounded, 0, 64, nullptr, y.at));
  EXPECT_CODE(CUDA_ERROR_INVALID_VALUE, launch(kernel("bad", "store"), 1, 1025, nullptr, y.at));
  DO(cuCtxSynchronize());
}

}  // namespace

int main() {
  for (const Case& bad : CASES) expect_caught(bad);
  expect_use_after_free_caught();
  expect_launches_refused();
}
