// What a stream has to do, one after another, and what the nodes of a graph are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "place.h"

namespace emulator {

class Context;
class GraphExec;
class Stream;
struct Function;

struct KernelCall {
  const Function* function;
  Index grid;
  Index block;
  Index cluster;
  unsigned dynamic_bytes;  // of shared memory
  std::vector<std::byte> arguments;  // each at a multiple of its alignment
};

struct Copy {
  std::uintptr_t to;
  std::uintptr_t from;
  std::size_t bytes;
  std::vector<std::byte> staged;  // what to copy instead, if not empty
};

struct Fill {
  std::uintptr_t to;
  unsigned value;
  unsigned element_bytes;  // 1, 2 or 4
  std::size_t count;
};

struct HostCall {
  void (*function)(void*);
  void* data;
};

// A piece of device memory.
struct Range {
  std::uintptr_t begin;
  std::size_t bytes;
};

// A function of a library such as cuBLAS, which computes it from `arguments` by itself.
struct LibraryCall {
  std::string name;
  void (*function)(const void*);
  std::vector<std::byte> arguments;
  std::vector<Range> ranges;  // what it reads and writes
};

struct Free {
  std::uintptr_t base;
};

struct Nothing {};

// Everything that a stream had to do up to its `number`-th piece of work.
struct Mark {
  std::shared_ptr<Stream> stream;
  std::uint64_t number = 0;
};

// The time at which an event is reached.
struct Stamp {
  double milliseconds = 0;
  bool reached = false;
};

struct Record {
  std::shared_ptr<Stamp> stamp;
};

struct Wait {
  Mark mark;
};

struct Replay {
  std::shared_ptr<const GraphExec> graph;
};

using Work = std::variant<Nothing, KernelCall, Copy, Fill, HostCall, LibraryCall, Free, Record, Wait,
                          Replay>;

// Does it now, all but waiting. Throws what is wrong, which stays with the context.
void execute(const Work& work, Context& context);

// The bytes of a kernel's arguments as they lie one after another, from a pointer to each.
std::vector<std::byte> pack(const Function& function, void* const* arguments);

// The bytes that pack() makes.
std::size_t packed_bytes(const Function& function);

}  // namespace emulator
