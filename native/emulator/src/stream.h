// Streams and events.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "graph.h"
#include "work.h"

namespace emulator {

class Stream : public std::enable_shared_from_this<Stream> {
 public:
  Stream(unsigned flags, int priority) : flags(flags), priority(priority) {}

  // All that it has been given so far.
  Mark tail() { return {shared_from_this(), submitted}; }
  bool idle() const { return waiting.empty(); }

  const unsigned flags;
  const int priority;
  std::deque<Work> waiting;
  std::uint64_t submitted = 0;
  std::uint64_t completed = 0;
  std::shared_ptr<Capture> capture;
  std::vector<GraphNode*> frontier;  // of the capture: what the next node follows
};

class Event {
 public:
  explicit Event(unsigned flags) : flags(flags) {}

  const unsigned flags;
  Mark mark;                     // the work before its last recording
  std::shared_ptr<Stamp> stamp;  // of its last recording; null before the first
  std::shared_ptr<Capture> capture;
  std::vector<GraphNode*> frontier;
};

}  // namespace emulator
