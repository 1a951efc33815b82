#include "compiler.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../kernel/registration.h"
#include "error.h"
#include "options.h"
#include "report.h"

namespace emulator {
namespace {

// FNV-1a: it only has to tell a user's sources apart.
std::string fingerprint(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

std::string quoted(const std::string& word) {
  require(word.find('\'') == std::string::npos, CUDA_ERROR_INVALID_SOURCE);
  return " '" + word + "'";
}

// Runs the compiler; all that it says is reported if it fails.
bool compile(const std::string& program, const std::string& source, const std::string& library) {
  std::istringstream words(program);
  std::string word;
  words >> word;
  std::string command = quoted(options().home + "/compile-kernel") +
                        (options().check ? " checked" : " unchecked") + quoted(source) + quoted(library);
  while (words >> word) command += quoted("-D" + word);
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return false;
  std::string said;
  char line[1024];
  while (std::fgets(line, sizeof line, pipe) != nullptr) said += line;
  if (pclose(pipe) == 0) return true;
  report("program '" + program + "' does not compile: " + said);
  return false;
}

}  // namespace

std::string compiled(const std::string& program, const std::string& source) {
  namespace files = std::filesystem;
  const std::string folder = options().home + (options().check ? "/sources" : "/sources-unchecked");
  // What an older emulator made may not fit this one.
  const std::string interface = std::to_string(sizeof(EmulatedKernel));
  const std::string library = folder + "/" + fingerprint(interface + program + "\n" + source) + ".so";
  if (files::exists(library)) return library;
  // Other processes may do the same: work in a folder of one's own, and put the result in place at once.
  const std::string own = folder + "/" + std::to_string(getpid());
  files::create_directories(own);
  std::ofstream(own + "/kernel.cl") << source;
  const bool good = compile(program, own + "/kernel.cl", own + "/kernel.so");
  if (good) files::rename(own + "/kernel.so", library);
  files::remove_all(own);
  require(good, CUDA_ERROR_INVALID_SOURCE);
  return library;
}

}  // namespace emulator
