// What is wrong in the use of an instruction of ptx.cuh is caught and told.
#include "driver.h"

namespace {

Reports reports;

struct Case {
  const char* kernel;
  CUresult code;
  std::vector<std::string> said;
};

const std::vector<Case> CASES = {
    {"copy_not_waited_for", CUDA_ERROR_LAUNCH_FAILED,
     {"read of ", "of 'tile', to which an asynchronous copy of thread (", "is under way", "bad_ptx.cu:13"}},
    {"copy_not_committed", CUDA_ERROR_LAUNCH_FAILED, {"is under way", "bad_ptx.cu:20"}},
    {"waits_for_too_few", CUDA_ERROR_LAUNCH_FAILED, {"is under way", "bad_ptx.cu:31"}},
    {"no_barrier_behind_the_wait", CUDA_ERROR_LAUNCH_FAILED, {"bad_ptx.cu:"}},
    {"no_barrier_before_the_copy", CUDA_ERROR_LAUNCH_FAILED, {"bad_ptx.cu:"}},
    {"two_copies_to_one_place", CUDA_ERROR_LAUNCH_FAILED, {"write of 16 bytes", "is under way"}},
    {"copy_from_half_way", CUDA_ERROR_MISALIGNED_ADDRESS,
     {"asynchronous copy from 0x", "which is no multiple of 16 bytes", "bad_ptx.cu:62"}},
    {"copy_to_half_way", CUDA_ERROR_MISALIGNED_ADDRESS,
     {"asynchronous copy to 0x", "which is no multiple of 4 bytes", "bad_ptx.cu:67"}},
    {"copy_past_the_source", CUDA_ERROR_ILLEGAL_ADDRESS,
     {"asynchronous copy of 4 bytes at 0x", "0 bytes past the end of 1024 bytes", "thread (5,0,0)"}},
    {"copy_past_shared_memory", CUDA_ERROR_ILLEGAL_ADDRESS,
     {"asynchronous copy of 16 bytes", "not in the shared memory of this block"}},
    {"copy_of_too_much", CUDA_ERROR_LAUNCH_FAILED, {"copy of 4 bytes is to read 8 of them"}},
    {"store_past_shared_memory", CUDA_ERROR_ILLEGAL_ADDRESS,
     {"thread (63,0,0)", "write of 4 bytes", "past the end of the shared variable 'tile'"}},
    {"load_at_half_a_word", CUDA_ERROR_MISALIGNED_ADDRESS, {"which is no multiple of 4 bytes"}},
    {"matrix_at_half_a_row", CUDA_ERROR_MISALIGNED_ADDRESS,
     {"row of ldmatrix at 0x", "no multiple of 16 bytes", "thread (9,0,0)"}},
    {"matrix_outside", CUDA_ERROR_ILLEGAL_ADDRESS,
     {"row of ldmatrix of 16 bytes", "not in the shared memory", "thread (9,0,0)"}},
    {"matrix_without_a_barrier", CUDA_ERROR_LAUNCH_FAILED, {"race on shared memory"}},
    {"product_of_half_a_warp", CUDA_ERROR_LAUNCH_FAILED,
     {"only the lanes 0xffff0000 of a warp are at an instruction that takes all 32", "bad_ptx.cu:"}},
    {"products_apart", CUDA_ERROR_LAUNCH_FAILED, {"is at another instruction than lane 0", "bad_ptx.cu:"}},
};

void expect_caught(const Case& bad) {
  const PrimaryContext context;
  const Array<uint32_t> x(std::vector<uint32_t>(256, 0u));
  const Array<uint32_t> y(std::vector<uint32_t>(256, 0u));
  DO(launch(kernel("bad_ptx", bad.kernel), 1, 64, nullptr, x.at, y.at));
  EXPECT_CODE(bad.code, cuCtxSynchronize());
  reports.expect(bad.kernel, bad.said);
}

// Taking turns is slow, not wrong, unless it is asked for.
void expect_banks_watched() {
  if (std::getenv("GRADUS_EMULATOR_BANKS") != nullptr) {
    expect_caught({"matrix_in_few_banks", CUDA_ERROR_LAUNCH_FAILED,
                   {"the row of a matrix of lane 4 is in the banks of another one of lanes 0 to 7"}});
    return;
  }
  const PrimaryContext context;
  const Array<uint32_t> y(std::vector<uint32_t>(256, 0u));
  DO(launch(kernel("bad_ptx", "matrix_in_few_banks"), 1, 64, nullptr, y.at, y.at));
  DO(cuCtxSynchronize());
}

}  // namespace

int main() {
  expect_banks_watched();
  for (const Case& bad : CASES) expect_caught(bad);
}
