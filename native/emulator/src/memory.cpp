#include "memory.h"

#include <sys/mman.h>

#include <cstring>

#include "error.h"
#include "report.h"

namespace emulator {
namespace {

constexpr std::size_t PAGE = 4096;
constexpr std::size_t ALIGNMENT = 256;
constexpr std::size_t LARGEST_RANGE = std::size_t{1} << 39;
constexpr std::size_t SMALLEST_RANGE = std::size_t{1} << 32;

std::size_t round_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

void* map(std::size_t bytes, int access) {
  void* at = mmap(nullptr, bytes, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return at == MAP_FAILED ? nullptr : at;
}

// Marks the bytes of an allocation as accessible.
void open(const Allocation& made) {
  std::uint8_t* first = window.shadow + ((made.base - window.begin) >> 3);
  std::memset(first, 8, made.bytes >> 3);
  if ((made.bytes & 7) != 0) first[made.bytes >> 3] = made.bytes & 7;
}

void close(const Allocation& freed) {
  std::memset(window.shadow + ((freed.base - window.begin) >> 3), 0, (freed.bytes + 7) >> 3);
}

}  // namespace

Window window;

bool Window::accessible_over(std::size_t at, std::size_t size) const {
  const std::size_t last = (at + size - 1) >> 3;
  for (std::size_t i = at >> 3; i < last; i++)
    if (shadow[i] != 8) return false;
  return ((at + size - 1) & 7) < shadow[last];
}

Memory& memory() {
  static Memory* one = new Memory;  // never destroyed: threads may outlive static objects
  return *one;
}

void Memory::reserve() {
  for (std::size_t bytes = LARGEST_RANGE; bytes >= SMALLEST_RANGE; bytes /= 2) {
    void* range = map(bytes, PROT_NONE);
    void* shadow = map(bytes / 8, PROT_READ | PROT_WRITE);
    if (range != nullptr && shadow != nullptr) {
      window.begin = reinterpret_cast<std::uintptr_t>(range);
      window.shadow = static_cast<std::uint8_t*>(shadow);
      window.bytes = bytes;
      next_ = window.begin;
      return;
    }
    if (range != nullptr) munmap(range, bytes);
    if (shadow != nullptr) munmap(shadow, bytes / 8);
  }
  throw Error{CUDA_ERROR_OPERATING_SYSTEM};
}

// Pages never used, or else those of the oldest freed allocation that is large enough; 0 if none.
std::uintptr_t Memory::take_pages(std::size_t bytes) {
  if (bytes <= window.begin + window.bytes - next_) {
    const std::uintptr_t taken = next_;
    next_ += bytes;
    return taken;
  }
  for (auto freed = freed_.begin(); freed != freed_.end(); ++freed) {
    const auto known = known_.find(*freed);
    if (known->second.page_bytes < bytes) continue;
    const std::uintptr_t taken = known->second.pages;
    known_.erase(known);
    freed_.erase(freed);
    return taken;
  }
  return 0;
}

std::uintptr_t Memory::allocate(std::size_t bytes, Kind kind) {
  const std::lock_guard lock(mutex_);
  if (window.bytes == 0) reserve();
  if (bytes > window.bytes / 2) return 0;
  const std::size_t usable = round_up(bytes, PAGE);
  const std::size_t page_bytes = usable + 2 * PAGE;
  const std::uintptr_t pages = take_pages(page_bytes);
  if (pages == 0) return 0;
  if (mprotect(reinterpret_cast<void*>(pages + PAGE), usable, PROT_READ | PROT_WRITE) != 0) return 0;
  // As far back as the alignment lets it, so that little lies between its end and the guard page.
  const std::uintptr_t base = pages + PAGE + usable - round_up(bytes, ALIGNMENT);
  const Allocation made{base, bytes, kind, true, pages, page_bytes};
  known_[base] = made;
  open(made);
  std::memset(reinterpret_cast<void*>(base), 0xff, bytes);
  return base;
}

Allocation Memory::find(std::uintptr_t base) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(base);
  require(known != known_.end() && known->second.live);
  return known->second;
}

Allocation Memory::around(std::uintptr_t address) {
  require(holds(address, 1));
  const std::lock_guard lock(mutex_);
  return *nearest(address);
}

void Memory::release(std::uintptr_t base) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(base);
  require(known != known_.end() && known->second.live);
  Allocation& freed = known->second;
  freed.live = false;
  close(freed);
  void* usable = reinterpret_cast<void*>(freed.pages + PAGE);
  madvise(usable, freed.page_bytes - 2 * PAGE, MADV_DONTNEED);
  mprotect(usable, freed.page_bytes - 2 * PAGE, PROT_NONE);
  freed_.push_back(base);
}

bool Memory::holds(std::uintptr_t address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const Allocation* at = window.holds(address) ? nearest(address) : nullptr;
  return at != nullptr && at->live && address >= at->base && address - at->base <= at->bytes &&
         bytes <= at->bytes - (address - at->base);
}

// The allocation whose pages hold the address; null if none ever did.
const Allocation* Memory::nearest(std::uintptr_t address) const {
  auto after = known_.upper_bound(address);
  if (after != known_.end() && address >= after->second.pages) return &after->second;
  if (after == known_.begin()) return nullptr;
  const Allocation& before = (--after)->second;
  return address < before.pages + before.page_bytes ? &before : nullptr;
}

std::string Memory::describe(std::uintptr_t address, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const Allocation* at = nearest(address);
  if (at == nullptr) return "in device memory that was never allocated";
  const std::uintptr_t end = at->base + at->bytes;
  const std::string which =
      text("%s%zu bytes at 0x%lx", at->kind == Kind::PINNED ? "pinned " : "", at->bytes, at->base);
  if (address < at->base) return text("%lu bytes before %s", at->base - address, which.c_str());
  if (!at->live) return text("%lu bytes into freed %s", address - at->base, which.c_str());
  if (address >= end) return text("%lu bytes past the end of %s", address - end, which.c_str());
  return text("%lu bytes over the end of %s", address + bytes - end, which.c_str());
}

}  // namespace emulator
