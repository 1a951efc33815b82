#include "tensor.h"

#include <cmath>
#include <cstring>

#include "warp.h"

namespace emulator {
namespace {

constexpr unsigned ROWS = 16;    // of a and d
constexpr unsigned COLUMNS = 8;  // of b and d

Fragments& of(const WarpRequest* lane) { return *reinterpret_cast<Fragments*>(lane->value); }

double bf16(std::uint32_t bits) { return __builtin_bit_cast(float, bits << 16); }

double f16(std::uint32_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t exponent = bits >> 10 & 31u;
  const std::uint32_t fraction = bits & 1023u;
  if (exponent == 0) return (sign != 0 ? -0x1p-24 : 0x1p-24) * fraction;
  const std::uint32_t wider = exponent == 31 ? 255 : exponent + 112;
  return __builtin_bit_cast(float, sign | wider << 23 | fraction << 13);
}

double tf32(std::uint32_t bits) { return __builtin_bit_cast(float, bits & 0xffffe000u); }

// d += a b for `inner` columns of a. Products are exact in double, and so nearly are their sums.
void multiply(WarpRequest* const lanes[WARP], unsigned inner, const double (*a)[16],
              const double (*b)[COLUMNS]) {
  double d[ROWS][COLUMNS];
  for (unsigned lane = 0; lane < WARP; lane++)
    for (unsigned i = 0; i < 4; i++)
      d[lane / 4 + i / 2 * 8][lane % 4 * 2 + i % 2] = of(lanes[lane]).d[i];
  for (unsigned row = 0; row < ROWS; row++)
    for (unsigned k = 0; k < inner; k++)
      for (unsigned column = 0; column < COLUMNS; column++)
        d[row][column] += a[row][k] * b[k][column];
  for (unsigned lane = 0; lane < WARP; lane++)
    for (unsigned i = 0; i < 4; i++)
      of(lanes[lane]).d[i] = rounded(d[lane / 4 + i / 2 * 8][lane % 4 * 2 + i % 2]);
}

// m16n8k16: two elements in a register, neighbours along k.
template <double value(std::uint32_t)>
void multiply_halves(WarpRequest* const lanes[WARP]) {
  double a[ROWS][16];
  double b[16][COLUMNS];
  for (unsigned lane = 0; lane < WARP; lane++) {
    const Fragments& own = of(lanes[lane]);
    for (unsigned half = 0; half < 2; half++) {
      const unsigned k = lane % 4 * 2 + half;
      for (unsigned i = 0; i < 4; i++)
        a[lane / 4 + i % 2 * 8][k + i / 2 * 8] = value(own.a[i] >> 16 * half & 0xffffu);
      for (unsigned i = 0; i < 2; i++) b[k + i * 8][lane / 4] = value(own.b[i] >> 16 * half & 0xffffu);
    }
  }
  multiply(lanes, 16, a, b);
}

}  // namespace

double value(int type, std::uint32_t bits) {
  switch (type) {
    case 0:
      return bf16(bits);
    case 1:
      return f16(bits);
    default:
      return tf32(bits);
  }
}

// Toward zero, as GPUs were found to round what their tensor cores add (Fasi, Higham, Mikaitis and
// Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ Computer Science 2021); the manual leaves
// it open. NaN is the one that the manual gives.
float rounded(double sum) {
  if (std::isnan(sum)) return __builtin_bit_cast(float, 0x7fffffffu);
  const float nearest = static_cast<float>(sum);
  const bool away = std::fabs(static_cast<double>(nearest)) > std::fabs(sum);
  return away && !std::isinf(nearest) ? std::nextafterf(nearest, 0.0f) : nearest;
}

void load_matrices(WarpRequest* const lanes[WARP], bool transposed) {
  std::uint16_t matrix[4][8][8];
  for (unsigned lane = 0; lane < WARP; lane++)
    std::memcpy(matrix[lane / 8][lane % 8], of(lanes[lane]).row, sizeof matrix[0][0]);
  for (unsigned lane = 0; lane < WARP; lane++) {
    for (unsigned i = 0; i < 4; i++) {
      const unsigned g = lane / 4;
      const unsigned t = lane % 4 * 2;
      const std::uint32_t low = transposed ? matrix[i][t][g] : matrix[i][g][t];
      const std::uint32_t high = transposed ? matrix[i][t + 1][g] : matrix[i][g][t + 1];
      of(lanes[lane]).r[i] = high << 16 | low;
    }
  }
}

void store_matrices(WarpRequest* const lanes[WARP], bool transposed) {
  std::uint16_t matrix[4][8][8];
  for (unsigned lane = 0; lane < WARP; lane++) {
    for (unsigned i = 0; i < 8; i++) {
      const std::uint32_t pair = of(lanes[lane]).r[i / 2];
      const unsigned g = lane / 4;
      const unsigned t = lane % 4 * 2 + i % 2;
      const auto element = static_cast<std::uint16_t>(pair >> 16 * (i % 2));
      matrix[i / 2][transposed ? t : g][transposed ? g : t] = element;
    }
  }
  for (unsigned lane = 0; lane < WARP; lane++)
    std::memcpy(const_cast<void*>(of(lanes[lane]).row), matrix[lane / 8][lane % 8], sizeof matrix[0][0]);
}

void multiply_bf16(WarpRequest* const lanes[WARP]) { multiply_halves<bf16>(lanes); }

void multiply_f16(WarpRequest* const lanes[WARP]) { multiply_halves<f16>(lanes); }

void multiply_tf32(WarpRequest* const lanes[WARP]) {
  double a[ROWS][16];
  double b[16][COLUMNS];
  for (unsigned lane = 0; lane < WARP; lane++) {
    const Fragments& own = of(lanes[lane]);
    for (unsigned i = 0; i < 4; i++) a[lane / 4 + i % 2 * 8][lane % 4 + i / 2 * 4] = tf32(own.a[i]);
    for (unsigned i = 0; i < 2; i++) b[lane % 4 + i * 4][lane / 4] = tf32(own.b[i]);
  }
  multiply(lanes, 8, a, b);
}

}  // namespace emulator
