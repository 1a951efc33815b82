#include "cluster.h"

#include "report.h"

namespace emulator {

std::optional<Fault> Cluster::run(const Launch& launch, Index first) {
  begin(launch, first);
  try {
    go_on();
  } catch (const Stopped&) {
  }
  std::optional<Fault> fault;
  for (unsigned i = 0; i < size_ && !fault; i++) fault = blocks_[i]->fault();
  if (!fault) fault = deadlock();
  if (fault)
    for (unsigned i = 0; i < size_; i++) blocks_[i]->drop_fibres();
  return fault;
}

// Why blocks that have not ended cannot go on; nothing if all have.
std::optional<Fault> Cluster::deadlock() const {
  std::optional<Fault> fault;
  for (unsigned i = 0; i < size_; i++) {
    const Block& block = *blocks_[i];
    if (block.has_ended()) continue;
    if (!fault)
      fault = block.deadlock();
    else
      fault->what += "; block " + to_string(block.index()) + ": " + block.waiting();
  }
  return fault;
}

void Cluster::begin(const Launch& launch, Index first) {
  size_ = static_cast<unsigned>(launch.cluster.count());
  while (blocks_.size() < size_)
    blocks_.push_back(std::make_unique<Block>(*this, static_cast<unsigned>(blocks_.size())));
  random_.reset();
  if (launch.seed) random_.emplace(*launch.seed ^ 0x5bd1e995u);
  copies_.clear();
  threads_ = 0;
  if (launch.function->library->is_clocked()) {
    threads_ = size_ * static_cast<unsigned>(launch.block.count());
    clocks_.begin(threads_);
    names_.clear();
    stores_.assign(threads_, {});
    meeting_.assign(threads_, Meeting::AWAY);
    to_arrive_ = threads_;
    told_.clear();
  }
  active_ = nullptr;
  for (unsigned i = 0; i < size_; i++) {
    const Index at = index_of(i, launch.cluster);
    if (active_ != nullptr) active_->put_away();
    active_ = blocks_[i].get();
    active_->begin(launch, {first.x + at.x, first.y + at.y, first.z + at.z});
  }
}

void Cluster::activate(Block& block) {
  if (active_ == &block) return;
  active_->put_away();
  block.activate();
  active_ = &block;
}

// A block that can go on: the next in turn, or any.
Block* Cluster::next() {
  const unsigned from = random_ && size_ > 1 ? static_cast<unsigned>(random_->below(size_)) : last_;
  for (unsigned i = 0; i < size_; i++) {
    const unsigned rank = (from + i) % size_;
    if (!blocks_[rank]->can_go_on()) continue;
    last_ = rank;
    return blocks_[rank].get();
  }
  return nullptr;
}

void Cluster::go_on() {
  for (;;) {
    Block* const block = next();
    const bool early = random_ && !copies_.empty() && random_->below(3) == 0;
    if (block != nullptr && !early) {
      activate(*block);
      block->go_on();
      if (block->fault()) return;
    } else if (!copies_.empty()) {
      perform(random_ ? random_->below(copies_.size()) : 0);
    } else {
      return;
    }
  }
}

bool Cluster::gives_way() {
  return random_ && (size_ > 1 || !copies_.empty()) && random_->below(16) == 0;
}

unsigned Cluster::agent(const std::string& name) {
  names_.push_back(name);
  return clocks_.agent();
}

std::string Cluster::name_of(unsigned agent) const {
  if (agent >= threads_) return names_[agent - threads_];
  const unsigned each = threads_ / size_;
  const Block& block = *blocks_[agent / each];
  const std::string name = "thread " + block.name_of(agent % each);
  return size_ == 1 ? name : name + " of block " + to_string(block.index());
}

void Cluster::arrive(unsigned agent) {
  if (meeting_[agent] != Meeting::AWAY)
    Block::running().fail(CUDA_ERROR_LAUNCH_FAILED,
                          "arrives at the barrier of the cluster again without having waited", nullptr);
  meeting_[agent] = Meeting::ARRIVED;
  clocks_.release(agent, told_);
  to_arrive_--;
  meet();
}

// Those that have returned need not come.
void Cluster::leave(unsigned agent) {
  const bool owes = meeting_[agent] == Meeting::AWAY || meeting_[agent] == Meeting::MET;
  meeting_[agent] = Meeting::GONE;
  if (!owes) return;
  to_arrive_--;
  meet();
}

// If all have arrived, those that wait go on.
void Cluster::meet() {
  if (to_arrive_ > 0) return;
  const unsigned each = threads_ / size_;
  met_ = told_;
  for (unsigned i = 0; i < threads_; i++) {
    if (meeting_[i] == Meeting::GONE) continue;
    to_arrive_++;
    const bool waits = meeting_[i] == Meeting::WAITING;
    meeting_[i] = waits ? Meeting::AWAY : Meeting::MET;
    if (!waits) continue;
    clocks_.acquire(i, met_);
    blocks_[i / each]->make_ready(i % each);
  }
}

// Whether a thread that waits has to.
bool Cluster::must_wait(unsigned agent) {
  if (meeting_[agent] == Meeting::AWAY)
    Block::running().fail(CUDA_ERROR_LAUNCH_FAILED,
                          "waits at the barrier of the cluster without having arrived", nullptr);
  const bool waits = meeting_[agent] == Meeting::ARRIVED;
  meeting_[agent] = waits ? Meeting::WAITING : Meeting::AWAY;
  if (!waits) clocks_.acquire(agent, met_);
  return waits;
}

}  // namespace emulator
