#include "options.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace emulator {
namespace {

std::uint64_t number(const char* name, std::uint64_t otherwise) {
  const std::string text = setting(name, "");
  if (text.empty()) return otherwise;
  char* end = nullptr;
  std::uint64_t value = std::strtoull(text.c_str(), &end, 10);
  const std::string unit = end;
  if (unit == "k") value <<= 10;
  if (unit == "m") value <<= 20;
  if (unit == "g") value <<= 30;
  if (end == text.c_str() || !(unit.empty() || unit == "k" || unit == "m" || unit == "g")) {
    refuse(name + ("=" + text) + " is no number (of bytes: k, m or g may follow)");
  }
  return value;
}

// The folder that holds this library.
std::string own_folder() {
  Dl_info info{};
  dladdr(reinterpret_cast<const void*>(&options), &info);
  const std::string file = info.dli_fname != nullptr ? info.dli_fname : "";
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash);
}

Options read() {
  Options read{};
  read.devices = static_cast<int>(number("GRADUS_EMULATOR_DEVICES", 1));
  read.driver_version = static_cast<int>(number("GRADUS_EMULATOR_DRIVER", 13000));
  read.compute_capability = static_cast<int>(number("GRADUS_EMULATOR_COMPUTE", 90));
  read.multiprocessors = static_cast<int>(number("GRADUS_EMULATOR_MULTIPROCESSORS", 8));
  read.memory_bytes = number("GRADUS_EMULATOR_MEMORY", std::uint64_t{8} << 30);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  read.workers = static_cast<unsigned>(
      std::max<std::uint64_t>(1, number("GRADUS_EMULATOR_WORKERS", std::min(cores, 16u))));
  read.check = number("GRADUS_EMULATOR_CHECK", 1) != 0;
  if (!setting("GRADUS_EMULATOR_SEED", "").empty()) read.seed = number("GRADUS_EMULATOR_SEED", 0);
  read.home = own_folder();
  const std::string folder = read.home + (read.check ? "/kernels" : "/kernels-unchecked");
  read.kernels = setting("GRADUS_EMULATOR_KERNELS", folder);
  read.report = setting("GRADUS_EMULATOR_REPORT", "");
  read.launched = setting("GRADUS_EMULATOR_LAUNCHED", "");
  read.banks = number("GRADUS_EMULATOR_BANKS", 0) != 0;
  read.leaks = number("GRADUS_EMULATOR_LEAKS", 0) != 0;
  return read;
}

}  // namespace

const Options& options() {
  static const Options once = read();
  return once;
}

void refuse(const std::string& why) {
  std::fprintf(stderr, "gradus emulator: %s\n", why.c_str());
  std::_Exit(1);  // nothing that the process registered for its end: its threads still run
}

std::string setting(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

}  // namespace emulator
