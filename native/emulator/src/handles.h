// Objects that the caller knows by their address, in the order of their creation.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "error.h"

namespace emulator {

template <class T>
class Handles {
 public:
  T* add(std::shared_ptr<T> object) {
    held_.push_back(std::move(object));
    return held_.back().get();
  }

  // Throws CUDA_ERROR_INVALID_HANDLE for what is not there (any more).
  std::shared_ptr<T> find(T* handle) const { return *at(handle); }

  std::shared_ptr<T> remove(T* handle) {
    const auto found = at(handle);
    auto object = *found;
    held_.erase(found);
    return object;
  }

  const std::vector<std::shared_ptr<T>>& all() const { return held_; }
  std::size_t size() const { return held_.size(); }

 private:
  auto at(T* handle) const {
    const auto found =
        std::find_if(held_.begin(), held_.end(), [&](const auto& one) { return one.get() == handle; });
    require(found != held_.end(), CUDA_ERROR_INVALID_HANDLE);
    return found;
  }

  std::vector<std::shared_ptr<T>> held_;
};

}  // namespace emulator
