// Operands of wgmma in shared memory, as their descriptors tell where they are: "Matrix Descriptor Format"
// and "Canonical Layouts" of the PTX manual; and the product of two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace emulator {

class SharedMatrix {
 public:
  // A matrix of `edge` rows (or columns) by 32 bytes of K; `across` if memory runs along the edge.
  SharedMatrix(std::uint64_t descriptor, unsigned edge, unsigned element_bytes, bool across)
      : descriptor_(descriptor), edge_(edge), element_bytes_(element_bytes), across_(across) {}

  // What is wrong with it; empty if nothing is.
  std::string wrong() const;

  // The offset in shared memory of each chunk of 16 bytes, in an order of its own.
  std::vector<std::size_t> chunks() const;

  // The elements as (K, edge), from shared memory at `memory`; type is one of emulator_mma.
  std::vector<double> values(const std::byte* memory, int type) const;

 private:
  std::size_t start() const { return (descriptor_ & 0x3fff) << 4; }
  std::size_t leading() const { return (descriptor_ >> 16 & 0x3fff) << 4; }
  std::size_t stride() const { return (descriptor_ >> 32 & 0x3fff) << 4; }
  unsigned swizzle() const;
  std::size_t place(unsigned row, unsigned k) const;

  std::uint64_t descriptor_;
  unsigned edge_;
  unsigned element_bytes_;
  bool across_;
};

// sum (64, n) += a b, or = a b unless `add`, of a (K, 64) and b (K, n); products are exact, sums of one
// instruction are rounded once.
void multiply(std::vector<float>& sum, const std::vector<double>& a, const std::vector<double>& b, unsigned n,
              bool add);

}  // namespace emulator
