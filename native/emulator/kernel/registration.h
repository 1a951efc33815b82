// How a kernel library tells the emulator of its kernels: a table at the end of each program, whose
// lines the build writes.
#ifndef GRADUS_REGISTRATION_H
#define GRADUS_REGISTRATION_H

struct EmulatedKernel {
  const char* name;
  void (*call)(void* const* arguments);
  const unsigned* bytes;       // of each argument
  const unsigned* alignments;  // of each argument
  unsigned arguments;
  unsigned bound;       // threads of a block at most, or 0
  unsigned groups;      // that a processor of a GPU shall hold at once, or 0
  unsigned cluster[3];  // blocks of a cluster, or 0

  constexpr EmulatedKernel in_clusters(unsigned x, unsigned y = 1, unsigned z = 1) const {
    return {name, call, bytes, alignments, arguments, bound, groups, {x, y, z}};
  }
};

struct EmulatedProgram {
  const EmulatedKernel* kernels;
  unsigned count;
  const char* (*anchor)();  // the address of this thread's emulator_anchor, a shared variable
};

#ifdef GRADUS_EMULATED
template <int...>
struct EmulatedIndices {};

template <auto kernel>
struct EmulatedCall;

template <class... A, void (*kernel)(A...)>
struct EmulatedCall<kernel> {
  static constexpr unsigned count = sizeof...(A);
  static constexpr unsigned bytes[] = {sizeof(A)..., 0};
  static constexpr unsigned alignments[] = {alignof(A)..., 0};

  template <int... i>
  EMULATOR_OWN static void with(void* const* arguments, EmulatedIndices<i...>) {
    kernel(*static_cast<A*>(arguments[i])...);
  }

  EMULATOR_OWN static void call(void* const* arguments) {
    with(arguments, EmulatedIndices<__integer_pack(count)...>());
  }
};

template <auto kernel>
constexpr EmulatedKernel emulated(const char* name, unsigned bound, unsigned groups = 0) {
  using Call = EmulatedCall<kernel>;
  return {name, Call::call, Call::bytes, Call::alignments, Call::count, bound, groups, {0, 0, 0}};
}

static __thread char emulator_anchor;
EMULATOR_OWN inline const char* emulator_anchor_address() { return &emulator_anchor; }

#define EMULATED_PROGRAM(...)                                                              \
  static const EmulatedKernel emulated_kernels[] = {__VA_ARGS__ __VA_OPT__(, ) {}};        \
  extern "C" {                                                                             \
  __attribute__((visibility("default"))) extern const EmulatedProgram emulated_program = { \
      emulated_kernels, sizeof(emulated_kernels) / sizeof(emulated_kernels[0]) - 1,        \
      emulator_anchor_address};                                                            \
  }

// Memory for the arrays whose size a launch gives: all of them begin at its beginning, as in CUDA.
#define EMULATED_DYNAMIC_MEMORY                           \
  asm(".section .tbss.emulator,\"awT\",%nobits\n"         \
      ".p2align 10\n"                                      \
      ".globl emulator_dynamic\n"                          \
      ".hidden emulator_dynamic\n"                         \
      ".type emulator_dynamic,%tls_object\n"               \
      ".size emulator_dynamic,232448\n"                    \
      "emulator_dynamic: .zero 232448\n"                   \
      ".text\n");
#define EMULATED_DYNAMIC_ARRAY(name)                      \
  asm(".globl " #name "\n"                                \
      ".hidden " #name "\n"                               \
      ".type " #name ",%tls_object\n"                     \
      ".set " #name ", emulator_dynamic\n");
#endif
#endif
