// A batch of matrix products as BLAS says them, by columns: c = alpha op(a) op(b) + beta c.
#pragma once

#include <cstddef>
#include <cstdint>

namespace standin {

// cudaDataType.
enum Type { R_32F = 0, R_16F = 2, R_16BF = 14 };

std::size_t bytes(Type type);

struct Matrix {
  std::uint64_t address;
  Type type;
  bool transposed;
  std::int64_t leading;  // from column to column
  std::int64_t stride;   // from product to product
};

struct Product {
  std::int64_t m, n, k, batch;
  bool tf32;  // whether factors are rounded so
  float alpha, beta;
  Matrix a, b, c;
  std::uint64_t workspace;  // or 0
};

// Sums in float, in the order of k.
void multiply(const Product& product);

}  // namespace standin
