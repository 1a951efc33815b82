// Fibres: stacks that one thread of the processor switches between.
#pragma once

#include <cstddef>
#include <cstdint>

#if !defined(__x86_64__) && !defined(__aarch64__)
#define EMULATOR_UCONTEXT 1
#include <ucontext.h>
#endif

namespace emulator {

class Fibre {
 public:
  // A fibre for the stack that is running already.
  Fibre() = default;

  // A fibre that runs `entry`, which must not return. `colour` moves the stack's beginning, so that
  // not all stacks share the same lines of the cache.
  Fibre(void (*entry)(), unsigned colour);
  ~Fibre();
  Fibre(const Fibre&) = delete;
  Fibre& operator=(const Fibre&) = delete;

  // Begins `entry` anew at the next switch; what was on the stack is dropped.
  void reset();

  // Leaves `from`, which is running, for `to`. Returns when somebody switches to `from`.
  static void jump(Fibre& from, Fibre& to);

  bool on_stack(std::uintptr_t address) const { return address - low_ < bytes_; }

 private:
  std::uintptr_t low_ = 0;
  std::size_t bytes_ = 0;
  unsigned colour_ = 0;
  void (*entry_)() = nullptr;
#ifdef EMULATOR_UCONTEXT
  ucontext_t context_;
#else
  void* top_ = nullptr;  // the saved stack pointer
#endif
};

}  // namespace emulator
