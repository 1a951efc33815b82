#include "shared_matrix.h"

#include <cstring>

#include "report.h"
#include "tensor.h"
#include "tensor_map.h"

namespace emulator {
namespace {

constexpr unsigned CHUNK = 16;
constexpr unsigned ROWS = 64;  // of a and the sum
constexpr unsigned EIGHT = 8;  // rows that follow one another

}  // namespace

unsigned SharedMatrix::swizzle() const {
  constexpr unsigned SWIZZLES[] = {16, 128, 64, 32};
  return SWIZZLES[descriptor_ >> 62];
}

std::string SharedMatrix::wrong() const {
  const std::uint64_t unused = ~(0x3fffull | 0x3fffull << 16 | 0x3fffull << 32 | 7ull << 49 | 3ull << 62);
  if ((descriptor_ & unused) != 0)
    return text("the descriptor 0x%016lx has bits set that mean nothing", descriptor_);
  if ((descriptor_ >> 49 & 7) != 0) return "its base offset is not zero, which the emulator does not know";
  const std::size_t pattern = swizzle() / CHUNK - 1;
  if ((start() >> 7 & pattern) != 0)
    return text("it begins at 0x%zx, inside of the pattern of its swizzle of %u bytes", start(), swizzle());
  return "";
}

// Where an element is: "Canonical Layouts". Eight rows of as many bytes as the swizzle has follow one
// another.
std::size_t SharedMatrix::place(unsigned row, unsigned k) const {
  const unsigned in_row = swizzle() / element_bytes_;
  std::size_t at = start();
  if (swizzle() == CHUNK) {
    const unsigned along = across_ ? row : k;  // of which elements are neighbours
    const unsigned other = across_ ? k : row;
    const std::size_t next_chunk = across_ ? stride() : leading();
    const std::size_t next_rows = across_ ? leading() : stride();
    at += along / in_row * next_chunk + along % in_row * element_bytes_;
    at += other / EIGHT * next_rows + other % EIGHT * CHUNK;
  } else if (across_) {
    at += row / in_row * leading() + row % in_row * element_bytes_;
    at += k / EIGHT * stride() + k % EIGHT * swizzle();
  } else {
    at += row / EIGHT * stride() + row % EIGHT * swizzle() + k * element_bytes_;
  }
  return swizzled(at, swizzle());
}

std::vector<std::size_t> SharedMatrix::chunks() const {
  const unsigned in_chunk = CHUNK / element_bytes_;
  const unsigned inner = 2 * in_chunk;
  std::vector<std::size_t> chunks;
  for (unsigned row = 0; row < edge_; row += across_ ? in_chunk : 1)
    for (unsigned k = 0; k < inner; k += across_ ? 1 : in_chunk) chunks.push_back(place(row, k));
  return chunks;
}

std::vector<double> SharedMatrix::values(const std::byte* memory, int type) const {
  const unsigned inner = 2 * CHUNK / element_bytes_;
  std::vector<double> values(std::size_t{inner} * edge_);
  for (unsigned k = 0; k < inner; k++)
    for (unsigned row = 0; row < edge_; row++) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, memory + place(row, k), element_bytes_);
      values[std::size_t{k} * edge_ + row] = value(type, bits);
    }
  return values;
}

void multiply(std::vector<float>& sum, const std::vector<double>& a, const std::vector<double>& b, unsigned n,
              bool add) {
  const std::size_t inner = a.size() / ROWS;
  std::vector<double> row(n);
  for (unsigned i = 0; i < ROWS; i++) {
    float* const to = &sum[std::size_t{i} * n];
    for (unsigned j = 0; j < n; j++) row[j] = add ? to[j] : 0.0;
    for (std::size_t k = 0; k < inner; k++) {
      const double factor = a[k * ROWS + i];
      const double* const from = &b[k * n];
      for (unsigned j = 0; j < n; j++) row[j] += factor * from[j];
    }
    for (unsigned j = 0; j < n; j++) to[j] = rounded(row[j]);
  }
}

}  // namespace emulator
