// Each function of ptx.cuh does what the PTX manual says, against a plain definition.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "driver.h"

namespace {

std::mt19937 numbers(17);

std::uint32_t bits_of(float value) { return __builtin_bit_cast(std::uint32_t, value); }

// A small whole number, of which every product and sum is exact in all types.
float small() { return static_cast<float>(static_cast<int>(numbers() % 17) - 8); }

std::uint16_t bf16(float value) { return static_cast<std::uint16_t>(bits_of(value) >> 16); }

// Of a whole number up to 2048 in size.
std::uint16_t f16(float value) {
  if (value == 0.0f) return 0;
  int exponent;
  const float fraction = std::frexp(std::fabs(value), &exponent);
  const auto significand = static_cast<unsigned>(std::ldexp(fraction, 11));
  return static_cast<std::uint16_t>((value < 0 ? 0x8000u : 0u) + ((exponent + 13) << 10) + significand);
}

void expect_shared_words() {
  std::vector<int> x(256);
  std::iota(x.begin(), x.end(), 0);
  const Array<int> in(x), out(256);
  DO(launch(kernel("ptx", "shared_words"), 1, 64, nullptr, in.at, out.at));
  const std::vector<int> y = out.read();
  for (int i = 0; i < 256; i++) EXPECT(y[i] == i / 4 * 4 + 3 - i % 4);
}

void expect_copies() {
  std::vector<char> x(64 * 16);
  std::iota(x.begin(), x.end(), static_cast<char>(1));
  std::vector<int> bytes(64);
  for (int i = 0; i < 64; i++) bytes[i] = i % 17;
  const Array<char> in(x), out(x.size());
  const Array<int> counts(bytes);
  DO(launch(kernel("ptx", "copy_some"), 1, 64, nullptr, in.at, out.at, counts.at));
  const std::vector<char> y = out.read();
  for (int i = 0; i < 64 * 16; i++) EXPECT(y[i] == (i % 16 < bytes[i / 16] ? x[i] : 0));
}

void expect_copies_of_words() {
  std::vector<int> x(64), bytes(64);
  std::iota(x.begin(), x.end(), 0x01020304);
  for (int i = 0; i < 64; i++) bytes[i] = i % 5;
  const Array<int> in(x), out(64), counts(bytes);
  DO(launch(kernel("ptx", "copy_words"), 1, 64, nullptr, in.at, out.at, counts.at));
  const std::vector<int> y = out.read();
  for (int i = 0; i < 64; i++) EXPECT(y[i] == (x[i] & static_cast<int>((1ul << 8 * bytes[i]) - 1)));
}

void expect_ring() {
  const int runs = 7;
  std::vector<int> x(runs * 64 * 4);
  std::iota(x.begin(), x.end(), 0);
  const Array<int> in(x), out(x.size());
  DO(launch(kernel("ptx", "ring"), 1, 64, nullptr, in.at, out.at, runs));
  const std::vector<int> y = out.read();
  for (int run = 0; run < runs; run++)
    for (int i = 0; i < 256; i++) EXPECT(y[256 * run + i] == 256 * run + 4 * (63 - i / 4) + i % 4);
}

void expect_matrices(bool transposed) {
  std::vector<std::uint16_t> x(64 * 8);
  std::iota(x.begin(), x.end(), std::uint16_t{0});
  std::vector<int> place(64);
  std::iota(place.begin(), place.end(), 0);
  std::shuffle(place.begin(), place.end(), numbers);
  const Array<std::uint16_t> in(x);
  const Array<int> places(place);
  const Array<std::uint32_t> out(32 * 4);
  DO(launch(kernel("ptx", "load_matrices"), 1, 32, nullptr, in.at, places.at, out.at, transposed ? 1 : 0));
  const std::vector<std::uint32_t> r = out.read();
  const auto element = [&](int matrix, int row, int column) {
    return transposed ? x[place[8 * matrix + column] * 8 + row] : x[place[8 * matrix + row] * 8 + column];
  };
  for (int lane = 0; lane < 32; lane++)
    for (int i = 0; i < 4; i++) {
      EXPECT((r[4 * lane + i] & 0xffff) == element(i, lane / 4, lane % 4 * 2));
      EXPECT(r[4 * lane + i] >> 16 == element(i, lane / 4, lane % 4 * 2 + 1));
    }
}

using Matrix = std::vector<float>;

Matrix any(int elements) {
  Matrix m(elements);
  for (float& value : m) value = small();
  return m;
}

Matrix sum(const Matrix& a, const Matrix& b, const Matrix& c, int inner) {
  Matrix d = c;
  for (int row = 0; row < 16; row++)
    for (int column = 0; column < 8; column++)
      for (int k = 0; k < inner; k++) d[row * 8 + column] += a[row * inner + k] * b[k * 8 + column];
  return d;
}

std::vector<std::uint16_t> narrowed(const Matrix& m, bool to_bf16) {
  std::vector<std::uint16_t> bits;
  for (const float value : m) bits.push_back(to_bf16 ? bf16(value) : f16(value));
  return bits;
}

Matrix multiplied(const std::vector<std::uint16_t>& a, const std::vector<std::uint16_t>& b, const Matrix& c,
                  bool of_bf16) {
  const Array<std::uint16_t> in_a(a), in_b(b);
  const Array<float> in_c(c), out(128);
  DO(launch(kernel("ptx", "multiply_halves"), 1, 32, nullptr, in_a.at, in_b.at, in_c.at, out.at,
            of_bf16 ? 1 : 0));
  return out.read();
}

Matrix multiplied_tf32(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b,
                       const Matrix& c) {
  const Array<std::uint32_t> in_a(a), in_b(b);
  const Array<float> in_c(c), out(128);
  DO(launch(kernel("ptx", "multiply_tf32"), 1, 32, nullptr, in_a.at, in_b.at, in_c.at, out.at));
  return out.read();
}

void expect_products(bool of_bf16) {
  const Matrix a = any(256), b = any(128), c = any(128);
  EXPECT(multiplied(narrowed(a, of_bf16), narrowed(b, of_bf16), c, of_bf16) == sum(a, b, c, 16));
}

// The lower 13 bits do not count.
void expect_products_of_tf32() {
  const Matrix a = any(128), b = any(64), c = any(128);
  std::vector<std::uint32_t> in_a, in_b;
  for (const float value : a) in_a.push_back(bits_of(value) | numbers() % 0x2000);
  for (const float value : b) in_b.push_back(bits_of(value) | 0x1fff);
  EXPECT(multiplied_tf32(in_a, in_b, c) == sum(a, b, c, 8));
}

// All rows times all columns give the product of two elements and what is added to it.
float one(std::uint16_t a, std::uint16_t b, float c, bool of_bf16) {
  std::vector<std::uint16_t> in_a(256, 0), in_b(128, 0);
  for (int row = 0; row < 16; row++) in_a[row * 16 + 3] = a;
  for (int column = 0; column < 8; column++) in_b[3 * 8 + column] = b;
  const Matrix d = multiplied(in_a, in_b, Matrix(128, c), of_bf16);
  for (const float value : d) EXPECT(std::memcmp(&value, d.data(), sizeof value) == 0);
  return d[0];
}

void expect_limits() {
  EXPECT(one(1, 0x3c00, 0, false) == 0x1p-24f);  // the smallest half
  EXPECT(one(0x8001, 0x0400, 0, false) == -0x1p-38f);
  EXPECT(one(0x7bff, 0x7bff, 0, false) == 65504.0f * 65504.0f);
  EXPECT(one(0x7c00, 0x3c00, 1, false) == INFINITY);
  EXPECT(bits_of(one(0x7c00, 0, 1, false)) == 0x7fffffff);
  EXPECT(bits_of(one(0xffc1, 0x3f80, 1, true)) == 0x7fffffff);
  EXPECT(one(bf16(-0x1p100f), bf16(0x1p100f), 0, true) == -INFINITY);
  EXPECT(one(bf16(0x1p-60f), bf16(0x1p-60f), 0, true) == 0x1p-120f);
  EXPECT(one(bf16(0x1.8p-24f), bf16(1.0f), 1, true) == 1.0f);  // toward zero
  EXPECT(one(bf16(-0x1p-30f), bf16(1.0f), 1, true) == std::nextafter(1.0f, 0.0f));
}

void expect_conversions() {
  const std::vector<float> x = {1.0f, 1.0f + 0x1p-11f, 1.0f + 0x1.8p-10f, 1.0f + 0x1.ffp-12f, -1.0f - 0x1p-11f,
                                1.0f + 0x1p-8f, 1.0f + 0x1.8p-7f, INFINITY, NAN, 65520.0f, 0x1p-24f, 3e38f};
  const Array<float> in(x);
  const Array<std::uint32_t> tf32(x.size()), bf16s(x.size()), f16s(x.size());
  const auto threads = static_cast<unsigned>(x.size());
  DO(launch(kernel("ptx", "convert"), 1, threads, nullptr, in.at, tf32.at, bf16s.at, f16s.at));
  const std::vector<float> rounded = {1.0f, 1.0f + 0x1p-10f, 1.0f + 0x1p-9f, 1.0f, -1.0f - 0x1p-10f};
  for (std::size_t i = 0; i < rounded.size(); i++) EXPECT(tf32.read()[i] == bits_of(rounded[i]));
  EXPECT(tf32.read()[7] == 0x7f800000 && tf32.read()[8] == 0x7fffffff);
  const std::vector<std::uint32_t> b = bf16s.read();
  EXPECT(b[0] == 0xbf803f80 && b[5] == 0xbf803f80 && b[6] == 0xbf823f82);
  EXPECT(b[7] == 0xff807f80 && b[8] == 0x7fff7fff);
  const std::vector<std::uint32_t> h = f16s.read();
  EXPECT(h[0] == 0xbc003c00 && h[1] == 0xbc003c00 && h[2] == 0xbc023c02);
  EXPECT(h[8] == 0x7fff7fff && h[9] == 0xfc007c00 && h[10] == 0x80010001 && h[11] == 0xfc007c00);
}

}  // namespace

int main() {
  const PrimaryContext context;
  expect_shared_words();
  expect_copies();
  expect_copies_of_words();
  expect_ring();
  expect_matrices(false);
  expect_matrices(true);
  expect_products(true);
  expect_products(false);
  expect_products_of_tf32();
  expect_limits();
  expect_conversions();
}
