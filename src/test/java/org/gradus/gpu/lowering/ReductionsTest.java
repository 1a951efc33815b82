package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;

/** What reductions launch; no device is needed to see it. */
class ReductionsTest {
  private static Lowered lower(
      DType dtype, Traits traits, UnaryOperator<Tensor> reduce, int... dims) {
    Graph graph = new Graph();
    graph.output("y", reduce.apply(graph.input("x", dtype, dims)));
    return Lowering.lower(Planner.plan(graph, MemoryModel.BYTES), traits);
  }

  private static String kernels(Lowered lowered) {
    return String.join(" ", lowered.launches().stream().map(Launch::name).toList());
  }

  private static Grid firstGrid(Lowered lowered) {
    return KernelLaunch.all(lowered.launches()).getFirst().grid();
  }

  private static String onGpu(DType dtype, UnaryOperator<Tensor> reduce, int... dims) {
    return kernels(lower(dtype, PaperDriver.GPU, reduce, dims));
  }

  private static String onCpu(DType dtype, UnaryOperator<Tensor> reduce, int... dims) {
    return kernels(lower(dtype, PaperDriver.CPU, reduce, dims));
  }

  @Test
  void shortAxesAreFoldedInOneLaunch() {
    assertEquals("reduce_sum_rows_aligned_f32_f32", onGpu(DType.F32, x -> x.sum(1), 64, 96));
    assertEquals("reduce_sum_f32_f32", onGpu(DType.F32, x -> x.sum(1), 64, 97));
    assertEquals("reduce_max_aligned_bf16_bf16", onGpu(DType.BF16, x -> x.max(0), 64, 96));
    assertEquals("reduce_min_f16_f16", onGpu(DType.F16, x -> x.min(1), 3, 64, 7));
    assertEquals("reduce_sum_rows_f32_f32", onCpu(DType.F32, x -> x.sum(1), 64, 96));
    assertEquals("reduce_sum_sheet_f32_f32", onCpu(DType.F32, x -> x.sum(0), 64, 96));
    assertEquals("reduce_sum_columns_f32_f32", onCpu(DType.F32, x -> x.sum(0), 64, 48));
  }

  @Test
  void longAxesAreFoldedInPartsOfF32AndThesePartsInTurn() {
    Lowered gpu = lower(DType.BF16, PaperDriver.GPU, x -> x.sum(0, 1), 4096, 4096);
    assertEquals("reduce_sum_rows_aligned_bf16_f32 reduce_sum_rows_aligned_f32_bf16", kernels(gpu));
    assertEquals(4096L * 4096 / (8 * 16 * 256), firstGrid(gpu).groupsX());
    assertEquals(512 * Float.BYTES, gpu.workspaceBytes());
    Lowered cpu = lower(DType.BF16, PaperDriver.CPU, x -> x.sum(0, 1), 4096, 4096);
    assertEquals("reduce_sum_rows_bf16_f32 reduce_sum_rows_f32_bf16", kernels(cpu));
  }

  @Test
  void theColumnsOfALongMatrixMakeManyGroups() {
    Lowered lowered = lower(DType.F32, PaperDriver.GPU, x -> x.sum(0), 65536, 256);
    assertEquals("reduce_sum_aligned_f32_f32", kernels(lowered).split(" ")[0]);
    assertTrue(firstGrid(lowered).groupsX() >= 4L * PaperDriver.GPU.units());
    assertTrue(lowered.workspaceBytes() <= 65536L * 256 * Float.BYTES / 32L);
  }

  @Test
  void scatteredAxesAreFoldedRunByRunTheLongestFirst() {
    Lowered lowered = lower(DType.BF16, PaperDriver.GPU, x -> x.sum(0, 2), 4, 6, 64);
    assertEquals("reduce_sum_rows_aligned_bf16_f32 reduce_sum_f32_bf16", kernels(lowered));
  }

  @Test
  void aFoldOfNothingToFoldIsACopy() {
    assertEquals("copy_aligned_i32", onGpu(DType.F32, x -> x.sum(0), 1, 96));
  }

  @Test
  void emptyAxesGiveTheIdentityAndEmptyResultsNothing() {
    assertEquals("reduce_sum_f32_f32", onGpu(DType.F32, x -> x.sum(0), 0, 5));
    assertEquals("", onGpu(DType.F32, x -> x.sum(1), 0, 5));
    assertEquals("", onCpu(DType.F32, x -> x.sum(1), 0, 5));
  }

  @Test
  void aLongArgMaxChoosesAmongTheCandidatesOfItsParts() {
    assertEquals("argmax_f32", onGpu(DType.F32, x -> x.argMax(1), 64, 10));
    assertEquals("argmax_narrow_f32", onCpu(DType.F32, x -> x.argMax(1), 64, 10));
    assertEquals("argmax_rows_f32", onCpu(DType.F32, x -> x.argMax(1), 64, 1000));
    assertEquals("argmax_columns_f32", onCpu(DType.F32, x -> x.argMax(0), 64, 10));
    assertEquals("argmax_f16 argmax_parts_f16", onGpu(DType.F16, x -> x.argMax(0), 1 << 20));
  }

  @Test
  void theFiniteFlagLooksAtPartsAndThenAtTheirFlags() {
    Lowered lowered = lower(DType.F32, PaperDriver.GPU, Tensor::allFinite, 1 << 20);
    assertEquals("all_finite_parts_aligned_f32 all_finite_f32", kernels(lowered));
    assertEquals(64, firstGrid(lowered).groupsX());
    assertEquals(List.of("all_finite_parts_f32", "all_finite_f32"), cpuFlags());
  }

  private static List<String> cpuFlags() {
    return List.of(onCpu(DType.F32, Tensor::allFinite, 1 << 20).split(" "));
  }
}
