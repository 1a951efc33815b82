#include "library.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <sstream>

#include "compiler.h"
#include "error.h"
#include "options.h"
#include "report.h"

namespace emulator {
namespace {

// Shared memory that a block has unless it asks for more.
constexpr std::size_t SHARED_BYTES = 48 << 10;

// "unary DTYPE=f32" is built into "unary,DTYPE=f32.so", in the first folder that has it.
std::string path_of(const std::string& program) {
  std::string name = program;
  std::replace(name.begin(), name.end(), ' ', ',');
  std::istringstream folders(options().kernels);
  std::string path;
  for (std::string folder; std::getline(folders, folder, ':');) {
    path = folder + "/" + name + ".so";
    if (std::filesystem::exists(path)) break;
  }
  return path;
}

// "softmax_f32::tile" of a mangled name.
std::string demangled(const char* name) {
  int status = 0;
  char* plain = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  const std::string result = plain != nullptr ? plain : name;
  std::free(plain);
  return result;
}

// The function's name in "softmax_f32::tile" or "sum(float const*)::tile".
Shared variable(const ElfW(Sym)& symbol, const char* mangled) {
  const std::string full = demangled(mangled);
  const std::size_t at = full.rfind("::");
  Shared shared{full, "", symbol.st_value, symbol.st_size};
  if (at == std::string::npos) return shared;
  shared.name = full.substr(at + 2);
  shared.owner = full.substr(0, std::min(at, full.find('(')));
  return shared;
}

// Lets kernel libraries find the emulator's functions, even where the process loaded it for one
// library alone, as Java does.
void show_own_symbols() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&path_of), &info) != 0)
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
}

}  // namespace

Library& Library::of(const std::string& program) { return loaded(program, path_of(program)); }

Library& Library::of(const std::string& program, const std::string& source) {
  return loaded(program, compiled(program, source));
}

Library& Library::loaded(const std::string& program, const std::string& path) {
  static std::mutex mutex;
  static auto* libraries = new std::map<std::string, std::unique_ptr<Library>>;
  const std::lock_guard lock(mutex);
  auto& library = (*libraries)[path];
  if (!library) library.reset(new Library(program, path));
  return *library;
}

Library::Library(const std::string& program, const std::string& path) : program_(program) {
  show_own_symbols();
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    report("no kernels of program '" + program + "': " + dlerror());
    throw Error{CUDA_ERROR_NO_BINARY_FOR_GPU};
  }
  table_ = static_cast<const EmulatedProgram*>(dlsym(handle, "emulated_program"));
  require(table_ != nullptr, CUDA_ERROR_INVALID_IMAGE);
  read_symbols(path);
  find_image();
  for (unsigned i = 0; i < table_->count; i++) add(table_->kernels[i]);
}

// Reads the names and places of thread-local variables from the library's symbol table.
void Library::read_symbols(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string image{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto* header = reinterpret_cast<const ElfW(Ehdr)*>(image.data());
  const auto* sections = reinterpret_cast<const ElfW(Shdr)*>(image.data() + header->e_shoff);
  for (unsigned i = 0; i < header->e_shnum; i++) {
    if (sections[i].sh_type != SHT_SYMTAB) continue;
    const char* names = image.data() + sections[sections[i].sh_link].sh_offset;
    const auto* symbols = reinterpret_cast<const ElfW(Sym)*>(image.data() + sections[i].sh_offset);
    for (std::size_t s = 0; s < sections[i].sh_size / sizeof *symbols; s++) {
      const std::string name = names + symbols[s].st_name;
      if (symbols[s].st_shndx == SHN_UNDEF) clocked_ = clocked_ || name.starts_with("emulator_sm90_");
      if (ELF64_ST_TYPE(symbols[s].st_info) != STT_TLS || symbols[s].st_shndx == SHN_UNDEF) continue;
      add_variable(symbols[s], name);
    }
  }
  // What begins where dynamic memory does is another name of it.
  std::erase_if(variables_, [&](const Shared& one) { return has_dynamic_ && one.offset == dynamic_; });
}

void Library::add_variable(const ElfW(Sym)& symbol, const std::string& name) {
  if (name.find("emulator_anchor") != std::string::npos) {
    anchor_ = symbol.st_value;
    return;
  }
  shared_extent_ = std::max<std::size_t>(shared_extent_, symbol.st_value + symbol.st_size);
  if (name == "emulator_dynamic") {
    dynamic_ = symbol.st_value;
    has_dynamic_ = true;
  } else {
    variables_.push_back(variable(symbol, name.c_str()));
  }
}

void Library::find_image() {
  Dl_info info{};
  require(dladdr(table_, &info) != 0, CUDA_ERROR_INVALID_IMAGE);
  image_ = reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  const auto* header = static_cast<const ElfW(Ehdr)*>(info.dli_fbase);
  const auto* segments = reinterpret_cast<const ElfW(Phdr)*>(image_ + header->e_phoff);
  for (unsigned i = 0; i < header->e_phnum; i++)
    if (segments[i].p_type == PT_LOAD)
      image_bytes_ = std::max(image_bytes_, segments[i].p_vaddr + segments[i].p_memsz);
}

// A kernel may use its own variables and those of functions that are no kernels.
void Library::add(const EmulatedKernel& kernel) {
  auto function = std::make_unique<Function>(Function{&kernel, this, {}, 0, 0});
  for (const Shared& shared : variables_) {
    const auto is_owner = [&](unsigned i) { return shared.owner == table_->kernels[i].name; };
    bool others = false;
    for (unsigned i = 0; i < table_->count; i++)
      others = others || (is_owner(i) && &table_->kernels[i] != &kernel);
    if (others) continue;
    function->shared.push_back(shared);
    function->shared_bytes += shared.bytes;
  }
  function->dynamic_limit = SHARED_BYTES - std::min(SHARED_BYTES, function->shared_bytes);
  functions_.push_back(std::move(function));
}

Function* Library::find(const std::string& name) {
  for (const auto& function : functions_)
    if (function->kernel->name == name) return function.get();
  return nullptr;
}

bool Library::has(const Function* function) const {
  return std::any_of(functions_.begin(), functions_.end(),
                     [&](const auto& own) { return own.get() == function; });
}

std::uintptr_t Library::shared_memory() const {
  return reinterpret_cast<std::uintptr_t>(table_->anchor()) - anchor_;
}

}  // namespace emulator
