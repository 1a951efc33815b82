// Kernel libraries: what the build made of a program, found by the program's name.
#pragma once

#include <link.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../kernel/registration.h"

namespace emulator {

// A shared variable.
struct Shared {
  std::string name;
  std::string owner;  // the function it stands in, or empty
  std::size_t offset;  // in the library's thread-local memory
  std::size_t bytes;
};

class Library;

// A kernel.
struct Function {
  const EmulatedKernel* kernel;
  Library* library;
  std::vector<Shared> shared;  // that it may use
  std::size_t shared_bytes;    // all of them together
  std::size_t dynamic_limit;   // bytes of shared memory a launch may add
};

class Library {
 public:
  // Loads the library of a program such as "unary DTYPE=f32"; once for the whole process. Throws
  // CUDA_ERROR_NO_BINARY_FOR_GPU if there is none.
  static Library& of(const std::string& program);

  // Compiles `source`, a kernel file with all that it includes, as that program, unless that was done
  // before; the compiler's messages are reported. Throws CUDA_ERROR_INVALID_SOURCE if it does not
  // compile.
  static Library& of(const std::string& program, const std::string& source);

  const std::string& program() const { return program_; }

  // Null if there is none of that name.
  Function* find(const std::string& name);

  bool has(const Function* function) const;

  // Where this thread's shared variables are.
  std::uintptr_t shared_memory() const;

  // One past the last byte of shared memory.
  std::size_t shared_extent() const { return shared_extent_; }

  // Where the arrays begin whose size a launch gives, as an offset like those of shared variables.
  std::size_t dynamic_offset() const { return dynamic_; }

  // Whether its kernels use what orders accesses by more than barriers: a function of ptx_sm90_words.h.
  bool is_clocked() const { return clocked_; }

  // Whether an address is one of the library's constants or global variables.
  bool holds(std::uintptr_t address) const { return address - image_ < image_bytes_; }

 private:
  static Library& loaded(const std::string& program, const std::string& path);

  Library(const std::string& program, const std::string& path);
  void read_symbols(const std::string& path);
  void add_variable(const ElfW(Sym)& symbol, const std::string& name);
  void find_image();
  void add(const EmulatedKernel& kernel);

  std::string program_;
  const EmulatedProgram* table_ = nullptr;
  std::vector<Shared> variables_;
  std::size_t anchor_ = 0;  // the offset of emulator_anchor
  std::size_t dynamic_ = 0;
  bool has_dynamic_ = false;
  bool clocked_ = false;
  std::size_t shared_extent_ = 0;
  std::uintptr_t image_ = 0;
  std::size_t image_bytes_ = 0;
  std::vector<std::unique_ptr<Function>> functions_;
};

}  // namespace emulator
