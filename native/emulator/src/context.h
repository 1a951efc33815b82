// A device's context: what was allocated and created in it, and the work its streams have.
//
// Without a seed work is done when it is given. With one it is done as late as events and
// synchronisation allow, and what may run in any order does, so that a wait that is missing shows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "abi.h"
#include "graph.h"
#include "handles.h"
#include "library.h"
#include "memory.h"
#include "random.h"
#include "stream.h"

namespace emulator {

// The programs of an image.
class Module {
 public:
  explicit Module(std::vector<Library*> libraries) : libraries_(std::move(libraries)) {}

  // Null if there is none of that name.
  Function* find(const std::string& name) const;

  bool has(const Function* function) const;

 private:
  std::vector<Library*> libraries_;
};

class Context {
 public:
  // With a seed its work runs late and in any order that is allowed.
  Context(int device, std::optional<std::uint64_t> seed);
  ~Context();

  std::uintptr_t allocate(std::size_t bytes, Kind kind);
  void free(std::uintptr_t base);
  std::uint64_t free_bytes() const;

  // The stream of a handle: null and the two special ones are the default stream.
  std::shared_ptr<Stream> stream(CUstream handle);

  // Gives a stream work, or its capture a node.
  void submit(const std::shared_ptr<Stream>& stream, Work work);

  // Does work of streams up to a mark, or all of it.
  void finish(const Mark& mark);
  void finish_all();

  // Does one piece of a stream's work, perhaps: what a query may find done.
  void progress(Stream& stream);

  // Refuses a call that may not be made while anything is captured.
  void refuse_capture();

  // The seed of the next thing that happens in any order; none without a seed.
  std::optional<std::uint64_t> next_seed();

  bool has_function(const Function* function) const;

  const int device;
  CUresult sticky = CUDA_SUCCESS;
  Handles<Stream> streams;
  Handles<Event> events;
  Handles<Module> modules;
  Handles<Graph> graphs;
  Handles<GraphExec> executables;
  std::vector<std::shared_ptr<Capture>> captures;

 private:
  void capture(Stream& stream, Work work);
  void push(Stream& stream, Work work);
  void order_with_default(Stream& stream);
  void step(Stream& stream);
  void report_leaks() const;

  std::shared_ptr<Stream> default_;
  std::unordered_map<std::uintptr_t, Allocation> allocations_;
  std::uint64_t used_bytes_ = 0;
  std::size_t pending_ = 0;
  std::optional<Random> random_;
};

}  // namespace emulator
