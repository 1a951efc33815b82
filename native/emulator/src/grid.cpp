#include "grid.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <numeric>
#include <thread>

#include "cluster.h"
#include "options.h"

namespace emulator {
namespace {

// Blocks of fewer threads than this in all are not worth waking anybody for.
constexpr std::uint64_t WORTH_WAKING = 2048;

// The threads that run blocks, besides the one that asks. They live as long as the process.
class Team {
 public:
  Team() {
    for (unsigned i = 1; i < options().workers; i++) std::thread([this] { work(); }).detach();
  }

  // Runs `job` here and on every thread of the team at once.
  void run(const std::function<void()>& job) {
    {
      const std::lock_guard lock(mutex_);
      job_ = &job;
      round_++;
      busy_ = options().workers - 1;
    }
    wake_.notify_all();
    job();
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (std::uint64_t seen = 0;;) {
      wake_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      const auto& job = *job_;
      lock.unlock();
      job();
      lock.lock();
      if (--busy_ == 0) finished_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable finished_;
  const std::function<void()>* job_ = nullptr;
  std::uint64_t round_ = 0;
  unsigned busy_ = 0;
};

// The order in which clusters run: i -> (first + i step) mod count, with step and count coprime.
class Order {
 public:
  Order(std::uint64_t count, std::optional<std::uint64_t> seed) : count_(count) {
    if (!seed || count == 1) return;
    Random random(*seed);
    first_ = random.below(count);
    do step_ = 1 + random.below(count);
    while (std::gcd(step_, count) != 1);
  }

  std::uint64_t operator[](std::uint64_t i) const {
    return static_cast<std::uint64_t>((first_ + static_cast<unsigned __int128>(i) * step_) % count_);
  }

 private:
  std::uint64_t count_;
  std::uint64_t first_ = 0;
  std::uint64_t step_ = 1;
};

class Run {
 public:
  explicit Run(const Launch& launch)
      : launch_(launch),
        clusters_{launch.grid.x / launch.cluster.x, launch.grid.y / launch.cluster.y,
                  launch.grid.z / launch.cluster.z},
        order_(clusters_.count(), launch.seed) {}

  // Takes clusters until there are no more.
  void work() {
    thread_local Cluster cluster;
    Launch launch = launch_;
    for (;;) {
      const std::uint64_t i = next_.fetch_add(1);
      if (i >= clusters_.count() || failed_.load()) return;
      const std::uint64_t number = order_[i];
      if (launch_.seed) launch.seed = *launch_.seed + number;
      const Index at = index_of(number, clusters_);
      const Index& size = launch_.cluster;
      auto fault = cluster.run(launch, {at.x * size.x, at.y * size.y, at.z * size.z});
      if (fault) fail(std::move(*fault));
    }
  }

  std::optional<Fault> fault() { return std::move(fault_); }

 private:
  void fail(Fault fault) {
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::move(fault);
    failed_ = true;
  }

  const Launch& launch_;
  const Index clusters_;
  const Order order_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<Fault> fault_;
};

}  // namespace

std::optional<Fault> run_grid(const Launch& launch) {
  Run run(launch);
  const bool alone = options().workers == 1 || launch.grid.count() == 1 ||
                     launch.grid.count() * launch.block.count() < WORTH_WAKING;
  if (alone) {
    run.work();
  } else {
    static Team* team = new Team;  // its threads outlive static objects
    team->run([&] { run.work(); });
  }
  return run.fault();
}

}  // namespace emulator
