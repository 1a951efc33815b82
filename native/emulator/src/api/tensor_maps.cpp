// Tensor maps.
#include <cstring>

#include "../driver.h"
#include "../options.h"
#include "../report.h"
#include "../tensor_map.h"

using emulator::initialized;
using emulator::require;
using emulator::TensorMap;
using emulator::text;

namespace {

constexpr std::uint64_t MOST_ELEMENTS = std::uint64_t{1} << 32;  // along a dimension
constexpr std::uint64_t MOST_BYTES = std::uint64_t{1} << 40;     // from one element of it to the next

// CUtensorMapDataType, up to TFLOAT32_FTZ.
constexpr unsigned ELEMENT_BYTES[] = {1, 2, 4, 4, 8, 8, 2, 4, 8, 2, 4, 4, 4};
constexpr bool FLOATING[] = {false, false, false, false, false, false, true, true, true, true, true, true, true};
// CUtensorMapSwizzle.
constexpr unsigned SWIZZLES[] = {16, 32, 64, 128};

void expect(bool holds, const std::string& rule) {
  if (holds) return;
  emulator::report("cuTensorMapEncodeTiled: " + rule);
  throw emulator::Error{CUDA_ERROR_INVALID_VALUE};
}

// The rules of the driver's reference.
void check(const TensorMap& map) {
  expect(map.rank >= 1 && map.rank <= TensorMap::DIMENSIONS, text("%u dimensions, not 1 to 5", map.rank));
  expect(map.address % 16 == 0, text("the tensor is at 0x%lx, no multiple of 16", map.address));
  for (unsigned i = 0; i < map.rank; i++) {
    expect(map.sizes[i] >= 1 && map.sizes[i] <= MOST_ELEMENTS,
           text("dimension %u of %lu elements, not 1 to 2^32", i, map.sizes[i]));
    expect(map.box[i] >= 1 && map.box[i] <= 256,
           text("dimension %u of the box is %u, not 1 to 256", i, map.box[i]));
    expect(map.steps[i] >= 1 && map.steps[i] <= 8,
           text("element stride %u is %u, not 1 to 8", i, map.steps[i]));
  }
  for (unsigned i = 0; i + 1 < map.rank; i++)
    expect(map.strides[i] % 16 == 0 && map.strides[i] < MOST_BYTES,
           text("stride %u of %lu bytes, no multiple of 16 below 2^40", i, map.strides[i]));
  const std::size_t row = map.row_bytes();
  expect(row % 16 == 0, text("rows of the box of %zu bytes, no multiple of 16", row));
  expect(map.swizzle == 16 || row <= map.swizzle,
         text("rows of the box of %zu bytes, more than the swizzle of %u", row, map.swizzle));
}

}  // namespace

DRIVER cuTensorMapEncodeTiled(CUtensorMap* to, int type, unsigned rank, void* address, const std::uint64_t* sizes,
                              const std::uint64_t* strides, const unsigned* box, const unsigned* steps,
                              int interleave, int swizzle, int promotion, int fill) {
  return initialized(__func__, [&] {
    require(emulator::options().compute_capability >= 90, CUDA_ERROR_NOT_SUPPORTED);
    expect(to != nullptr && reinterpret_cast<std::uintptr_t>(to) % 64 == 0, "the map is at no multiple of 64");
    expect(rank >= 1 && rank <= TensorMap::DIMENSIONS, text("%u dimensions, not 1 to 5", rank));
    const auto known = [](int number, auto& list) {
      return number >= 0 && number < static_cast<int>(std::size(list));
    };
    require(interleave == 0 && known(type, ELEMENT_BYTES) && known(swizzle, SWIZZLES), CUDA_ERROR_NOT_SUPPORTED);
    expect(promotion >= 0 && promotion <= 3, text("L2 promotion %d", promotion));
    expect(fill == 0 || (fill == 1 && FLOATING[type]), text("fill %d of elements of type %d", fill, type));
    TensorMap map{};
    map.magic = TensorMap::MAGIC;
    map.element_bytes = static_cast<std::uint8_t>(ELEMENT_BYTES[type]);
    map.rank = static_cast<std::uint8_t>(rank);
    map.swizzle = static_cast<std::uint8_t>(SWIZZLES[swizzle]);
    map.fills_nan = static_cast<std::uint8_t>(fill);
    map.address = reinterpret_cast<std::uint64_t>(address);
    for (unsigned i = 0; i < rank; i++) {
      map.sizes[i] = sizes[i];
      if (i > 0) map.strides[i - 1] = strides[i - 1];
      map.box[i] = static_cast<std::uint16_t>(std::min(box[i], 0xffffu));
      // The first one means nothing without interleaving.
      map.steps[i] = static_cast<std::uint8_t>(i == 0 ? 1 : std::min(steps[i], 0xffu));
    }
    check(map);
    std::memset(to, 0, sizeof *to);
    std::memcpy(to, &map, sizeof map);
  });
}
