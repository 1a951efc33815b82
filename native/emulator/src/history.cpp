#include "history.h"

#include <algorithm>
#include <iterator>

namespace emulator {

const Actor::Answer& Actor::ask(unsigned other) {
  Answer& answer = answers_[other % std::size(answers_)];
  if (answer.about == other) return answer;
  answer = {other, ~Time{0}, ~Time{0}};
  for (const Clock* clock : known_) {
    answer.seen = std::min(answer.seen, clock->seen(other));
    answer.fenced = std::min(answer.fenced, clock->fenced(other));
  }
  return answer;
}

void History::begin(std::size_t bytes) {
  epoch_++;
  more_.clear();
  if (words_.size() < bytes / 4 + 1) {
    words_.resize(bytes / 4 + 1);
    bytes_.resize(words_.size() * 4);
  }
}

History::Touches& History::word(std::size_t index) {
  Touches& at = words_[index];
  if (at.epoch != epoch_) {
    at = Touches{};
    at.epoch = epoch_;
  }
  return at;
}

std::optional<History::Conflict> History::check(const Touches& at, Actor& by, Access access) const {
  const Entry& write = at.write;
  if (write.agent != NOBODY && !(write.atomic && access == Access::ATOMIC)) {
    const Access first = write.atomic ? Access::ATOMIC : Access::WRITE;
    const bool own = by.asynchronous && !write.asynchronous;
    if (own ? write.time > by.fenced(write.agent) : !ordered(write, by))
      return Conflict{write.agent, first, own && write.time <= by.seen(write.agent)};
  }
  if (access == Access::READ) return std::nullopt;
  for (const Entry& read : at.reads)
    if (read.agent != NOBODY && !ordered(read, by)) return Conflict{read.agent, Access::READ, false};
  if (at.more != 0)
    for (const Entry& read : more_[at.more - 1])
      if (!ordered(read, by)) return Conflict{read.agent, Access::READ, false};
  return std::nullopt;
}

// Takes the place of a read that is known to be before it, or an empty one.
void History::add_reader(Touches& at, Actor& by, const Entry& reader) {
  for (Entry& before : at.reads) {
    if (before.agent != NOBODY && before.agent != reader.agent && !ordered(before, by)) continue;
    before = reader;
    return;
  }
  if (at.more == 0) {
    more_.emplace_back();
    at.more = static_cast<std::uint32_t>(more_.size());
  }
  auto& readers = more_[at.more - 1];
  const auto same = [&](const Entry& one) { return one.agent == reader.agent; };
  const auto found = std::find_if(readers.begin(), readers.end(), same);
  if (found != readers.end())
    *found = reader;
  else
    readers.push_back(reader);
}

void History::record(Touches& at, Actor& by, Time now, Access access) {
  const Entry entry{now, static_cast<std::uint16_t>(by.agent), by.asynchronous, access == Access::ATOMIC};
  if (access == Access::READ) return add_reader(at, by, entry);
  at.write = entry;
  at.reads[0] = at.reads[1] = Entry{};
  at.more = 0;
}

std::optional<History::Conflict> History::touch(Touches& at, Actor& by, Time now, Access access) {
  const auto conflict = check(at, by, access);
  if (!conflict) record(at, by, now, access);
  return conflict;
}

std::optional<History::Conflict> History::touch(Actor& by, Time now, std::size_t offset, std::size_t bytes,
                                                Access access) {
  const std::size_t end = offset + bytes;
  for (std::size_t at = offset; at < end;) {
    Touches& whole = word(at / 4);
    const std::size_t stop = std::min(end, (at / 4 + 1) * 4);
    if (stop - at == 4 && !whole.split) {
      if (const auto conflict = touch(whole, by, now, access)) return conflict;
    } else {
      if (!whole.split) {
        std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at / 4 * 4), 4, whole);
        whole.split = true;
      }
      for (std::size_t byte = at; byte < stop; byte++)
        if (const auto conflict = touch(bytes_[byte], by, now, access)) return conflict;
    }
    at = stop;
  }
  return std::nullopt;
}

}  // namespace emulator
