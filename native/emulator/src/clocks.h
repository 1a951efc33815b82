// What the threads of a cluster, and what goes on beside them, know of one another's accesses: vector
// clocks (Mattern 1988), for programs in which more than barriers of the block puts accesses in order.
//
// Whoever accesses shared memory is an agent: each thread, and each asynchronous doer, such as the copies
// that one barrier counts. All accesses have a time, of one clock for the cluster, which goes on whenever
// somebody tells others what he knows. A clock says for each agent up to which time its accesses are known
// to be done; and up to which they were before some fence.proxy.async, so that the asynchronous proxy, too,
// sees what they wrote.
#pragma once

#include <cstdint>
#include <vector>

namespace emulator {

using Time = std::uint32_t;

class Clock {
 public:
  Time seen(unsigned agent) const { return at(seen_, agent); }
  Time fenced(unsigned agent) const { return at(fenced_, agent); }

  void see(unsigned agent, Time time) { raise(seen_, agent, time); }
  void join(const Clock& other);
  void clear();

  // All that is seen lies before a fence.
  void fence() { join(fenced_, seen_); }

 private:
  static Time at(const std::vector<Time>& times, unsigned agent) {
    return agent < times.size() ? times[agent] : 0;
  }
  static void raise(std::vector<Time>& times, unsigned agent, Time time);
  static void join(std::vector<Time>& times, const std::vector<Time>& other);

  std::vector<Time> seen_;
  std::vector<Time> fenced_;
};

// The clocks of all threads of a cluster, which are the agents from 0 on.
class Clocks {
 public:
  void begin(unsigned threads);

  Time now() const { return now_; }
  Clock& of(unsigned thread) { return threads_[thread]; }

  // A time of its own for what a thread begins now, behind all that it did itself.
  Time begin_by(unsigned thread) {
    threads_[thread].see(thread, now_);
    return now_++;
  }

  // A new agent besides the threads.
  unsigned agent() { return agents_++; }

  // The thread tells all that it knows and did.
  void release(unsigned thread, Clock& to) {
    threads_[thread].see(thread, now_++);
    to.join(threads_[thread]);
  }
  void acquire(unsigned thread, const Clock& from) { threads_[thread].join(from); }

  // The thread executes fence.proxy.async.
  void fence(unsigned thread) {
    threads_[thread].see(thread, now_++);
    threads_[thread].fence();
  }

 private:
  Time now_ = 1;
  unsigned agents_ = 0;
  std::vector<Clock> threads_;
};

}  // namespace emulator
