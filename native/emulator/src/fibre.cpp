#include "fibre.h"

#include <sys/mman.h>

#include <new>

namespace emulator {
namespace {

constexpr std::size_t GUARD = 4096;
constexpr std::size_t STACK = 256 * 1024;

}  // namespace

Fibre::Fibre(void (*entry)(), unsigned colour) : colour_(colour % 16), entry_(entry) {
  void* at = mmap(nullptr, GUARD + STACK, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED || mprotect(at, GUARD, PROT_NONE) != 0) throw std::bad_alloc();
  low_ = reinterpret_cast<std::uintptr_t>(at) + GUARD;
  bytes_ = STACK;
  reset();
}

Fibre::~Fibre() {
  if (low_ != 0) munmap(reinterpret_cast<void*>(low_ - GUARD), GUARD + STACK);
}

#ifdef EMULATOR_UCONTEXT

void Fibre::reset() {
  getcontext(&context_);
  context_.uc_stack.ss_sp = reinterpret_cast<void*>(low_);
  context_.uc_stack.ss_size = bytes_;
  context_.uc_link = nullptr;
  makecontext(&context_, entry_, 0);
}

void Fibre::jump(Fibre& from, Fibre& to) { swapcontext(&from.context_, &to.context_); }

#else

// Pushes the registers that a function has to keep, saves the stack pointer at *save, takes `to` for
// it and pops what was pushed there.
extern "C" void emulator_switch(void** save, void* to);

#if defined(__x86_64__)
asm(R"(
  .text
  .globl emulator_switch
  .hidden emulator_switch
  .type emulator_switch, @function
  .p2align 4
emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size emulator_switch, .-emulator_switch
)");
constexpr std::size_t SAVED = 6;      // words below the return address
constexpr std::size_t FRAME = 6 + 2;  // and one above it, where the caller's would be
#else
asm(R"(
  .text
  .globl emulator_switch
  .hidden emulator_switch
  .type emulator_switch, %function
  .p2align 4
emulator_switch:
  stp x29, x30, [sp, #-160]!
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x2, sp
  str x2, [x0]
  mov sp, x1
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldp x23, x24, [sp, #48]
  ldp x25, x26, [sp, #64]
  ldp x27, x28, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  ldp x29, x30, [sp], #160
  ret
  .size emulator_switch, .-emulator_switch
)");
constexpr std::size_t SAVED = 1;   // x30 is the second word
constexpr std::size_t FRAME = 20;
#endif

void Fibre::reset() {
  const std::uintptr_t high = (low_ + bytes_ - colour_ * 256) & ~std::uintptr_t{15};
  auto* frame = reinterpret_cast<std::uintptr_t*>(high) - FRAME;
  for (std::size_t i = 0; i < FRAME; i++) frame[i] = 0;
  frame[SAVED] = reinterpret_cast<std::uintptr_t>(entry_);
  top_ = frame;
}

void Fibre::jump(Fibre& from, Fibre& to) { emulator_switch(&from.top_, to.top_); }

#endif

}  // namespace emulator
