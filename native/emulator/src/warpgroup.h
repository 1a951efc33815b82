// What the four warps of a warpgroup do together: products that read shared memory while threads go on
// (wgmma.mma_async), and changes of how many registers they have.
//
// A product begins when all 128 threads have come to it, and is done when the first of them waits for it: as
// late as can be. Until a thread has waited, the registers of its fragment hold NaN and nobody may touch
// them.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "clocks.h"

namespace emulator {

constexpr unsigned WARPGROUP = 128;

// What a thread asks for, all of a warpgroup alike but for d.
struct WgmmaRequest {
  enum Kind { PRODUCT, FEWER_REGISTERS, MORE_REGISTERS };

  Kind kind;
  const char* file;
  int line;
  int type;  // EMULATOR_MMA_BF16 and its like
  int n;     // or how many registers
  float* d;
  std::uint64_t a;
  std::uint64_t b;
  bool add;
  int across;  // bit 0 for a, bit 1 for b

  bool is_like(const WgmmaRequest& other) const {
    return kind == other.kind && file == other.file && line == other.line && n == other.n && a == other.a &&
           b == other.b && add == other.add;
  }
};

// The sums of products that use the same registers, one after another.
struct Sums {
  float* fragments[WARPGROUP];
  unsigned n;
  std::vector<float> values;  // (64, n)
  std::uint64_t last;         // the number of the last product, from 1 on
};

struct Product {
  WgmmaRequest request;
  std::size_t sums;  // which
  std::uint64_t number;
};

struct Warpgroup {
  unsigned agent = 0;
  unsigned arrived = 0;
  std::uint64_t issued = 0;  // products so far
  std::uint64_t done = 0;
  std::deque<Product> products;  // that are not done
  std::deque<Sums> sums;         // of which some thread has not waited
  std::vector<Time> times;       // when each product began
  unsigned registers = 0;
};

// A thread's part of sums, in its registers: an array on its stack.
struct Fragment {
  std::uintptr_t begin;
  std::size_t bytes;
  std::uint64_t last;  // the product that uses it; 0 when the thread has waited for all
};

// What is kept of each thread in programs that use such things.
struct ClockedThread {
  std::size_t barrier = 0;  // for which it waits: where that is, or its number
  WgmmaRequest request{};
  bool fenced = false;  // its registers, by wgmma.fence
  std::vector<Fragment> fragments;
  std::deque<std::uint64_t> groups;  // the number of the last product in each, of those not waited for
};

}  // namespace emulator
