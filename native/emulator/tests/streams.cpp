// With a seed, work is done as late as it may be: a wait that is missing shows as a wrong result.
#include "driver.h"

namespace {

struct Pinned {
  float* at;
  explicit Pinned(std::size_t n) {
    void* pointer;
    DO(cuMemAllocHost_v2(&pointer, n * sizeof(float)));
    at = static_cast<float*>(pointer);
  }
  ~Pinned() { cuMemFreeHost(at); }
};

CUstream stream() {
  CUstream made;
  DO(cuStreamCreate(&made, STREAM_NON_BLOCKING));
  return made;
}

CUevent event() {
  CUevent made;
  DO(cuEventCreate(&made, 0));
  return made;
}

// A second stream adds to what the first uploads, with a wait between or without.
float sum_on_two_streams(bool waits) {
  const Pinned staging(1);
  const Array<float> x(std::vector<float>{0});
  const CUstream upload = stream(), compute = stream();
  const CUevent uploaded = event();
  staging.at[0] = 5;
  DO(cuMemcpyHtoDAsync_v2(x.at, staging.at, 4, upload));
  DO(cuEventRecord(uploaded, upload));
  if (waits) DO(cuStreamWaitEvent(compute, uploaded, 0));
  DO(launch(kernel("good", "add_one"), 1, 32, compute, x.at, 1L));
  DO(cuStreamSynchronize(compute));
  float result;
  DO(cuMemcpyDtoHAsync_v2(&result, x.at, 4, compute));
  DO(cuCtxSynchronize());
  return result;
}

// The host writes to staging memory again, before the copy of what was there or after it.
float upload_then_write(bool waits) {
  const Pinned staging(1);
  const Array<float> x(std::vector<float>{0});
  const CUstream on = stream();
  staging.at[0] = 1;
  DO(cuMemcpyHtoDAsync_v2(x.at, staging.at, 4, on));
  if (waits) DO(cuStreamSynchronize(on));
  staging.at[0] = 2;
  DO(cuStreamSynchronize(on));
  return x.read()[0];
}

// Pageable memory is the caller's again as soon as the call returns.
void expect_pageable_memory_is_taken_along() {
  const Array<float> x(std::vector<float>{0});
  const CUstream on = stream();
  float value = 1;
  DO(cuMemcpyHtoDAsync_v2(x.at, &value, 4, on));
  value = 2;
  DO(cuStreamSynchronize(on));
  EXPECT(x.read()[0] == 1);
}

void expect_downloads_are_late() {
  const Pinned staging(1);
  const Array<float> x(std::vector<float>{3});
  const CUstream on = stream();
  const CUevent before = event(), after = event();
  staging.at[0] = 0;
  DO(cuEventRecord(before, on));
  DO(cuMemcpyDtoHAsync_v2(staging.at, x.at, 4, on));
  DO(cuEventRecord(after, on));
  EXPECT(staging.at[0] == 0);
  int queries = 1;
  while (cuEventQuery(after) == CUDA_ERROR_NOT_READY) queries++;
  EXPECT(queries > 1);
  EXPECT(staging.at[0] == 3);
  float milliseconds = -1;
  DO(cuEventElapsedTime(&milliseconds, before, after));
  EXPECT(milliseconds >= 0);
}

// The default stream waits for the others, and they for it, unless they were made not to.
void expect_default_stream_is_ordered() {
  const Array<float> x(std::vector<float>{0});
  CUstream blocking;
  DO(cuStreamCreate(&blocking, 0));
  const CUfunction add_one = kernel("good", "add_one"), scale = kernel("good", "scale");
  DO(launch(add_one, 1, 32, blocking, x.at, 1L));
  DO(launch(scale, 1, 32, nullptr, x.at, 10.0f, 1L));
  DO(launch(add_one, 1, 32, blocking, x.at, 1L));
  DO(cuStreamSynchronize(blocking));
  EXPECT(x.read()[0] == 11);
}

}  // namespace

int main() {
  const PrimaryContext context;
  EXPECT(sum_on_two_streams(true) == 6);
  EXPECT(sum_on_two_streams(false) != 6);
  EXPECT(upload_then_write(true) == 1);
  EXPECT(upload_then_write(false) == 2);
  expect_pageable_memory_is_taken_along();
  expect_downloads_are_late();
  expect_default_stream_is_ordered();
}
