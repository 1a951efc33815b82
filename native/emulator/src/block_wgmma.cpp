// What warpgroups do: products that go on beside their threads, and changes of how many registers they have.
#include <algorithm>
#include <cstring>

#include "cluster.h"
#include "report.h"
#include "shared_matrix.h"

namespace emulator {
namespace {

constexpr unsigned ROWS = 64;
constexpr std::size_t CHUNK = 16;

// Where element i of a thread's fragment is in sums of n columns: "Register Fragments and Shared Memory
// Matrix Layouts".
std::size_t element(unsigned thread, unsigned i, unsigned n) {
  const unsigned lane = thread % WARP;
  const unsigned row = thread / WARP * 16 + lane / 4 + i / 2 % 2 * 8;
  const unsigned column = i / 4 * 8 + lane % 4 * 2 + i % 2;
  return std::size_t{row} * n + column;
}

SharedMatrix operand(const WgmmaRequest& product, bool of_b) {
  const unsigned bytes = product.type == 2 ? 4 : 2;
  const unsigned edge = of_b ? static_cast<unsigned>(product.n) : ROWS;
  return {of_b ? product.b : product.a, edge, bytes, (product.across >> (of_b ? 1 : 0) & 1) != 0};
}

Fragment* find(ClockedThread& registers, const float* d) {
  const auto at = reinterpret_cast<std::uintptr_t>(d);
  const auto same = [&](const Fragment& one) { return one.begin == at; };
  const auto found = std::find_if(registers.fragments.begin(), registers.fragments.end(), same);
  return found == registers.fragments.end() ? nullptr : &*found;
}

Site site_of(const WgmmaRequest& request) { return {request.file, request.line}; }

}  // namespace

// Waits until all threads of the warpgroup have come with the same request; the last one goes on at once,
// and wakes the others.
bool Block::meet_warpgroup(const WgmmaRequest& request, const char* what) {
  const unsigned first = thread_ / WARPGROUP * WARPGROUP;
  threads_[thread_].site = site_of(request);
  more_[thread_].request = request;
  if (first + WARPGROUP > total_)
    fail(CUDA_ERROR_LAUNCH_FAILED, text("%s of a warpgroup of %u threads", what, total_ - first), nullptr,
         to_string(site_of(request)));
  if (++warpgroup().arrived < WARPGROUP) {
    wait(State::IN_WARPGROUP, site_of(request), 0);
    return false;
  }
  warpgroup().arrived = 0;
  for (unsigned i = first; i < first + WARPGROUP; i++)
    if (!more_[i].request.is_like(request))
      fail(CUDA_ERROR_LAUNCH_FAILED,
           std::string(what) + ": thread " + name_of(i) + " of the warpgroup has another one, at " +
               to_string(threads_[i].site),
           nullptr, to_string(site_of(request)));
  return true;
}

void Block::wake_warpgroup(unsigned group) {
  for (unsigned i = group * WARPGROUP; i < (group + 1) * WARPGROUP; i++)
    if (i != thread_) make_ready(i);
}

void Block::multiply(const WgmmaRequest& request) {
  ClockedThread& own = more_[thread_];
  if (!own.fenced)
    fail(CUDA_ERROR_LAUNCH_FAILED, "wgmma without a wgmma.fence behind other accesses to its registers", nullptr,
         to_string(site_of(request)));
  if (!meet_warpgroup(request, "wgmma")) return;
  check_product(request);
  issue_product(request);
  wake_warpgroup(thread_ / WARPGROUP);
}

// All that the product reads must be there, for all of its threads.
void Block::check_product(const WgmmaRequest& request) {
  const unsigned first = thread_ / WARPGROUP * WARPGROUP;
  std::vector<const Clock*> known;
  for (unsigned i = first; i < first + WARPGROUP; i++) known.push_back(&cluster_.clocks().of(agent_of(i)));
  Actor by(warpgroup().agent, true, known);
  const Time now = cluster_.clocks().begin_by(agent());
  warpgroup().times.push_back(now);
  for (const bool of_b : {false, true}) {
    const SharedMatrix matrix = operand(request, of_b);
    const auto refuse = [&](CUresult code, const std::string& why) {
      fail(code, text("wgmma, operand %c: ", of_b ? 'b' : 'a') + why, nullptr, to_string(site_of(request)));
    };
    if (const std::string wrong = matrix.wrong(); !wrong.empty()) refuse(CUDA_ERROR_LAUNCH_FAILED, wrong);
    for (const std::size_t chunk : matrix.chunks()) {
      if (!offset_of(shared_ + chunk, CHUNK))
        refuse(CUDA_ERROR_ILLEGAL_ADDRESS,
               text("16 bytes at 0x%zx are not in the shared memory of this block", chunk));
      const std::string race = conflict(by, now, chunk, CHUNK, Access::READ);
      if (!race.empty()) refuse(CUDA_ERROR_LAUNCH_FAILED, race);
    }
  }
}

// Takes the threads' sums out of their registers, unless an earlier product still has them.
void Block::issue_product(const WgmmaRequest& request) {
  Warpgroup& group = warpgroup();
  const unsigned first = thread_ / WARPGROUP * WARPGROUP;
  const auto n = static_cast<unsigned>(request.n);
  const auto uses = [&](const Sums& one) {
    for (unsigned i = 0; i < WARPGROUP; i++)
      if (one.fragments[i] != more_[first + i].request.d) return false;
    return one.n == n;
  };
  auto sums = std::find_if(group.sums.begin(), group.sums.end(), uses);
  if (sums == group.sums.end()) {
    group.sums.push_back({{}, n, std::vector<float>(std::size_t{ROWS} * n), 0});
    sums = std::prev(group.sums.end());
    for (unsigned i = 0; i < WARPGROUP; i++) sums->fragments[i] = more_[first + i].request.d;
  }
  const std::uint64_t number = ++group.issued;
  for (unsigned i = 0; i < WARPGROUP; i++) {
    float* const d = sums->fragments[i];
    ClockedThread& registers = more_[first + i];
    Fragment* fragment = find(registers, d);
    if (fragment == nullptr) {
      registers.fragments.push_back({reinterpret_cast<std::uintptr_t>(d), n / 2 * sizeof(float), 0});
      fragment = &registers.fragments.back();
    }
    if (fragment->last == 0)
      for (unsigned e = 0; e < n / 2; e++) sums->values[element(i, e, n)] = d[e];
    fragment->last = number;
    std::memset(d, 0xff, n / 2 * sizeof(float));
  }
  sums->last = number;
  group.products.push_back({request, static_cast<std::size_t>(sums - group.sums.begin()), number});
  watched_ = true;
}

void Block::wait_for_products(Site site, unsigned pending) {
  threads_[thread_].site = site;
  ClockedThread& own = more_[thread_];
  std::uint64_t until = 0;
  for (; own.groups.size() > pending; own.groups.pop_front()) until = own.groups.front();
  if (until == 0) return;
  Warpgroup& group = warpgroup();
  run_products(group, until);
  take_results(group, until);
  cluster_.clocks().of(agent()).see(group.agent, group.times[until - 1]);
}

void Block::run_products(Warpgroup& group, std::uint64_t until) {
  for (; !group.products.empty() && group.products.front().number <= until; group.products.pop_front()) {
    const Product& next = group.products.front();
    const int type = next.request.type;
    const std::vector<double> a = operand(next.request, false).values(shared_bytes(), type);
    const std::vector<double> b = operand(next.request, true).values(shared_bytes(), type);
    Sums& sums = group.sums[next.sums];
    emulator::multiply(sums.values, a, b, sums.n, next.request.add);
    group.done = next.number;
  }
}

// Gives this thread its part of all sums that it has waited for.
void Block::take_results(Warpgroup& group, std::uint64_t until) {
  const unsigned i = thread_ % WARPGROUP;
  for (const Sums& sums : group.sums) {
    Fragment* fragment = find(more_[thread_], sums.fragments[i]);
    if (fragment->last == 0 || fragment->last > until || fragment->last != sums.last) continue;
    const auto poison = [](float value) { return __builtin_bit_cast(std::uint32_t, value) == ~0u; };
    if (!std::all_of(sums.fragments[i], sums.fragments[i] + sums.n / 2, poison))
      fail(CUDA_ERROR_LAUNCH_FAILED, "registers of a wgmma were written before it was waited for", nullptr,
           to_string(threads_[thread_].site));
    for (unsigned e = 0; e < sums.n / 2; e++) sums.fragments[i][e] = sums.values[element(i, e, sums.n)];
    fragment->last = 0;
  }
}

void Block::touch_registers(std::uintptr_t address, std::size_t bytes, const void* pc) {
  ClockedThread& own = more_[thread_];
  for (const Fragment& fragment : own.fragments) {
    if (address + bytes <= fragment.begin || address >= fragment.begin + fragment.bytes) continue;
    if (fragment.last != 0)
      fail(CUDA_ERROR_LAUNCH_FAILED,
           text("access to register %zu of a wgmma that has not been waited for",
                (address - fragment.begin) / sizeof(float)),
           pc);
    own.fenced = false;
  }
}

void Block::set_registers(Site site, int registers, bool more) {
  const auto kind = more ? WgmmaRequest::MORE_REGISTERS : WgmmaRequest::FEWER_REGISTERS;
  const WgmmaRequest request{kind, site.file, site.line, 0, registers, nullptr, 0, 0, false, 0};
  const EmulatedKernel& kernel = *launch_->function->kernel;
  if (kernel.bound == 0 || kernel.groups == 0)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         "setmaxnreg in a kernel whose launch bounds do not say how many blocks a processor holds", nullptr,
         to_string(site));
  if (registers < 24 || registers > 256 || registers % 8 != 0)
    fail(CUDA_ERROR_LAUNCH_FAILED, text("setmaxnreg to %d registers", registers), nullptr, to_string(site));
  if (meet_warpgroup(request, "setmaxnreg")) change_registers(request);
}

void Block::change_registers(const WgmmaRequest& request) {
  Warpgroup& group = warpgroup();
  const auto wanted = static_cast<unsigned>(request.n);
  const bool more = request.kind == WgmmaRequest::MORE_REGISTERS;
  if (more ? wanted < group.registers : wanted > group.registers)
    fail(CUDA_ERROR_LAUNCH_FAILED,
         text("setmaxnreg.%s to %u registers of a thread that has %u", more ? "inc" : "dec", wanted,
              group.registers),
         nullptr, to_string(site_of(request)));
  if (!more) {
    spare_registers_ += (group.registers - wanted) * WARPGROUP;
    group.registers = wanted;
    wake_warpgroup(thread_ / WARPGROUP);
    return grant_registers();
  }
  const unsigned first = thread_ / WARPGROUP * WARPGROUP;
  for (unsigned i = first; i < first + WARPGROUP; i++) threads_[i].state = State::FOR_REGISTERS;
  grant_registers();
  yield();
}

// Gives registers that are left over to those that wait for them.
void Block::grant_registers() {
  for (std::size_t i = 0; i < warpgroups_.size(); i++) {
    const auto first = static_cast<unsigned>(i) * WARPGROUP;
    if (threads_[first].state != State::FOR_REGISTERS) continue;
    const auto wanted = static_cast<unsigned>(more_[first].request.n);
    const unsigned lacking = (wanted - warpgroups_[i].registers) * WARPGROUP;
    if (lacking > spare_registers_) continue;
    spare_registers_ -= lacking;
    warpgroups_[i].registers = wanted;
    for (unsigned t = first; t < first + WARPGROUP; t++) make_ready(t);
  }
}

}  // namespace emulator
