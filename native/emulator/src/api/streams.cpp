// Streams and what they wait for.
#include <algorithm>

#include "../driver.h"

using emulator::Capture;
using emulator::Context;
using emulator::Event;
using emulator::freeing;
using emulator::in_context;
using emulator::require;
using emulator::Stream;

namespace {

void create(Context& context, CUstream* stream, unsigned flags, int priority) {
  require(stream != nullptr && flags <= STREAM_NON_BLOCKING);
  *stream = context.streams.add(std::make_shared<Stream>(flags, std::clamp(priority, -5, 0)));
}

// The stream goes on in the event's capture, after what the event has recorded.
void join(Stream& stream, const Event& event) {
  require(!stream.capture || stream.capture == event.capture, CUDA_ERROR_STREAM_CAPTURE_MERGE);
  if (!stream.capture) {
    stream.capture = event.capture;
    stream.capture->joined.push_back(stream.weak_from_this());
  }
  for (emulator::GraphNode* node : event.frontier)
    if (std::find(stream.frontier.begin(), stream.frontier.end(), node) == stream.frontier.end())
      stream.frontier.push_back(node);
}

void wait(Context& context, const std::shared_ptr<Stream>& stream, const Event& event) {
  if (event.capture) return join(*stream, event);
  if (!event.stamp) return;  // never recorded: nothing to wait for
  if (stream->capture) {
    stream->capture->invalid = true;
    throw emulator::Error{CUDA_ERROR_STREAM_CAPTURE_ISOLATION};
  }
  context.submit(stream, emulator::Wait{event.mark});
}

void refuse_captured(Stream& stream) {
  if (!stream.capture) return;
  stream.capture->invalid = true;
  throw emulator::Error{CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED};
}

// Whether everything captured is followed by the origin's last nodes.
bool all_joined(const Capture& capture) {
  std::vector<const emulator::GraphNode*> reached(capture.origin->frontier.begin(),
                                                  capture.origin->frontier.end());
  for (std::size_t i = 0; i < reached.size(); i++)
    for (const emulator::GraphNode* before : reached[i]->after)
      if (std::find(reached.begin(), reached.end(), before) == reached.end()) reached.push_back(before);
  return reached.size() == capture.graph->nodes().size();
}

void end_capture(Context& context, const std::shared_ptr<Capture>& capture) {
  for (const auto& joined : capture->joined) {
    const auto stream = joined.lock();
    if (!stream) continue;
    stream->capture.reset();
    stream->frontier.clear();
  }
  std::erase(context.captures, capture);
}

}  // namespace

DRIVER cuStreamCreate(CUstream* stream, unsigned flags) {
  return in_context(__func__, [&](Context& context) { create(context, stream, flags, 0); });
}

DRIVER cuStreamCreateWithPriority(CUstream* stream, unsigned flags, int priority) {
  return in_context(__func__, [&](Context& context) { create(context, stream, flags, priority); });
}

DRIVER cuStreamDestroy_v2(CUstream handle) {
  return freeing(__func__, [&](Context& context) {
    const auto stream = context.streams.remove(handle);
    context.finish(stream->tail());
  });
}

DRIVER cuStreamSynchronize(CUstream handle) {
  return in_context(__func__, [&](Context& context) {
    const auto stream = context.stream(handle);
    refuse_captured(*stream);
    context.finish(stream->tail());
    require(context.sticky == CUDA_SUCCESS, context.sticky);
  });
}

DRIVER cuStreamQuery(CUstream handle) {
  return in_context(__func__, [&](Context& context) {
    const auto stream = context.stream(handle);
    refuse_captured(*stream);
    context.progress(*stream);
    require(context.sticky == CUDA_SUCCESS, context.sticky);
    require(stream->idle(), CUDA_ERROR_NOT_READY);
  });
}

DRIVER cuStreamWaitEvent(CUstream stream, CUevent event, unsigned) {
  return in_context(__func__, [&](Context& context) {
    wait(context, context.stream(stream), *context.events.find(event));
  });
}

DRIVER cuStreamGetFlags(CUstream stream, unsigned* flags) {
  return in_context(__func__, [&](Context& context) { *flags = context.stream(stream)->flags; });
}

DRIVER cuStreamGetPriority(CUstream stream, int* priority) {
  return in_context(__func__, [&](Context& context) { *priority = context.stream(stream)->priority; });
}

DRIVER cuStreamGetCtx(CUstream stream, CUcontext* owner) {
  return in_context(__func__, [&](Context& context) {
    context.stream(stream);
    *owner = &context;
  });
}

DRIVER cuStreamBeginCapture_v2(CUstream handle, int mode) {
  return in_context(__func__, [&](Context& context) {
    const auto stream = context.stream(handle);
    require(stream != context.stream(nullptr), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    require(!stream->capture && mode >= CAPTURE_GLOBAL && mode <= CAPTURE_RELAXED);
    stream->capture = std::make_shared<Capture>(
        Capture{std::make_shared<emulator::Graph>(), stream.get(), mode, false, {stream}});
    context.captures.push_back(stream->capture);
  });
}

DRIVER cuStreamEndCapture(CUstream handle, CUgraph* graph) {
  return in_context(__func__, [&](Context& context) {
    const auto stream = context.stream(handle);
    require(stream->capture != nullptr, CUDA_ERROR_ILLEGAL_STATE);
    const auto capture = stream->capture;
    require(capture->origin == stream.get(), CUDA_ERROR_STREAM_CAPTURE_UNMATCHED);
    const bool joined = all_joined(*capture);
    end_capture(context, capture);
    *graph = nullptr;
    require(!capture->invalid, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    require(joined, CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
    *graph = context.graphs.add(capture->graph);
  });
}

DRIVER cuStreamIsCapturing(CUstream handle, int* status) {
  return in_context(__func__, [&](Context& context) {
    const auto stream = context.stream(handle);
    *status = !stream->capture            ? CAPTURE_NONE
              : stream->capture->invalid ? CAPTURE_INVALIDATED
                                         : CAPTURE_ACTIVE;
  });
}

DRIVER cuThreadExchangeStreamCaptureMode(int* mode) {
  return emulator::initialized(__func__, [&] {
    thread_local int own = CAPTURE_GLOBAL;
    std::swap(*mode, own);
  });
}
