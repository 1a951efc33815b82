// What is wrong in the use of an instruction of ptx_sm90.cuh or ptx_wgmma.cuh is caught and told.
#include "driver.h"

namespace {

Reports reports;

struct Case {
  const char* kernel;
  CUresult code;
  std::vector<std::string> said;
};

constexpr CUresult FAILED = CUDA_ERROR_LAUNCH_FAILED;

const std::vector<Case> CASES = {
    {"expects_too_much", FAILED,
     {"waits for ever", "threads 0-127 wait for the barrier at byte 0 of 'barriers'",
      "phase 0 (1 of 1 arrivals, 1024 of 2048 bytes)", "bad_sm90.cu:40"}},
    {"expects_too_little", FAILED,
     {"more bytes were copied than announced to the barrier at byte 0 of 'barriers'",
      "phase 0 (1 of 1 arrivals, 1024 of 512 bytes)", "bad_sm90.cu:"}},
    {"does_not_arrive", FAILED, {"waits for ever", "phase 0 (0 of 1 arrivals, 1024 of 1024 bytes)"}},
    {"announces_too_much", FAILED, {"more than 2^20 - 1 bytes are to come", "0 of 1048576 bytes"}},
    {"arrives_twice", FAILED, {"one more arrival than wanted", "phase 0 (1 of 1 arrivals, 0 of 1024 bytes)"}},
    {"does_not_wait", FAILED,
     {"race on shared memory: read of 4 bytes at byte ", "after a write by a copy that the barrier at byte 0 of",
      "nothing orders the two", "bad_sm90.cu:"}},
    {"waits_for_the_wrong_parity", FAILED, {"race on shared memory: ", "a copy that the barrier at byte 0"}},
    {"waits_at_the_wrong_barrier", FAILED, {"race on shared memory: read", "a copy that the barrier at byte 0"}},
    {"falls_back", FAILED,
     {"thread (127,0,0)", "waits for phase 1 of the barrier at byte 0", "which has gone on to phase 4"}},
    {"overwrites_what_is_read", FAILED,
     {"race on shared memory: ", "by a copy that the barrier at byte 0", "nothing orders the two"}},
    {"tells_for_others", FAILED, {"race on shared memory: write of 1024 bytes", "after a read by thread ("}},
    {"barrier_not_made", FAILED, {"byte 0 of 'barriers' is no barrier: mbarrier.init is missing"}},
    {"barrier_made_unseen", FAILED, {"'barriers'"}},
    {"barrier_made_without_a_fence", FAILED,
     {"without fence.mbarrier_init or fence.proxy.async behind its making"}},
    {"barrier_made_twice", FAILED, {"write of 8 bytes at byte 8 of 'barriers', where a barrier is"}},
    {"barrier_read", FAILED, {"read of 8 bytes at byte 0 of 'barriers', where a barrier is"}},
    {"barrier_at_half_its_size", CUDA_ERROR_MISALIGNED_ADDRESS, {"mbarrier.init of 0x", "no multiple of 8 bytes"}},
    {"map_not_aligned", FAILED, {"tensor map"}},
    {"no_map", FAILED, {"what was given as a tensor map is none"}},
    {"place_not_aligned", FAILED, {"its place in shared memory, 0x", "is no multiple of 128 bytes"}},
    {"too_many_coordinates", FAILED, {"3 coordinates for a tensor of 2 dimensions"}},
    {"copy_past_shared_memory", CUDA_ERROR_ILLEGAL_ADDRESS,
     {"copy of a tensor to shared memory", "not in the shared"}},
    {"store_without_a_fence", FAILED,
     {"race on shared memory: read of 1024 bytes", "by a copy to global memory by thread (0,0,0)",
      "after a write by thread (", "without a fence.proxy.async between them"}},
    {"store_with_a_late_write", FAILED, {"without a fence.proxy.async between them"}},
    {"store_overwritten", FAILED,
     {"race on shared memory: write of 4 bytes", "after a read by a copy to global memory by thread (0,0,0)"}},
    {"product_without_a_fence", FAILED,
     {"wgmma, operand a: race on shared memory: read of 16 bytes", "by wgmma of threads 0-127",
      "without a fence.proxy.async between them", "bad_sm90.cu:"}},
    {"product_without_a_fence_of_registers", FAILED, {"wgmma without a wgmma.fence", "bad_sm90.cu:"}},
    {"product_not_waited_for", FAILED, {"access to register 5 of a wgmma that has not been waited for"}},
    {"product_not_committed", FAILED, {"access to register 0 of a wgmma that has not been waited for"}},
    {"sums_written_meanwhile", FAILED, {"access to register 31 of a wgmma"}},
    {"operand_overwritten", FAILED,
     {"race on shared memory: write of ", "after a read by wgmma of threads 0-127", "bad_sm90.cu:"}},
    {"operand_released_early", FAILED,
     {"race on shared memory: write of 1024 bytes", "by a copy that", "after a read by wgmma of threads 0-127"}},
    {"product_at_an_odd_place", FAILED,
     {"operand a: it begins at 0x", "inside of the pattern of its swizzle of 128"}},
    {"product_outside", CUDA_ERROR_ILLEGAL_ADDRESS, {"operand a: 16 bytes at 0x", "not in the shared memory"}},
    {"product_of_three_warps", FAILED,
     {"waits for ever", "threads 0-95 wait for their warpgroup", "threads 96-127 have returned"}},
    {"products_apart", FAILED, {"of the warpgroup has another one"}},
    {"stored_matrix_without_a_barrier", FAILED, {"race on shared memory"}},
    {"other_numbers_of_threads", FAILED, {"bar 1 of ", "where others wait for "}},
    {"nobody_comes", FAILED, {"threads 0-63 wait at barrier 3, where 64 of 128 threads are"}},
    {"arrives_before_it_writes", FAILED, {"race on shared memory"}},
    {"registers_that_never_come", FAILED, {"wait for 256 registers each, where 1024 are left over"}},
    {"fewer_registers_by_inc", FAILED, {"setmaxnreg.inc to 64 registers of a thread that has 128"}},
    {"registers_without_bounds", FAILED, {"launch bounds do not say how many blocks"}},
};

// Found when the order in which things happen lets it show.
const std::vector<Case> IN_ORDER = {
    {"copy_not_waited_for", FAILED,
     {"the block ends while a copy of a tensor is under way in its shared memory", "bad_sm90.cu:"}},
    {"store_not_waited_for", FAILED, {"the block ends while a copy of a tensor is under way"}},
};

const std::vector<Case> CLUSTERS = {
    {"neighbour_not_met", FAILED, {"race on shared memory", "of block ("}},
    {"neighbour_gone", FAILED, {"an access to block 1 of the cluster, which has ended"}},
    {"no_such_neighbour", FAILED, {"mapa to block 2 of a cluster of 2 blocks"}},
    {"arrives_again", FAILED, {"arrives at the barrier of the cluster again without having waited"}},
    {"waits_alone", FAILED, {"waits at the barrier of the cluster without having arrived"}},
    {"barrier_of_a_neighbour_unfenced", FAILED, {"of another block, and fence.mbarrier_init is missing"}},
    {"neighbours_wait", FAILED,
     {"block (0,0,0)", "waits for ever: threads 0-127 wait for the barrier at byte 0 of 'barriers', phase 0",
      "; block (1,0,0): threads 0-127 wait for the cluster, bad_sm90.cu:"}},
    {"copy_to_who_expects_nothing", FAILED,
     {"'barriers'", " arrivals, 1024 of 0 bytes)"}},
    {"overwrites_what_a_neighbour_reads", FAILED, {"race on shared memory"}},
    {"copy_to_nobody", FAILED, {"the blocks 0x4 of a cluster of 2"}},
};

void expect_caught(const Case& bad, unsigned blocks) {
  const PrimaryContext context;
  const Array<float> x(std::vector<float>(64 * 64, 1.0f));
  const Array<float> y(std::vector<float>(256, 0.0f));
  const CUtensorMap map = map_of({TENSOR_FLOAT32, x.at, {64, 64}, {256}, {32, 8}, {1, 1}});
  DO(launch_clusters(kernel("bad_sm90", bad.kernel), blocks, 1, 128, 0, 16384, map, y.at));
  const CUresult found = cuCtxSynchronize();
  if (found != bad.code) fail(__FILE__, __LINE__, std::string(bad.kernel) + " ended with " + name_of(found));
  reports.expect(bad.kernel, bad.said);
}

// The map tells of more rows than there are.
void expect_copies_checked() {
  const PrimaryContext context;
  const Array<float> x(std::vector<float>(5 * 64, 1.0f));
  const CUtensorMap map = map_of({TENSOR_FLOAT32, x.at, {64, 64}, {256}, {32, 8}, {1, 1}});
  DO(launch_clusters(kernel("bad_sm90", "expects_too_much"), 1, 1, 128, 0, 16384, map, x.at));
  EXPECT_CODE(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
  reports.expect("a copy", {"thread (0,0,0): copy of a tensor reads 128 bytes at 0x",
                            "0 bytes past the end of 1280 bytes", "bad_sm90.cu:"});
}

void expect_launches_refused() {
  const PrimaryContext context;
  const Array<float> y(256);
  const CUfunction fixed = kernel("bad_sm90", "waits_alone");
  const CUfunction free = kernel("bad_sm90", "barrier_not_made");
  const CUtensorMap map{};
  constexpr CUresult SIZE = CUDA_ERROR_INVALID_CLUSTER_SIZE;
  EXPECT_CODE(SIZE, launch_clusters(fixed, 3, 1, 32, 0, 0, map, y.at));
  reports.expect("waits_alone", {"clusters of (2,1,1) blocks that do not divide the grid"});
  EXPECT_CODE(SIZE, launch_clusters(fixed, 4, 1, 32, 4, 0, map, y.at));
  EXPECT_CODE(SIZE, launch_clusters(free, 16, 1, 32, 16, 0, map, y.at));
  DO(cuCtxSynchronize());
}

void expect_maps_refused() {
  const PrimaryContext context;
  const Array<float> x(64 * 64);
  const Tensor good{TENSOR_FLOAT32, x.at, {64, 64}, {256}, {32, 8}, {1, 1}};
  CUtensorMap map;
  DO(encode(good, &map));
  const auto expect_refused = [&](const Tensor& tensor, const char* why) {
    EXPECT_CODE(CUDA_ERROR_INVALID_VALUE, encode(tensor, &map));
    reports.expect("a map", {"cuTensorMapEncodeTiled: ", why});
  };
  const auto changed = [&](auto change) {
    Tensor tensor = good;
    change(tensor);
    return tensor;
  };
  expect_refused(changed([](Tensor& t) { t.at += 8; }), "no multiple of 16");
  expect_refused(changed([](Tensor& t) { t.strides = {260}; }), "stride 0 of 260 bytes");
  expect_refused(changed([](Tensor& t) { t.box = {30, 8}; }), "rows of the box of 120 bytes");
  expect_refused(changed([](Tensor& t) { t.box = {32, 257}; }), "dimension 1 of the box is 257");
  expect_refused(changed([](Tensor& t) { t.sizes = {64, 0}; }), "dimension 1 of 0 elements");
  expect_refused(changed([](Tensor& t) { t.steps = {1, 9}; }), "element stride 1 is 9");
  expect_refused(changed([](Tensor& t) { t.box = {64, 8}, t.swizzle = SWIZZLE_128; }), "more than the swizzle");
  expect_refused(changed([](Tensor& t) { t.type = TENSOR_UINT8, t.fill = 1; }), "fill 1");
  alignas(64) char room[256];
  EXPECT_CODE(CUDA_ERROR_INVALID_VALUE, encode(good, reinterpret_cast<CUtensorMap*>(room + 32)));
}

}  // namespace

int main() {
  for (const Case& bad : CASES) expect_caught(bad, 1);
  if (std::getenv("GRADUS_EMULATOR_SEED") == nullptr)
    for (const Case& bad : IN_ORDER) expect_caught(bad, 1);
  for (const Case& bad : CLUSTERS) expect_caught(bad, 2);
  expect_copies_checked();
  expect_launches_refused();
  expect_maps_refused();
}
