// Times CLBlast's f32 matrix product and Gradus's on the same OpenCL device, in turns.
//
//   gemm KERNELS ROUNDS SIZE...    KERNELS is the folder kernels/portable
//
// Prints one JSON object a line: first the device, then for each size and transposition the medians.
// A time is what a caller waits: from before the first enqueue until the queue is empty. Gradus's
// launches are those of org.gradus.gpu.lowering.Products on a processor: two packings and the product.
#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <clblast.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

void check(int code, const char *call) {
  if (code != 0) {
    std::fprintf(stderr, "gemm: %s: code %d\n", call, code);
    std::exit(1);
  }
}

// Everything on the first OpenCL device.
struct Queue {
  cl_device_id device;
  cl_context context;
  cl_command_queue queue;

  Queue() {
    cl_platform_id platform;
    cl_int code;
    check(clGetPlatformIDs(1, &platform, nullptr), "clGetPlatformIDs");
    check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, nullptr), "clGetDeviceIDs");
    context = clCreateContext(nullptr, 1, &device, nullptr, nullptr, &code);
    check(code, "clCreateContext");
    queue = clCreateCommandQueue(context, device, 0, &code);
    check(code, "clCreateCommandQueue");
  }

  template <typename Number>
  Number number(cl_device_info name) const {
    Number value{};
    check(clGetDeviceInfo(device, name, sizeof value, &value, nullptr), "clGetDeviceInfo");
    return value;
  }

  std::string text(cl_device_info name) const {
    char value[512] = "";
    check(clGetDeviceInfo(device, name, sizeof value, value, nullptr), "clGetDeviceInfo");
    return value;
  }

  cl_mem buffer(size_t floats, const float *from = nullptr) const {
    cl_int code;
    cl_mem memory =
        clCreateBuffer(context, from ? CL_MEM_COPY_HOST_PTR : 0, floats * sizeof(float),
                       const_cast<float *>(from), &code);
    check(code, "clCreateBuffer");
    return memory;
  }

  std::vector<float> read(cl_mem memory, size_t floats) const {
    std::vector<float> values(floats);
    check(clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, floats * sizeof(float), values.data(), 0,
                              nullptr, nullptr),
          "clEnqueueReadBuffer");
    return values;
  }
};

// A kernel while its arguments are set, in order.
struct Call {
  cl_kernel kernel;
  cl_uint count = 0;

  template <typename Value>
  Call &of(Value value) {
    check(clSetKernelArg(kernel, count++, sizeof value, &value), "clSetKernelArg");
    return *this;
  }

  Call &pointer(cl_mem memory) { return of(memory).of(cl_long{0}); }

  void over(const Queue &q, size_t groups) {
    size_t items[] = {1};
    check(clEnqueueNDRangeKernel(q.queue, kernel, 1, nullptr, &groups, items, 0, nullptr, nullptr),
          "clEnqueueNDRangeKernel");
  }
};

// Square products by Gradus's kernels for processors.
class Gradus {
 public:
  Gradus(const Queue &q, const std::string &folder)
      : q(q),
        lanes(std::clamp<int>(q.number<cl_uint>(CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT), 4, 16)),
        tileM(lanes == 16 ? 12 : 4),
        tileN(2 * lanes),
        units(static_cast<int>(q.number<cl_uint>(CL_DEVICE_MAX_COMPUTE_UNITS))) {
    std::ifstream file(folder + "/matmul_cpu.cl");
    std::stringstream source;
    source << file.rdbuf();
    std::string text = source.str();
    const char *pointer = text.c_str();
    cl_int code;
    program = clCreateProgramWithSource(q.context, 1, &pointer, nullptr, &code);
    check(code, "clCreateProgramWithSource");
    std::string options = "-cl-std=CL1.2 -Werror -DDTYPE=f32 -DLANES=" + std::to_string(lanes) +
                          " -DTILE_M=" + std::to_string(tileM) +
                          " -DTILE_N=" + std::to_string(tileN) + " -I" + folder;
    check(clBuildProgram(program, 1, &q.device, options.c_str(), nullptr, nullptr),
          "clBuildProgram");
  }

  void prepare(int n) {
    rows = q.buffer(static_cast<size_t>(panels(n, tileM)) * tileM * n);
    columns = q.buffer(static_cast<size_t>(panels(n, tileN)) * tileN * n);
  }

  void multiply(bool transposeA, bool transposeB, int n, cl_mem a, cl_mem b, cl_mem y) {
    pack("rows", a, rows, n, tileM, transposeA);
    pack("columns", b, columns, n, tileN, !transposeB);
    long down = panels(n, tileM);
    long across = panels(n, tileN);
    long cached = std::max(4L, (1L << 20) / (tileM * n * static_cast<long>(sizeof(float))));
    long busy = down * across / (8 * units);
    int chunk = static_cast<int>(std::clamp(std::min(busy, cached), 1L, down));
    kernel("matmul_panels").pointer(rows).pointer(columns).pointer(b).pointer(y).pointer(y)
        .of(cl_long{n}).of(cl_long{n}).of(cl_long{n}).of(cl_int{1}).of(cl_long{n})
        .of(cl_int{0}).of(cl_int{-1}).of(cl_float{0}).of(cl_int{chunk})
        .over(q, panels(down, chunk) * across);
  }

  void finish() {
    clReleaseMemObject(rows);
    clReleaseMemObject(columns);
  }

 private:
  static long panels(long edge, long width) { return (edge + width - 1) / width; }

  Call kernel(const std::string &name) {
    for (auto &known : kernels)
      if (known.first == name) return Call{known.second};
    cl_int code;
    cl_kernel made = clCreateKernel(program, (name + "_f32").c_str(), &code);
    check(code, name.c_str());
    kernels.emplace_back(name, made);
    return Call{made};
  }

  void pack(const std::string &edge, cl_mem from, cl_mem to, int n, int width, bool across) {
    kernel("pack_" + edge + (across ? "_across" : "_along")).pointer(from).pointer(to)
        .of(cl_long{n}).of(cl_long{n})
        .over(q, across ? panels(n, 16) : panels(n, width));
  }

  const Queue &q;
  int lanes, tileM, tileN, units;
  cl_program program;
  cl_mem rows = nullptr, columns = nullptr;
  std::vector<std::pair<std::string, cl_kernel>> kernels;
};

double milliseconds(const Queue &q, const std::function<void()> &run) {
  auto start = std::chrono::steady_clock::now();
  run();
  clFinish(q.queue);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(const Queue &q, Gradus &gradus, int n, bool transposeA, bool transposeB, int rounds,
             cl_mem a, cl_mem b, cl_mem y, cl_mem z) {
  auto one = [&] { gradus.multiply(transposeA, transposeB, n, a, b, y); };
  auto other = [&] {
    using clblast::Transpose;
    auto code = clblast::Gemm<float>(
        clblast::Layout::kRowMajor, transposeA ? Transpose::kYes : Transpose::kNo,
        transposeB ? Transpose::kYes : Transpose::kNo, n, n, n, 1.0f, a, 0, n, b, 0, n, 0.0f, z, 0,
        n, const_cast<cl_command_queue *>(&q.queue));
    check(static_cast<int>(code), "clblast::Gemm");
  };
  milliseconds(q, other);
  for (int i = 0; i < 3; ++i) milliseconds(q, one);
  std::vector<double> ours, theirs;
  for (int round = 0; round < rounds; ++round) {
    theirs.push_back(milliseconds(q, other));
    for (int i = 0; i < 3; ++i) ours.push_back(milliseconds(q, one));
  }
  std::vector<float> left = q.read(y, static_cast<size_t>(n) * n);
  std::vector<float> right = q.read(z, static_cast<size_t>(n) * n);
  double difference = 0;
  for (size_t i = 0; i < left.size(); ++i)
    difference = std::max(difference, std::fabs(static_cast<double>(left[i]) - right[i]));
  double work = 2e-6 * n * n * n;
  std::printf("{\"n\": %d, \"transposes\": \"%c%c\", \"gradus_ms\": %.4f, \"clblast_ms\": %.4f, "
              "\"gradus_gflops\": %.1f, \"clblast_gflops\": %.1f, \"ratio\": %.2f, "
              "\"largest_difference\": %.3g}\n",
              n, transposeA ? 't' : 'n', transposeB ? 't' : 'n', median(ours), median(theirs),
              work / median(ours), work / median(theirs), median(theirs) / median(ours),
              difference);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char **words) {
  if (count < 4) {
    std::fprintf(stderr, "usage: gemm KERNELS ROUNDS SIZE...\n");
    return 2;
  }
  Queue q;
  Gradus gradus(q, words[1]);
  std::printf("{\"device\": \"%s\", \"driver\": \"%s\", \"units\": %u}\n",
              q.text(CL_DEVICE_NAME).c_str(), q.text(CL_DRIVER_VERSION).c_str(),
              q.number<cl_uint>(CL_DEVICE_MAX_COMPUTE_UNITS));
  std::mt19937 random(20250);
  std::normal_distribution<float> normal;
  for (int word = 3; word < count; ++word) {
    int n = std::atoi(words[word]);
    std::vector<float> values(static_cast<size_t>(n) * n);
    cl_mem memory[4];
    for (cl_mem &one : memory) {
      for (float &value : values) value = normal(random);
      one = q.buffer(values.size(), values.data());
    }
    gradus.prepare(n);
    for (int transposes = 0; transposes < 4; ++transposes)
      compare(q, gradus, n, transposes & 2, transposes & 1, std::atoi(words[2]), memory[0],
              memory[1], memory[2], memory[3]);
    gradus.finish();
    for (cl_mem one : memory) clReleaseMemObject(one);
  }
}
