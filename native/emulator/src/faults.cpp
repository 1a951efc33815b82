#include "faults.h"

#include <cstdlib>
#include <optional>
#include <sstream>

namespace emulator {
namespace {

std::optional<CUresult> code_of(const std::string& name) {
#define CODE(code, number, text) \
  if (name == #code || "ERROR_" + name == #code) return CUDA_##code;
#include "codes.inc"
#undef CODE
  return std::nullopt;
}

std::optional<PlannedFault> parse(std::string text) {
  PlannedFault fault{"", 1, UINT64_MAX, CUDA_SUCCESS, false, 0};
  if (!text.empty() && text.back() == '!') {
    fault.sticky = true;
    text.pop_back();
  }
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const auto code = code_of(text.substr(equals + 1));
  if (!code) return std::nullopt;
  fault.code = *code;
  fault.function = text.substr(0, equals);
  const std::size_t hash = fault.function.find('#');
  if (hash == std::string::npos) return fault;
  char* end = nullptr;
  fault.first = std::strtoull(fault.function.c_str() + hash + 1, &end, 10);
  const std::string rest = end;
  if (fault.first == 0 || !(rest.empty() || rest == "+")) return std::nullopt;
  if (rest.empty()) fault.last = fault.first;
  fault.function.resize(hash);
  return fault;
}

// cuMemAlloc of cuMemAlloc_v2.
std::string without_version(const std::string& function) {
  const std::size_t at = function.rfind("_v");
  return at == std::string::npos ? function : function.substr(0, at);
}

// What libraries on top of the driver tell when they are called; see api/libraries.cpp.
const char* const LIBRARY_FUNCTIONS[] = {"cublasCreate",      "cublasSetStream",
                                         "cublasSetWorkspace", "cublasSetMathMode",
                                         "cublasGemmEx",      "cublasGemmStridedBatchedEx"};

bool is_function(const std::string& name) {
  for (const char* each : LIBRARY_FUNCTIONS)
    if (name == each) return true;
  for (const char* const* each = emulator_driver_functions; *each != nullptr; each++)
    if (name == without_version(*each)) return true;
  return name == "*";
}

}  // namespace

std::string Faults::plan(const std::string& text) {
  std::vector<PlannedFault> planned;
  std::istringstream list(text);
  for (std::string one; std::getline(list, one, ',');) {
    const auto fault = parse(one);
    if (!fault) return one + " is no FUNCTION#N=CODE";
    if (!is_function(fault->function)) return one + ": the driver has no function " + fault->function;
    planned.push_back(*fault);
  }
  planned_ = planned;
  return "";
}

const PlannedFault* Faults::meet(const std::string& function) {
  if (planned_.empty()) return nullptr;
  const std::string name = without_version(function);
  const PlannedFault* met = nullptr;
  for (PlannedFault& fault : planned_) {
    if (fault.function != "*" && fault.function != name) continue;
    fault.calls++;
    if (met == nullptr && fault.calls >= fault.first && fault.calls <= fault.last) met = &fault;
  }
  return met;
}

}  // namespace emulator
