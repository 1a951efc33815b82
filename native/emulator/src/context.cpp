#include "context.h"

#include <algorithm>

#include "error.h"
#include "options.h"
#include "report.h"

namespace emulator {
namespace {

// So much work may wait when it is done as late as possible.
constexpr std::size_t MOST_PENDING = 4096;

}  // namespace

Context::Context(int device, std::optional<std::uint64_t> seed)
    : device(device), default_(std::make_shared<Stream>(0, 0)) {
  if (seed) random_.emplace(*seed);
}

Context::~Context() {
  if (options().leaks) report_leaks();
  for (const auto& [base, allocation] : allocations_) memory().release(base);
}

void Context::report_leaks() const {
  const std::size_t objects =
      streams.size() + events.size() + modules.size() + graphs.size() + executables.size();
  if (objects == 0 && allocations_.empty()) return;
  report(text("not freed when the context ends: %zu allocations of %lu bytes in device memory, %zu "
              "streams, %zu events, %zu modules, %zu graphs, %zu executable graphs",
              allocations_.size(), used_bytes_, streams.size(), events.size(), modules.size(),
              graphs.size(), executables.size()));
}

std::uint64_t Context::free_bytes() const { return options().memory_bytes - used_bytes_; }

std::uintptr_t Context::allocate(std::size_t bytes, Kind kind) {
  require(bytes > 0);
  if (kind == Kind::DEVICE) require(bytes <= free_bytes(), CUDA_ERROR_OUT_OF_MEMORY);
  const std::uintptr_t base = memory().allocate(bytes, kind);
  require(base != 0, CUDA_ERROR_OUT_OF_MEMORY);
  allocations_[base] = memory().find(base);
  if (kind == Kind::DEVICE) used_bytes_ += bytes;
  return base;
}

void Context::free(std::uintptr_t base) {
  const auto found = allocations_.find(base);
  require(found != allocations_.end());
  memory().release(base);
  if (found->second.kind == Kind::DEVICE) used_bytes_ -= found->second.bytes;
  allocations_.erase(found);
}

std::shared_ptr<Stream> Context::stream(CUstream handle) {
  const auto value = reinterpret_cast<std::uintptr_t>(handle);
  if (value == 0 || value == LEGACY_STREAM || value == PER_THREAD_STREAM) return default_;
  return streams.find(handle);
}

Function* Module::find(const std::string& name) const {
  for (Library* library : libraries_)
    if (Function* function = library->find(name)) return function;
  return nullptr;
}

bool Module::has(const Function* function) const {
  return std::any_of(libraries_.begin(), libraries_.end(),
                     [&](const Library* library) { return library->has(function); });
}

std::optional<std::uint64_t> Context::next_seed() {
  if (!random_) return std::nullopt;
  return random_->next();
}

bool Context::has_function(const Function* function) const {
  return std::any_of(modules.all().begin(), modules.all().end(), [&](const auto& module) {
    return module->has(function);
  });
}

void Context::submit(const std::shared_ptr<Stream>& stream, Work work) {
  if (stream->capture) return capture(*stream, std::move(work));
  order_with_default(*stream);
  push(*stream, std::move(work));
  if (!random_) return finish(stream->tail());
  while (pending_ > MOST_PENDING) step(*stream);
}

void Context::capture(Stream& stream, Work work) {
  require(!stream.capture->invalid, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  stream.frontier = {stream.capture->graph->add(std::move(work), stream.frontier)};
}

void Context::push(Stream& stream, Work work) {
  stream.waiting.push_back(std::move(work));
  stream.submitted++;
  pending_++;
}

// The default stream waits for all streams, and they for it, but for those that do not block.
void Context::order_with_default(Stream& stream) {
  if (&stream == default_.get()) {
    for (const auto& capture : captures) {
      if ((capture->origin->flags & STREAM_NON_BLOCKING) != 0) continue;
      capture->invalid = true;
      throw Error{CUDA_ERROR_STREAM_CAPTURE_IMPLICIT};
    }
    for (const auto& other : streams.all())
      if ((other->flags & STREAM_NON_BLOCKING) == 0 && !other->idle()) push(stream, Wait{other->tail()});
  } else if ((stream.flags & STREAM_NON_BLOCKING) == 0 && !default_->idle()) {
    push(stream, Wait{default_->tail()});
  }
}

void Context::step(Stream& stream) {
  const Work work = std::move(stream.waiting.front());
  if (const auto* wait = std::get_if<Wait>(&work)) finish(wait->mark);
  stream.waiting.pop_front();
  try {
    // After a failure nothing runs any more, but whoever waits for it must not wait for ever.
    if (sticky == CUDA_SUCCESS || std::holds_alternative<Record>(work)) execute(work, *this);
  } catch (const Error& error) {
    sticky = error.code;
  }
  stream.completed++;
  pending_--;
}

void Context::finish(const Mark& mark) {
  while (mark.stream && mark.stream->completed < mark.number) step(*mark.stream);
}

void Context::finish_all() {
  std::vector<std::shared_ptr<Stream>> busy;
  for (;;) {
    busy.clear();
    if (!default_->idle()) busy.push_back(default_);
    for (const auto& stream : streams.all())
      if (!stream->idle()) busy.push_back(stream);
    if (busy.empty()) return;
    step(*busy[random_ ? random_->below(busy.size()) : 0]);
  }
}

void Context::progress(Stream& stream) {
  if (!stream.idle() && random_ && random_->below(2) == 0) step(stream);
}

void Context::refuse_capture() {
  for (const auto& capture : captures) {
    if (capture->mode == CAPTURE_RELAXED) continue;
    capture->invalid = true;
    throw Error{CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED};
  }
}

}  // namespace emulator
