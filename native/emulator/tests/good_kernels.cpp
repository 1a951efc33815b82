// Kernels without a fault give the results they should, in any order that a seed chooses.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <set>

#include "driver.h"

namespace {

void expect_block_sums() {
  const long n = 5000;
  std::vector<float> x(n);
  std::iota(x.begin(), x.end(), 1.0f);
  const Array<float> in(x);
  const Array<float> out(20);
  DO(launch(kernel("good", "block_sum"), 20, 256, nullptr, in.at, out.at, n));
  const std::vector<float> sums = out.read();
  for (long block = 0; block < 20; block++) {
    float sum = 0;
    for (long i = block * 256; i < std::min(n, (block + 1) * 256); i++) sum += x[i];
    EXPECT(sums[block] == sum);
  }
}

void expect_warp_sums() {
  std::vector<int> x(64);
  std::iota(x.begin(), x.end(), 0);
  const Array<int> in(x);
  const Array<int> out(64);
  DO(launch(kernel("good", "warp_sum"), 1, 64, nullptr, in.at, out.at));
  const std::vector<int> sums = out.read();
  EXPECT(sums[0] == 31 * 32 / 2);
  EXPECT(sums[32] == 55 * 56 / 2 - 31 * 32 / 2);
}

void expect_votes() {
  const Array<unsigned> out(32 * 8);
  DO(launch(kernel("good", "votes"), 1, 32, nullptr, out.at));
  const std::vector<unsigned> all = out.read();
  for (unsigned lane = 0; lane < 32; lane++) {
    const unsigned* got = &all[8 * lane];
    EXPECT(got[0] == 0x49249249u);
    EXPECT(got[1] == 1 && got[2] == 0);
    EXPECT(got[3] == 0xffu << lane / 8 * 8);
    EXPECT(got[4] == static_cast<unsigned>(-5) && got[5] == 31);
    EXPECT(got[6] == (lane < 3 ? lane : lane - 3));
    EXPECT(got[7] == lane / 8 * 8 + 5);
  }
}

void expect_exchange() {
  const Array<int> out(64);
  DO(launch(kernel("good", "warp_exchange"), 1, 64, nullptr, out.at));
  const std::vector<int> got = out.read();
  for (int i = 0; i < 64; i++) EXPECT(got[i] == (i ^ 1) + 2);
}

void expect_counts() {
  const Array<int> counter(std::vector<int>{0});
  const Array<int> counts(50);
  DO(launch(kernel("good", "count"), 50, 100, nullptr, counter.at, counts.at));
  EXPECT(counter.read()[0] == 5000);
  for (const int count : counts.read()) EXPECT(count == 100);
}

// With seeds blocks come in an order that is not theirs.
void expect_order() {
  const Array<int> counter(std::vector<int>{0});
  const Array<int> places(200);
  DO(launch(kernel("good", "order"), 200, 2, nullptr, counter.at, places.at));
  const std::vector<int> got = places.read();
  EXPECT(std::set<int>(got.begin(), got.end()).size() == 200);
  int apart = 0;
  for (int i = 0; i < 200; i++) apart += std::abs(got[i] - i) > 20 ? 1 : 0;
  if (std::getenv("GRADUS_EMULATOR_SEED") != nullptr) EXPECT(apart > 50);
}

float half_value(unsigned bits) {
  const int exponent = static_cast<int>(bits >> 10 & 31);
  const float fraction = static_cast<float>(bits & 1023);
  const float size = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
                     : exponent == 0 ? std::ldexp(fraction, -24)
                                     : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

void expect_halves() {
  std::vector<unsigned short> all(65536);
  std::iota(all.begin(), all.end(), static_cast<unsigned short>(0));
  const Array<unsigned short> in(all);
  const Array<float> wide(all.size());
  const Array<unsigned short> back(all.size());
  DO(launch(kernel("good", "halves"), 256, 256, nullptr, in.at, wide.at, back.at, 65536L));
  const std::vector<float> floats = wide.read();
  const std::vector<unsigned short> again = back.read();
  for (unsigned i = 0; i < 65536; i++) {
    const float value = half_value(i);
    EXPECT(std::isnan(value) ? std::isnan(floats[i]) : std::memcmp(&floats[i], &value, 4) == 0);
    EXPECT(again[i] == (std::isnan(value) ? 0x7fff : i));
  }
}

// Halfway between two halves goes to the even one, and next to it to the nearer one.
void expect_rounding() {
  std::vector<float> x;
  std::vector<unsigned> rounded;
  for (unsigned i = 0; i < 0x7c00; i++) {
    const float next = i == 0x7bff ? 65536.0f : half_value(i + 1);
    const float middle = half_value(i) + (next - half_value(i)) / 2;
    x.insert(x.end(), {std::nextafter(middle, 0.0f), middle, std::nextafter(middle, INFINITY)});
    rounded.insert(rounded.end(), {i, i % 2 == 0 ? i : i + 1, i + 1});
  }
  const Array<float> in(x);
  const Array<unsigned short> out(x.size());
  const unsigned blocks = static_cast<unsigned>(x.size() / 256 + 1);
  DO(launch(kernel("good", "round_to_halves"), blocks, 256, nullptr, in.at, out.at,
            static_cast<long>(x.size())));
  const std::vector<unsigned short> got = out.read();
  for (std::size_t i = 0; i < x.size(); i++) EXPECT(got[i] == rounded[i]);
}

struct Pair {
  char tag;
  double value;
};

void expect_arguments() {
  const Array<float> out(4);
  const Pair pair{'x', 2.5};
  DO(launch(kernel("good", "arguments"), 1, 1, nullptr, static_cast<char>(1), pair, static_cast<short>(-3),
            4L, out.at));
  EXPECT((out.read() == std::vector<float>{1.0f, 2.5f, -3.0f, 4.0f}));
}

// The same by a buffer, in which arguments lie at multiples of their sizes.
void expect_packed_arguments() {
  const Array<float> out(4);
  struct {
    char a = 1;
    Pair pair{'x', 2.5};
    short b = -3;
    long c = 4;
    CUdeviceptr y;
  } packed;
  packed.y = out.at;
  std::size_t bytes = sizeof packed;
  void* extra[] = {reinterpret_cast<void*>(LAUNCH_PARAM_BUFFER), &packed,
                   reinterpret_cast<void*>(LAUNCH_PARAM_SIZE), &bytes, nullptr};
  DO(cuLaunchKernel(kernel("good", "arguments"), 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, extra));
  EXPECT((out.read() == std::vector<float>{1.0f, 2.5f, -3.0f, 4.0f}));
}

void expect_attributes() {
  int value = 0;
  DO(cuFuncGetAttribute(&value, 0, kernel("good", "block_sum")));
  EXPECT(value == 256);
  DO(cuFuncGetAttribute(&value, 1, kernel("good", "block_sum")));
  EXPECT(value == 1024);
  DO(cuFuncGetAttribute(&value, 1, kernel("good", "scale")));
  EXPECT(value == 0);
}

// Conversions go as far as the range does.
void expect_saturation() {
  const std::vector<float> x = {1e10f, 2.5f, -1e10f, -3.5f, NAN, INFINITY, -INFINITY, NAN, 2147483520.0f, 4e9f};
  const Array<float> in(x);
  const Array<int> ints(x.size());
  const Array<unsigned> words(x.size());
  const auto threads = static_cast<unsigned>(x.size());
  DO(launch(kernel("good", "to_ints"), 1, threads, nullptr, in.at, ints.at, words.at));
  EXPECT((ints.read() == std::vector<int>{INT32_MAX, 2, INT32_MIN, -4, 0, INT32_MAX, INT32_MIN, 0,
                                          2147483520, INT32_MAX}));
  EXPECT((words.read() == std::vector<unsigned>{UINT32_MAX, 2, 0, 0, 0, UINT32_MAX, 0, 0, 2147483520u,
                                                4000000000u}));
}

void expect_dynamic_memory() {
  std::vector<float> x(100);
  std::iota(x.begin(), x.end(), 0.0f);
  const Array<float> in(x);
  const Array<float> out(100);
  CUdeviceptr from = in.at, to = out.at;
  void* arguments[] = {&from, &to};
  const CUfunction reverse = kernel("good", "reverse");
  DO(cuLaunchKernel(reverse, 1, 1, 1, 100, 1, 1, 400, nullptr, arguments, nullptr));
  const std::vector<float> got = out.read();
  for (int i = 0; i < 100; i++) EXPECT(got[i] == x[99 - i]);
  EXPECT_CODE(CUDA_ERROR_INVALID_VALUE,
              cuLaunchKernel(reverse, 1, 1, 1, 100, 1, 1, 50000, nullptr, arguments, nullptr));
  DO(cuFuncSetAttribute(reverse, 8, 50000));
  DO(cuLaunchKernel(reverse, 1, 1, 1, 100, 1, 1, 50000, nullptr, arguments, nullptr));
  DO(cuLaunchKernel(reverse, 1, 1, 1, 100, 1, 1, 396, nullptr, arguments, nullptr));
  EXPECT_CODE(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
}

}  // namespace

int main() {
  const PrimaryContext context;
  expect_block_sums();
  expect_warp_sums();
  expect_votes();
  expect_exchange();
  expect_counts();
  expect_order();
  expect_halves();
  expect_rounding();
  expect_arguments();
  expect_packed_arguments();
  expect_attributes();
  expect_saturation();
  expect_dynamic_memory();
}
