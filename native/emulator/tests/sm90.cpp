// Each function of ptx_sm90.cuh and ptx_wgmma.cuh does what the PTX manual says, against plain definitions.
#include <cmath>
#include <cstring>
#include <random>

#include "driver.h"

namespace {

std::mt19937 numbers(19);

int below(int bound) { return static_cast<int>(numbers() % static_cast<unsigned>(bound)); }

// ---- Copies of tensors

// Chunks of 16 bytes of rows of 32, 64 or 128 bytes: chunk c of row r is at c xor r / 4 % 2, r / 2 % 4 or r % 8.
int place(int row, int byte, int row_bytes, int swizzle) {
  const int chunk = byte / 16;
  const int permuted = swizzle == SWIZZLE_128  ? chunk ^ row % 8
                       : swizzle == SWIZZLE_64 ? chunk ^ row / 2 % 4
                       : swizzle == SWIZZLE_32 ? chunk ^ row / 4 % 2
                                               : chunk;
  return row * row_bytes + permuted * 16 + byte % 16;
}

struct Boxes {
  int swizzle;
  int row_bytes;
  std::vector<int> at;
  int step = 1;  // along the second dimension
};

// A tensor of bytes (4, 20, 112), z slowest; a box of rows, 8 planes' rows high, and 2 deep if at has 3.
void expect_boxes(const Boxes& boxes) {
  const int sizes[] = {112, 20, 4};
  const auto rank = boxes.at.size();
  const int deep = rank == 3 ? 2 : 1;
  const int rows = 8;
  std::vector<unsigned char> x(112 * 20 * 4);
  for (auto& byte : x) byte = static_cast<unsigned char>(1 + below(255));
  const Array<unsigned char> in(x), out(std::vector<unsigned char>(x.size(), 0));
  Tensor tensor{TENSOR_UINT8, in.at, {112, 20, 4}, {112, 112 * 20}, {}, {}, boxes.swizzle, 0};
  tensor.steps = {1, static_cast<unsigned>(boxes.step), 1};
  tensor.box = {static_cast<unsigned>(boxes.row_bytes), static_cast<unsigned>(rows * boxes.step),
                static_cast<unsigned>(deep)};
  for (auto* list : {&tensor.sizes, &tensor.strides}) list->resize(list == &tensor.sizes ? rank : rank - 1);
  tensor.box.resize(rank);
  const CUtensorMap from = map_of(tensor);
  tensor.at = out.at;
  const CUtensorMap to = map_of(tensor);
  const int bytes = boxes.row_bytes * rows * deep;
  const Array<int> at(boxes.at);
  const Array<unsigned char> raw(static_cast<std::size_t>(bytes));
  DO(launch_clusters(kernel("sm90", rank == 3 ? "boxes_3d" : "boxes_2d"), 1, 1, 64, 0, 16384, from, to, at.at,
                     bytes, raw.at));
  DO(cuCtxSynchronize());
  const std::vector<unsigned char> y = raw.read();
  std::vector<unsigned char> expected(x.size(), 0);
  for (int row = 0; row < rows * deep; row++)
    for (int i = 0; i < boxes.row_bytes; i++) {
      const int b = boxes.at[0] + i, r = boxes.at[1] + row % rows * boxes.step;
      const int z = rank == 3 ? boxes.at[2] + row / rows : 0;
      const bool inside = b >= 0 && b < sizes[0] && r >= 0 && r < sizes[1] && z >= 0 && z < sizes[2];
      const int global = (z * 20 + r) * 112 + b;
      EXPECT(y[place(row, i, boxes.row_bytes, boxes.swizzle)] == (inside ? x[global] : 0));
      if (inside) expected[global] = x[global];
    }
  EXPECT(out.read() == expected);
}

void expect_fill() {
  std::vector<float> x(16, 1.0f);
  const Array<float> in(x), out(x), raw(16);
  Tensor tensor{TENSOR_FLOAT32, in.at, {4, 4}, {16}, {4, 4}, {1, 1}, NO_SWIZZLE, 1};
  const CUtensorMap from = map_of(tensor);
  tensor.at = out.at;
  const CUtensorMap to = map_of(tensor);
  const Array<int> at(std::vector<int>{2, -1});
  DO(launch_clusters(kernel("sm90", "boxes_2d"), 1, 1, 64, 0, 16384, from, to, at.at, 64, raw.at));
  const std::vector<float> y = raw.read();
  for (int i = 0; i < 16; i++) EXPECT(i >= 4 && i % 4 < 2 ? y[i] == 1.0f : std::isnan(y[i]));
}

// ---- Products

struct Layout {
  int at, leading, stride, step, steps, row;
};

// Where an element of an operand is, of `size` bytes, with a swizzle of `width` bytes. Along K a row of the
// image is `width` bytes of K of one element of the edge, across `width` bytes of the edge at one step of K.
// Rows of further bytes follow after all of these.
struct Image {
  int edge, inner, size, width;
  bool across;

  int in_row() const { return width / size; }
  int rows() const { return across ? inner : edge; }
  int place(int e, int k) const {
    const int row = across ? k : e, along = across ? e : k;
    const int chunk = along % in_row() * size / 16;
    const int by = width == 128 ? row % 8 : width == 64 ? row / 2 % 4 : width == 32 ? row / 4 % 2 : 0;
    const int permuted = chunk ^ by;
    return (along / in_row() * rows() + row) * width + permuted * 16 + along * size % 16;
  }
  int bytes() const { return edge * inner * size; }

  Layout layout(int at) const {
    const int block = rows() * width;  // to the next bytes along memory
    const int per_step = 32 / size;    // elements of K
    if (across) {
      const int step = per_step * width;
      return width == 16 ? Layout{at, 8 * width, block, step, 4, 0} : Layout{at, block, 8 * width, step, 4, 0};
    }
    if (width == 16) return {at, block, 8 * width, 2 * block, 4, 0};
    return {at, 16, 8 * width, 32, width / 32, block};
  }
};

std::uint32_t bits_of(int type, float value) {
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  if (type == 2) return bits | numbers() % 0x2000;
  if (type == 0) return bits >> 16;
  int exponent;
  if (value == 0.0f) return 0;
  const auto significand = static_cast<unsigned>(std::ldexp(std::frexp(std::fabs(value), &exponent), 11));
  return (value < 0 ? 0x8000u : 0u) + static_cast<unsigned>((exponent + 13) << 10) + significand;
}

struct Case {
  const char* kernel;
  int n;
  int type;
  int width;
  int across;
  int read_width = 0;  // of the kernel, if it shall be another
};

// Whether y has the product, of small whole numbers, all exact.
bool multiplies(const Case& c) {
  const int size = c.type == 2 ? 4 : 2;
  const int inner = 128 / size;
  const Image a{64, inner, size, c.width, (c.across & 1) != 0};
  const Image b{c.n, inner, size, c.width, (c.across & 2) != 0};
  std::vector<unsigned char> image(static_cast<std::size_t>(a.bytes() + b.bytes()));
  std::vector<float> u(64 * inner), v(c.n * inner), y(64 * c.n);
  for (float& value : y) value = static_cast<float>(below(9) - 4);
  const auto put = [&](const Image& of, int at, std::vector<float>& values) {
    for (int e = 0; e < of.edge; e++)
      for (int k = 0; k < inner; k++) {
        values[e * inner + k] = static_cast<float>(below(17) - 8);
        const std::uint32_t bits = bits_of(c.type, values[e * inner + k]);
        std::memcpy(&image[at + of.place(e, k)], &bits, size);
      }
  };
  put(a, 0, u);
  put(b, a.bytes(), v);
  const Array<unsigned char> in(image);
  const Array<float> out(y);
  const int width = c.read_width != 0 ? c.read_width : c.width;
  DO(launch_clusters(kernel("sm90", c.kernel), 1, 1, 128, 0, 65536, in.at, static_cast<int>(image.size()),
                     a.layout(0), b.layout(a.bytes()), width, c.across, 4, out.at));
  DO(cuCtxSynchronize());
  for (int row = 0; row < 64; row++)
    for (int column = 0; column < c.n; column++)
      for (int k = 0; k < inner; k++) y[row * c.n + column] += u[row * inner + k] * v[column * inner + k];
  return out.read() == y;
}

void expect_products() {
  for (const int width : {16, 32, 64, 128})
    for (const int across : {0, 1, 2, 3}) EXPECT(multiplies({"product_64_bf16", 64, 0, width, across}));
  EXPECT(multiplies({"product_128_bf16", 128, 0, 128, 2}));
  EXPECT(multiplies({"product_192_bf16", 192, 0, 128, 0}));
  EXPECT(multiplies({"product_256_bf16", 256, 0, 128, 3}));
  EXPECT(multiplies({"product_64_f16", 64, 1, 128, 2}));
  for (const int width : {16, 64, 128}) EXPECT(multiplies({"product_128_tf32", 128, 2, width, 0}));
  // With another swizzle than the image's the numbers are wrong.
  EXPECT(!multiplies({"product_64_bf16", 64, 0, 64, 0, 128}));
}

float bf16(std::uint16_t bits) { return __builtin_bit_cast(float, std::uint32_t{bits} << 16); }

// All of it together; results are whole numbers that bf16 has.
void expect_matmul(int m, int n, int k) {
  std::vector<std::uint16_t> a(m * k), b(n * k);
  for (auto* matrix : {&a, &b})
    for (auto& element : *matrix)
      element = static_cast<std::uint16_t>(bits_of(0, static_cast<float>(below(16) == 0 ? below(3) - 1 : 0)));
  const Array<std::uint16_t> in_a(a), in_b(b), out(static_cast<std::size_t>(m * n));
  const auto tensor = [&](CUdeviceptr at, int rows, int columns, unsigned box_rows) {
    return map_of({TENSOR_BFLOAT16, at, {static_cast<std::uint64_t>(columns), static_cast<std::uint64_t>(rows)},
                   {static_cast<std::uint64_t>(columns) * 2}, {64, box_rows}, {1, 1}, SWIZZLE_128});
  };
  DO(launch_clusters(kernel("sm90", "matmul"), (m + 255) / 256 * 2, (n + 127) / 128, 384, 0, 65536,
                     tensor(in_a.at, m, k, 128), tensor(in_b.at, n, k, 64), tensor(out.at, m, n, 128),
                     (k + 63) / 64));
  DO(cuCtxSynchronize());
  const std::vector<std::uint16_t> y = out.read();
  for (int row = 0; row < m; row++)
    for (int column = 0; column < n; column++) {
      float sum = 0;
      for (int i = 0; i < k; i++) sum += bf16(a[row * k + i]) * bf16(b[column * k + i]);
      EXPECT(bf16(y[row * n + column]) == sum);
    }
}

// ---- The rest

void expect_neighbours() {
  const Array<unsigned> out(4 * 32);
  DO(launch_clusters(kernel("sm90", "neighbours"), 4, 1, 32, 4, 0, out.at));
  const std::vector<unsigned> y = out.read();
  for (unsigned i = 0; i < 4 * 32; i++) EXPECT(y[i] == (i / 32 + 1) % 4 * 100 + i % 32);
}

void expect_shared_boxes() {
  std::vector<float> x(4 * 8 * 16);
  for (std::size_t i = 0; i < x.size(); i++) x[i] = static_cast<float>(i);
  const Array<float> in(x), out(2 * 2 * 8 * 16);
  const CUtensorMap map =
      map_of({TENSOR_FLOAT32, in.at, {16, 8, 4}, {64, 8 * 64}, {16, 8, 2}, {1, 1, 1}, NO_SWIZZLE, 0});
  DO(launch_clusters(kernel("sm90", "share_box"), 2, 1, 64, 0, 16384, map, 2 * 8 * 64, out.at));
  const std::vector<float> y = out.read();
  for (std::size_t i = 0; i < y.size(); i++) EXPECT(y[i] == static_cast<float>(8 * 16 + i % 256));
}

void expect_words_of_neighbours() {
  const Array<unsigned> out(64);
  DO(launch_clusters(kernel("sm90", "write_to_neighbour"), 2, 1, 32, 0, 0, out.at));
  const std::vector<unsigned> y = out.read();
  for (unsigned i = 0; i < 64; i++) EXPECT(y[i] == (i / 32 ^ 1) * 100 + 31 - i % 32);
}

// Clusters are launched in what a stream captures, too, and by nodes of graphs if the kernel says so itself.
void expect_clusters_in_graphs() {
  const Array<unsigned> out(4 * 32);
  CUstream stream;
  CUgraph graph;
  CUgraphExec captured;
  DO(cuStreamCreate(&stream, STREAM_NON_BLOCKING));
  DO(cuStreamBeginCapture_v2(stream, CAPTURE_THREAD_LOCAL));
  CUlaunchAttribute attribute{};
  attribute.id = ATTRIBUTE_CLUSTER;
  attribute.cluster = {2, 1, 1};
  const CUlaunchConfig config{2, 1, 1, 32, 1, 1, 0, stream, &attribute, 1};
  CUdeviceptr y = out.at;
  void* arguments[] = {&y};
  DO(cuLaunchKernelEx(&config, kernel("sm90", "neighbours"), arguments, nullptr));
  DO(cuStreamEndCapture(stream, &graph));
  CUDA_KERNEL_NODE_PARAMS node{
      kernel("sm90", "in_pairs"), 2, 1, 1, 32, 1, 1, 0, arguments, nullptr, nullptr, nullptr};
  y += 2 * 32 * sizeof(unsigned);
  CUgraphNode added;
  DO(cuGraphAddKernelNode_v2(&added, graph, nullptr, 0, &node));
  DO(cuGraphInstantiateWithFlags(&captured, graph, 0));
  DO(cuGraphLaunch(captured, stream));
  DO(cuStreamSynchronize(stream));
  const std::vector<unsigned> words = out.read();
  for (unsigned i = 0; i < 4 * 32; i++) EXPECT(words[i] == (i / 32 + 1) % 2 * 100 + i % 32);
  DO(cuGraphExecDestroy(captured));
  DO(cuGraphDestroy(graph));
  DO(cuStreamDestroy_v2(stream));
}

void expect_transposed(bool on_the_way) {
  std::vector<std::uint32_t> x(128);
  for (auto& pair : x) pair = static_cast<std::uint32_t>(numbers());
  const Array<std::uint32_t> in(x), out(128);
  DO(launch(kernel("sm90", "transpose"), 1, 32, nullptr, in.at, out.at, on_the_way ? 1 : 0));
  const std::vector<std::uint32_t> y = out.read();
  const auto element = [](const std::vector<std::uint32_t>& r, int matrix, int row, int column) {
    return r[4 * (4 * row + column / 2) + matrix] >> 16 * (column % 2) & 0xffff;
  };
  for (int i = 0; i < 4 * 64; i++)
    EXPECT(element(y, i / 64, i / 8 % 8, i % 8) == element(x, i / 64, i % 8, i / 8 % 8));
}

void expect_to_and_fro() {
  const Array<int> out(64);
  DO(launch(kernel("sm90", "to_and_fro"), 1, 128, nullptr, out.at, 5));
  const std::vector<int> y = out.read();
  for (int i = 0; i < 64; i++) EXPECT(y[i] == 5 * (63 - i) + 10);
}

}  // namespace

int main() {
  const PrimaryContext context;
  for (const int swizzle : {NO_SWIZZLE, SWIZZLE_32, SWIZZLE_64, SWIZZLE_128}) {
    const int row_bytes = swizzle == NO_SWIZZLE ? 48 : 16 << swizzle;
    for (const int x : {0, 3, -5, 100})
      for (const int y : {0, -3, 17}) expect_boxes({swizzle, row_bytes, {x, y}});
    expect_boxes({swizzle, row_bytes, {2, -1, 3}});
    expect_boxes({swizzle, row_bytes, {-7, 5, -1}});
    expect_boxes({swizzle, row_bytes, {1, -4}, 3});
  }
  expect_fill();
  expect_products();
  expect_matmul(256, 128, 64);
  expect_matmul(200, 136, 200);
  expect_matmul(300, 264, 40);
  expect_neighbours();
  expect_shared_boxes();
  expect_words_of_neighbours();
  expect_clusters_in_graphs();
  expect_transposed(true);
  expect_transposed(false);
  expect_to_and_fro();
}
