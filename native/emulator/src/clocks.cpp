#include "clocks.h"

#include <algorithm>

namespace emulator {

void Clock::join(const Clock& other) {
  join(seen_, other.seen_);
  join(fenced_, other.fenced_);
}

void Clock::clear() {
  seen_.clear();
  fenced_.clear();
}

void Clock::raise(std::vector<Time>& times, unsigned agent, Time time) {
  if (times.size() <= agent) times.resize(agent + 1);
  times[agent] = std::max(times[agent], time);
}

void Clock::join(std::vector<Time>& times, const std::vector<Time>& other) {
  if (times.size() < other.size()) times.resize(other.size());
  const Time* from = other.data();
  Time* to = times.data();
  for (std::size_t i = 0; i < other.size(); i++) to[i] = std::max(to[i], from[i]);
}

void Clocks::begin(unsigned threads) {
  now_ = 1;
  agents_ = threads;
  if (threads_.size() < threads) threads_.resize(threads);
  for (Clock& clock : threads_) clock.clear();
}

}  // namespace emulator
