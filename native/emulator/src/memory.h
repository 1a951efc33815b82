// Device memory: one reserved range of addresses, in which every allocation has guard pages around it.
//
// Each 8 bytes of the range have a byte that says how many of them may be accessed, from the first on.
// Addresses are used again only when the whole range has been used, the oldest freed first, so that an
// access after free meets nothing. Pinned host memory lies in the same range: the device may access it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace emulator {

enum class Kind { DEVICE, PINNED };

struct Allocation {
  std::uintptr_t base;
  std::size_t bytes;
  Kind kind;
  bool live;
  std::uintptr_t pages;     // where its pages begin, guard page included
  std::size_t page_bytes;
};

// The reserved range, for the checks of every access.
struct Window {
  std::uintptr_t begin = 0;
  std::size_t bytes = 0;
  std::uint8_t* shadow = nullptr;

  bool holds(std::uintptr_t address) const { return address - begin < bytes; }

  // Whether all of [address, address + size) may be accessed; the range holds `address`.
  bool accessible(std::uintptr_t address, std::size_t size) const {
    const std::size_t at = address - begin;
    const std::size_t first = at & 7;
    if (first + size <= shadow[at >> 3]) return true;
    return first + size > 8 && accessible_over(at, size);
  }

 private:
  bool accessible_over(std::size_t at, std::size_t size) const;
};

extern Window window;

class Memory {
 public:
  // An address at a multiple of 256, or 0 if there is no room. The bytes are 0xff: NaN in every
  // floating type.
  std::uintptr_t allocate(std::size_t bytes, Kind kind);

  // What was allocated at `base`; throws CUDA_ERROR_INVALID_VALUE if that is nothing that lives.
  Allocation find(std::uintptr_t base);
  void release(std::uintptr_t base);

  // The live allocation that an address is in; throws CUDA_ERROR_INVALID_VALUE if that is none.
  Allocation around(std::uintptr_t address);

  // Whether all of a range lies in one live allocation.
  bool holds(std::uintptr_t address, std::size_t bytes);

  // Says where an address is, relative to the allocation next to it.
  std::string describe(std::uintptr_t address, std::size_t bytes);

 private:
  void reserve();
  std::uintptr_t take_pages(std::size_t bytes);
  const Allocation* nearest(std::uintptr_t address) const;

  std::mutex mutex_;
  std::uintptr_t next_ = 0;  // the first page never used
  std::map<std::uintptr_t, Allocation> known_;
  std::deque<std::uintptr_t> freed_;  // bases, the oldest first
};

Memory& memory();

}  // namespace emulator
