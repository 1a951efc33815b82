#include "races.h"

#include <algorithm>

namespace emulator {

void Races::begin(std::size_t bytes) {
  epoch_++;
  if (words_.size() < bytes / 4 + 1) {
    words_.resize(bytes / 4 + 1);
    bytes_.resize(words_.size() * 4);
  }
}

Races::Touches& Races::word(std::size_t index) {
  Touches& at = words_[index];
  if (at.epoch != epoch_) {
    at = Touches{};
    at.epoch = epoch_;
  }
  return at;
}

std::optional<Races::Conflict> Races::check(const Touches& at, unsigned by, Access access) const {
  if (at.writer != NOBODY && !ordered(at.writer, at.writer_clock, by) &&
      !(at.atomic && access == Access::ATOMIC))
    return Conflict{at.writer, at.atomic ? Access::ATOMIC : Access::WRITE};
  if (access == Access::READ) return std::nullopt;
  for (const Reader& reader : at.readers)
    if (reader.thread != NOBODY && !ordered(reader.thread, reader.clock, by))
      return Conflict{reader.thread, Access::READ};
  return std::nullopt;
}

void Races::record(Touches& at, unsigned by, Access access) const {
  const std::uint32_t clock = clocks_[by / 32];
  if (access != Access::READ) {
    at.writer = static_cast<std::uint16_t>(by);
    at.writer_clock = clock;
    at.atomic = access == Access::ATOMIC;
    return;
  }
  const Reader reader{static_cast<std::uint16_t>(by), clock};
  // Takes the place of a reader that is ordered before it, or else an empty one; a reader of another
  // warp is worth more than a second one of the same, which a warp's barrier may order.
  for (Reader& before : at.readers) {
    if (before.thread == NOBODY || ordered(before.thread, before.clock, by)) {
      before = reader;
      return note_common(at);
    }
  }
  if (at.readers[0].thread / 32 == at.readers[1].thread / 32) at.readers[1] = reader;
  note_common(at);
}

void Races::note_common(Touches& at) {
  const Reader& one = at.readers[0];
  const Reader& other = at.readers[1];
  if (at.writer != NOBODY || at.split || one.thread == NOBODY || other.thread == NOBODY) return;
  const bool apart = one.thread / 32 != other.thread / 32;
  if (!apart && (one.clock != other.clock || one.thread == other.thread)) return;
  at.common_epoch = at.epoch;
  at.common_clock = one.clock;
  at.common_warp = apart ? ANY : static_cast<std::uint16_t>(one.thread / 32);
}

std::optional<Races::Conflict> Races::touch(Touches& at, unsigned by, Access access) const {
  const auto conflict = check(at, by, access);
  if (!conflict) record(at, by, access);
  return conflict;
}

std::optional<Races::Conflict> Races::touch(unsigned by, std::size_t offset, std::size_t bytes,
                                            Access access) {
  const std::size_t end = offset + bytes;
  for (std::size_t at = offset; at < end;) {
    Touches& whole = word(at / 4);
    const std::size_t stop = std::min(end, (at / 4 + 1) * 4);
    if (stop - at == 4 && !whole.split) {
      if (const auto conflict = touch(whole, by, access)) return conflict;
    } else {
      if (!whole.split) {
        std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at / 4 * 4), 4, whole);
        whole.split = true;
      }
      for (std::size_t byte = at; byte < stop; byte++)
        if (const auto conflict = touch(bytes_[byte], by, access)) return conflict;
    }
    at = stop;
  }
  return std::nullopt;
}

}  // namespace emulator
