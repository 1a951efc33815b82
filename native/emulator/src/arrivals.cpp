#include "arrivals.h"

#include <algorithm>

namespace emulator {

void Arrivals::begin(std::size_t bytes) {
  for (std::size_t i = 0; count_ > 0; i++) {
    for (const Arrival& copy : threads_[i].copies) mark(copy, NOBODY);
    count_ -= threads_[i].copies.size();
    threads_[i].copies.clear();
  }
  if (words_.size() < bytes / 4 + 1) words_.resize(bytes / 4 + 1, NOBODY);
}

Arrivals::Own& Arrivals::of(unsigned by) {
  if (threads_.size() <= by) threads_.resize(by + 1);
  return threads_[by];
}

void Arrivals::mark(const Arrival& copy, std::uint16_t by) {
  std::fill_n(words_.begin() + static_cast<std::ptrdiff_t>(copy.to / 4), copy.bytes / 4, by);
}

void Arrivals::add(unsigned by, Arrival copy) {
  Own& own = of(by);
  copy.group = own.group;
  own.copies.push_back(copy);
  mark(copy, static_cast<std::uint16_t>(by));
  count_++;
}

std::vector<Arrival> Arrivals::take(unsigned by, unsigned pending) {
  Own& own = of(by);
  const auto waited = [&](const Arrival& copy) { return copy.group + pending < own.group; };
  const auto left = std::find_if_not(own.copies.begin(), own.copies.end(), waited);
  std::vector<Arrival> done(own.copies.begin(), left);
  own.copies.erase(own.copies.begin(), left);
  for (const Arrival& copy : done) mark(copy, NOBODY);
  count_ -= done.size();
  return done;
}

std::optional<unsigned> Arrivals::found(std::size_t offset, std::size_t bytes) const {
  for (std::size_t word = offset / 4; word <= (offset + bytes - 1) / 4; word++)
    if (words_[word] != NOBODY) return words_[word];
  return std::nullopt;
}

}  // namespace emulator
