#include "report.h"

#include <dlfcn.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "options.h"

namespace emulator {

void report(const std::string& line) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::fprintf(stderr, "gradus emulator: %s\n", line.c_str());
  if (options().report.empty()) return;
  if (std::FILE* file = std::fopen(options().report.c_str(), "a")) {
    std::fprintf(file, "%s\n", line.c_str());
    std::fclose(file);
  }
}

std::string text(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char line[2048];
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  return line;
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// Asks addr2line, which is where g++ is. Without it reports lack the line, nothing else.
std::string source_line(const void* address) {
  Dl_info info{};
  if (address == nullptr || dladdr(address, &info) == 0 || info.dli_fname == nullptr) return "";
  const auto offset = static_cast<const char*>(address) - static_cast<const char*>(info.dli_fbase);
  // A return address belongs to the line after the call's, so one byte before it is asked for.
  const std::string command =
      text("addr2line -i -e '%s' 0x%lx 2>/dev/null", info.dli_fname, static_cast<long>(offset) - 1);
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string lines;
  char line[1024];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    if (line[0] == '?') continue;
    const std::string path(line, std::strcspn(line, " \n"));
    lines += (lines.empty() ? "" : " in ") + base_name(path);
  }
  pclose(pipe);
  return lines;
}

}  // namespace emulator
