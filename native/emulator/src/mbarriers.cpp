#include "mbarriers.h"

#include <algorithm>

#include "report.h"

namespace emulator {

long Mbarrier::meant(unsigned thread, int parity) const {
  const auto last = passed.find(thread);
  if (last == passed.end()) return phase % 2 == parity ? phase : phase - 1;
  return (last->second & 1) == parity ? last->second : last->second + 1;
}

std::string Mbarrier::state() const {
  return text("phase %ld (%u of %u arrivals, %ld of %ld bytes)", phase, arrivals - pending, arrivals, copied,
              expected);
}

Mbarrier& Mbarriers::add(std::size_t offset, const Mbarrier& barrier) {
  offsets_.push_back(offset);
  barriers_.push_back(barrier);
  return barriers_.back();
}

void Mbarriers::remove(std::size_t offset) {
  const auto found = std::find(offsets_.begin(), offsets_.end(), offset);
  if (found == offsets_.end()) return;
  barriers_.erase(barriers_.begin() + (found - offsets_.begin()));
  offsets_.erase(found);
}

Mbarrier* Mbarriers::find(std::size_t offset) {
  const auto found = std::find(offsets_.begin(), offsets_.end(), offset);
  return found == offsets_.end() ? nullptr : &barriers_[static_cast<std::size_t>(found - offsets_.begin())];
}

bool Mbarriers::overlap(std::size_t offset, std::size_t bytes) const {
  return std::any_of(offsets_.begin(), offsets_.end(),
                     [&](std::size_t own) { return own < offset + bytes && offset < own + BYTES; });
}

std::optional<std::size_t> Mbarriers::unsettled() const {
  for (std::size_t i = 0; i < offsets_.size(); i++)
    if (barriers_[i].copied != barriers_[i].expected) return offsets_[i];
  return std::nullopt;
}

void Mbarriers::publish(unsigned maker) {
  for (Mbarrier& barrier : barriers_)
    if (barrier.maker == maker) barrier.published = true;
}

}  // namespace emulator
