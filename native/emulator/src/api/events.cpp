// Events.
#include "../driver.h"

using emulator::Context;
using emulator::Event;
using emulator::freeing;
using emulator::in_context;
using emulator::require;
using emulator::Stamp;

namespace {

void record(Context& context, CUevent handle, CUstream stream_handle) {
  const auto event = context.events.find(handle);
  const auto stream = context.stream(stream_handle);
  event->capture = stream->capture;
  event->frontier = stream->frontier;
  if (stream->capture) return;
  event->stamp = std::make_shared<Stamp>();
  context.submit(stream, emulator::Record{event->stamp});
  event->mark = stream->tail();
}

double reached_at(const Event& event) {
  require(event.stamp != nullptr && (event.flags & EVENT_DISABLE_TIMING) == 0,
          CUDA_ERROR_INVALID_HANDLE);
  require(event.stamp->reached, CUDA_ERROR_NOT_READY);
  return event.stamp->milliseconds;
}

}  // namespace

DRIVER cuEventCreate(CUevent* event, unsigned flags) {
  return in_context(__func__, [&](Context& context) {
    *event = context.events.add(std::make_shared<Event>(flags));
  });
}

DRIVER cuEventDestroy_v2(CUevent event) {
  return freeing(__func__, [&](Context& context) { context.events.remove(event); });
}

DRIVER cuEventRecord(CUevent event, CUstream stream) {
  return in_context(__func__, [&](Context& context) { record(context, event, stream); });
}

DRIVER cuEventRecordWithFlags(CUevent event, CUstream stream, unsigned) {
  return in_context(__func__, [&](Context& context) { record(context, event, stream); });
}

DRIVER cuEventSynchronize(CUevent handle) {
  return in_context(__func__, [&](Context& context) {
    const auto event = context.events.find(handle);
    require(!event->capture, CUDA_ERROR_CAPTURED_EVENT);
    context.finish(event->mark);
    require(context.sticky == CUDA_SUCCESS, context.sticky);
  });
}

DRIVER cuEventQuery(CUevent handle) {
  return in_context(__func__, [&](Context& context) {
    const auto event = context.events.find(handle);
    require(!event->capture, CUDA_ERROR_CAPTURED_EVENT);
    if (event->mark.stream) context.progress(*event->mark.stream);
    require(context.sticky == CUDA_SUCCESS, context.sticky);
    require(!event->stamp || event->stamp->reached, CUDA_ERROR_NOT_READY);
  });
}

DRIVER cuEventElapsedTime(float* milliseconds, CUevent start, CUevent end) {
  return in_context(__func__, [&](Context& context) {
    const double from = reached_at(*context.events.find(start));
    *milliseconds = static_cast<float>(reached_at(*context.events.find(end)) - from);
  });
}
