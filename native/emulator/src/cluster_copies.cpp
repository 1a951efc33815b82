// How a cluster does copies of tensors.
#include <algorithm>
#include <cstring>

#include "cluster.h"
#include "memory.h"
#include "report.h"

namespace emulator {
namespace {

constexpr std::size_t CHUNK = 16;

// Copies a row of a box from its place in shared memory, or to there.
template <class Move>
void move_row(const TensorCopy& copy, std::byte* memory, std::size_t row, std::byte* bytes, Move move) {
  const std::size_t length = copy.map.row_bytes();
  for (std::size_t at = 0; at < length; at += CHUNK) {
    const std::size_t place = swizzled(copy.shared + row * length + at, copy.map.swizzle);
    move(memory + place, bytes + at);
  }
}

// What a load leaves where the tensor is not.
void fill_outside(const TensorMap& map, std::byte* row) {
  std::memset(row, 0, map.row_bytes());
  if (map.fills_nan == 0) return;
  for (std::size_t i = 0; i < map.row_bytes(); i++) {
    const bool top = i % map.element_bytes == map.element_bytes - 1u;
    row[i] = top ? std::byte{0x7f} : std::byte{0xff};
  }
}

void check_row(Block& block, const TensorMap::Row& row, const char* what, const void* pc) {
  const std::size_t bytes = row.last - row.first;
  if (bytes == 0 || (window.holds(row.address) && window.accessible(row.address, bytes))) return;
  block.fail(CUDA_ERROR_ILLEGAL_ADDRESS,
             text("copy of a tensor %s %zu bytes at 0x%lx, ", what, bytes, row.address) +
                 memory().describe(row.address, bytes),
             pc);
}

}  // namespace

void Cluster::begin_copy(const TensorCopy& copy) {
  copies_.push_back(copy);
  if (copy.loads) return;
  const unsigned by = blocks_[copy.rank]->agent_of(copy.thread);
  copies_.back().group = stores_[by].filling;
  stores_[by].begun.emplace_back(stores_[by].filling, copy.began);
}

unsigned Cluster::store_agent(unsigned agent) {
  Stores& stores = stores_[agent];
  if (stores.agent == NONE) stores.agent = this->agent("a copy to global memory by " + name_of(agent));
  return stores.agent;
}

void Cluster::finish_stores(unsigned agent, unsigned pending) {
  Stores& own = stores_[agent];
  const auto waited = [&](const TensorCopy& copy) {
    return !copy.loads && blocks_[copy.rank]->agent_of(copy.thread) == agent &&
           copy.group + pending < own.filling;
  };
  for (std::size_t i = 0; i < copies_.size();)
    if (waited(copies_[i]))
      perform(i);
    else
      i++;
  for (; !own.begun.empty() && own.begun.front().first + pending < own.filling; own.begun.pop_front())
    clocks_.of(agent).see(own.agent, own.begun.front().second);
}

void Cluster::perform(std::size_t number) {
  const TensorCopy copy = copies_[number];
  copies_.erase(copies_.begin() + static_cast<std::ptrdiff_t>(number));
  if (copy.loads)
    load(copy);
  else
    store(copy);
}

void Cluster::load(const TensorCopy& copy) {
  Block& by = *blocks_[copy.rank];
  by.act_as(copy.thread);
  std::vector<std::byte> box(copy.map.bytes());
  for (std::size_t i = 0; i < copy.map.rows(); i++) {
    const TensorMap::Row row = copy.map.row(i, copy.coordinates);
    check_row(by, row, "reads", copy.pc);
    std::byte* const to = &box[i * copy.map.row_bytes()];
    fill_outside(copy.map, to);
    std::memcpy(to + row.first, reinterpret_cast<const void*>(row.address), row.last - row.first);
  }
  for (unsigned rank = 0; rank < size_; rank++) {
    if (!reaches(copy, rank)) continue;
    Block& to = *blocks_[rank];
    if (to.has_ended())
      by.fail(CUDA_ERROR_LAUNCH_FAILED,
              text("a copy of a tensor to block %u of the cluster, which has ended", rank), copy.pc);
    for (std::size_t i = 0; i < copy.map.rows(); i++)
      move_row(copy, to.shared_bytes(), i, &box[i * copy.map.row_bytes()],
               [](std::byte* shared, std::byte* bytes) { std::memcpy(shared, bytes, CHUNK); });
    by.count_bytes(to, copy.barrier, box.size(), copy.began, copy.pc);
  }
}

void Cluster::store(const TensorCopy& copy) {
  Block& by = *blocks_[copy.rank];
  by.act_as(copy.thread);
  std::vector<std::byte> bytes(copy.map.row_bytes());
  for (std::size_t i = 0; i < copy.map.rows(); i++) {
    move_row(copy, by.shared_bytes(), i, bytes.data(),
             [](std::byte* shared, std::byte* own) { std::memcpy(own, shared, CHUNK); });
    const TensorMap::Row row = copy.map.row(i, copy.coordinates);
    check_row(by, row, "writes", copy.pc);
    std::memcpy(reinterpret_cast<void*>(row.address), &bytes[row.first], row.last - row.first);
  }
}

}  // namespace emulator
