package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.LibraryProduct;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Op;
import org.gradus.op.UnaryKind;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which products a driver's library is asked for, and how. */
final class LibraryProductTest {
  private static final Traits WITH_LIBRARY = PaperDriver.GPU.withProducts("cublas");

  private static Lowered lower(Traits traits, Op op, DType dtype, int[]... dims) {
    Graph graph = new Graph();
    Tensor[] operands = new Tensor[dims.length];
    for (int i = 0; i < dims.length; i++) {
      operands[i] = graph.input("x" + i, dtype, dims[i]);
    }
    graph.output("y", graph.add(op, List.of(operands)).output(0));
    return Lowering.lower(Planner.plan(graph, MemoryModel.BYTES), traits);
  }

  private static List<String> names(Lowered lowered) {
    return lowered.launches().stream().map(Launch::name).toList();
  }

  private static int[] dims(int... dims) {
    return dims;
  }

  @Test
  void aProductIsOneLaunchWithTheOperandsAsTheyLie() {
    Lowered lowered =
        lower(WITH_LIBRARY, new MatMul(false, true), DType.F32, dims(128, 784), dims(256, 784));
    LibraryProduct product = assertInstanceOf(LibraryProduct.class, lowered.launches().getFirst());
    assertEquals(List.of("cublas_gemm"), names(lowered));
    assertEquals(List.of(false, true), List.of(product.transposeA(), product.transposeB()));
    assertEquals(
        List.of(1, 128, 256, 784), List.of(product.batch(), product.m(), product.n(), product.k()));
    assertEquals(2.0 * 128 * 256 * 784, product.work().operations());
    assertEquals(4L * (128 * 784 + 256 * 784 + 128 * 256), product.work().bytes());
    assertEquals("", product.extent());
    assertEquals(0, lowered.workspaceBytes());
    assertTrue(
        product.toString().startsWith("cublas_gemm (NT, 128x256x784, f32 to f32), step %2 matmul"),
        product.toString());
  }

  @Test
  void leadingAxesAreABatch() {
    Lowered lowered =
        lower(
            WITH_LIBRARY, new MatMul(true, false), DType.BF16, dims(2, 3, 5, 7), dims(2, 3, 5, 4));
    LibraryProduct product = assertInstanceOf(LibraryProduct.class, lowered.launches().getFirst());
    assertEquals(
        List.of(6, 7, 4, 5), List.of(product.batch(), product.m(), product.n(), product.k()));
    assertTrue(
        product.toString().startsWith("cublas_gemm_batched (TN, 6 of 7x4x5, bf16 to bf16), step"),
        product.toString());
  }

  /** What is added at the end is added to sums in F32, which are rounded once. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "BF16", "F16"})
  void biasAndActivationFollowInAKernel(DType dtype) {
    Unary relu = new Unary(UnaryKind.RELU);
    for (MatMulWith op :
        List.of(
            new MatMulWith(false, false, Epilogue.bias(null)),
            new MatMulWith(false, false, Epilogue.bias(relu)))) {
      Lowered lowered = lower(WITH_LIBRARY, op, dtype, dims(7, 5), dims(5, 3), dims(3));
      assertEquals(List.of("cublas_gemm", "matmul_sum_f32"), names(lowered));
      LibraryProduct product =
          assertInstanceOf(LibraryProduct.class, lowered.launches().getFirst());
      assertEquals(DType.F32, product.results());
      assertEquals(dtype, product.operands());
      assertEquals(new Region.Workspace(), product.c().region());
      assertTrue(lowered.workspaceBytes() >= 7 * 3 * Float.BYTES, lowered.toString());
    }
  }

  @Test
  void whatHasNoElementsIsLeftToKernels() {
    MatMul op = new MatMul(false, false);
    Lowered ofNothing = lower(WITH_LIBRARY, op, DType.F32, dims(3, 0), dims(0, 5));
    assertEquals(List.of("matmul_f32"), names(ofNothing));
    assertEquals(List.of(), names(lower(WITH_LIBRARY, op, DType.F32, dims(0, 3), dims(3, 5))));
  }

  @Test
  void withoutALibraryNoProductIsAskedForAndNoneIsTaken() {
    MatMul op = new MatMul(false, false);
    Lowered own = lower(PaperDriver.GPU, op, DType.F32, dims(3, 4), dims(4, 5));
    assertEquals(own.launches(), KernelLaunch.all(own.launches()));
    Lowered other = lower(WITH_LIBRARY, op, DType.F32, dims(3, 4), dims(4, 5));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> KernelLaunch.all(other.launches()));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("the driver has no library for cublas_gemm"));
  }
}
