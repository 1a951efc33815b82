#include "product.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <vector>

namespace standin {
namespace {

// So many bytes of the workspace are overwritten, as cuBLAS may do with all of it.
constexpr std::size_t WRITTEN = 4096;

float of_bits(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::uint32_t to_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float half_to_float(std::uint16_t bits) {
  const float sign = (bits & 0x8000u) != 0 ? -1.0f : 1.0f;
  const int exponent = bits >> 10 & 31;
  const int fraction = bits & 1023;
  if (exponent == 31) return fraction != 0 ? NAN : sign * INFINITY;
  return sign * (exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                               : std::ldexp(static_cast<float>(fraction | 1024), exponent - 25));
}

// To the nearest, ties to even; std::nearbyint does that in the default mode.
std::uint16_t float_to_half(float value) {
  const auto sign = static_cast<std::uint16_t>(to_bits(value) >> 16 & 0x8000u);
  const float size = std::fabs(value);
  if (std::isnan(value)) return 0x7fff;
  if (size >= 65520.0f) return static_cast<std::uint16_t>(sign | 0x7c00u);
  if (size < 0x1p-14f)  // a count of 2^-24; 1024 of them are the bits of the smallest normal number
    return static_cast<std::uint16_t>(sign | static_cast<unsigned>(std::nearbyint(size * 0x1p24f)));
  const int exponent = std::ilogb(size);
  const auto fraction = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  return static_cast<std::uint16_t>(sign | ((exponent + 14) * 1024 + fraction));
}

// To 11 significant bits: the nearest, ties away from zero.
float tf32_of(float value) {
  return std::isfinite(value) ? of_bits((to_bits(value) + 0x1000u) & ~0x1fffu) : value;
}

float narrow_to_float(std::uint16_t bits) { return of_bits(static_cast<std::uint32_t>(bits) << 16); }

std::uint16_t float_to_narrow(float value) {
  const std::uint32_t bits = to_bits(value);
  if (std::isnan(value)) return 0x7fff;
  return static_cast<std::uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

float load(const Matrix& matrix, std::int64_t index) {
  const auto* at = reinterpret_cast<const void*>(matrix.address);
  switch (matrix.type) {
    case R_32F: return static_cast<const float*>(at)[index];
    case R_16F: return half_to_float(static_cast<const std::uint16_t*>(at)[index]);
    case R_16BF: return narrow_to_float(static_cast<const std::uint16_t*>(at)[index]);
  }
  return NAN;
}

void store(const Matrix& matrix, std::int64_t index, float value) {
  auto* at = reinterpret_cast<void*>(matrix.address);
  switch (matrix.type) {
    case R_32F: static_cast<float*>(at)[index] = value; break;
    case R_16F: static_cast<std::uint16_t*>(at)[index] = float_to_half(value); break;
    case R_16BF: static_cast<std::uint16_t*>(at)[index] = float_to_narrow(value); break;
  }
}

// op(matrix) of one product, by columns without gaps.
std::vector<float> dense(const Matrix& matrix, std::int64_t rows, std::int64_t columns,
                         std::int64_t product) {
  std::vector<float> values(static_cast<std::size_t>(rows * columns));
  for (std::int64_t j = 0; j < columns; j++)
    for (std::int64_t i = 0; i < rows; i++) {
      const std::int64_t at = matrix.transposed ? j + i * matrix.leading : i + j * matrix.leading;
      values[static_cast<std::size_t>(i + j * rows)] = load(matrix, product * matrix.stride + at);
    }
  return values;
}

void one(const Product& product, std::int64_t index) {
  const auto [m, n, k] = std::tuple(product.m, product.n, product.k);
  std::vector<float> a = dense(product.a, m, k, index);
  std::vector<float> b = dense(product.b, k, n, index);
  if (product.tf32) {
    std::transform(a.begin(), a.end(), a.begin(), tf32_of);
    std::transform(b.begin(), b.end(), b.begin(), tf32_of);
  }
  std::vector<float> sums(static_cast<std::size_t>(m));
  for (std::int64_t j = 0; j < n; j++) {
    std::fill(sums.begin(), sums.end(), 0.0f);
    for (std::int64_t p = 0; p < k; p++) {
      const float factor = b[static_cast<std::size_t>(p + j * k)];
      const float* column = a.data() + p * m;
      for (std::size_t i = 0; i < sums.size(); i++) sums[i] += column[i] * factor;
    }
    for (std::int64_t i = 0; i < m; i++) {
      const std::int64_t at = index * product.c.stride + i + j * product.c.leading;
      float value = product.alpha * sums[static_cast<std::size_t>(i)];
      if (product.beta != 0) value += product.beta * load(product.c, at);
      store(product.c, at, value);
    }
  }
}

}  // namespace

std::size_t bytes(Type type) { return type == R_32F ? 4 : 2; }

void multiply(const Product& product) {
  if (product.workspace != 0)
    std::memset(reinterpret_cast<void*>(product.workspace), 0xff, WRITTEN);
  for (std::int64_t i = 0; i < product.batch; i++) one(product, i);
}

}  // namespace standin
