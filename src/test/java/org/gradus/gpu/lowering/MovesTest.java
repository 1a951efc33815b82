package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;

/** What views and assignments launch; no device is needed to see it. */
class MovesTest {
  private static final long ELEMENTS = 64L * 96;

  private static List<KernelLaunch> launches(Graph graph, Traits traits) {
    return KernelLaunch.all(
        Lowering.lower(Planner.plan(graph, MemoryModel.BYTES), traits).launches());
  }

  private static List<KernelLaunch> launches(
      DType dtype, Traits traits, UnaryOperator<Tensor> view) {
    Graph graph = new Graph();
    graph.output("y", view.apply(graph.input("x", dtype, 64, 96)));
    return launches(graph, traits);
  }

  private static String kernels(List<KernelLaunch> launches) {
    return String.join(" ", launches.stream().map(launch -> launch.kernel().function()).toList());
  }

  @Test
  void whatStaysInPlaceLaunchesNothing() {
    for (Traits traits : List.of(PaperDriver.GPU, PaperDriver.CPU)) {
      assertEquals("", kernels(launches(DType.F32, traits, x -> x.reshape(96, 64))));
      assertEquals("", kernels(launches(DType.F32, traits, x -> x.slice(0, 3, 40))));
      assertEquals(
          "",
          kernels(
              launches(
                  DType.F32, traits, x -> x.apply(new View.Slice(List.of(1, 2), Shape.of(0, 3))))));
    }
  }

  @Test
  void aTransposeGoesThroughTiles() {
    List<KernelLaunch> turned = launches(DType.F32, PaperDriver.GPU, Tensor::transpose);
    assertEquals("transpose_i32", kernels(turned));
    assertEquals(Grid.groups(2 * 3, 256), turned.getFirst().grid());
    assertEquals(2 * ELEMENTS * Float.BYTES, turned.getFirst().work().bytes());
    List<KernelLaunch> halves = launches(DType.F16, PaperDriver.CPU, Tensor::transpose);
    assertEquals("transpose_bf16", kernels(halves));
    assertEquals("copy -DCPU=1 -DDTYPE=bf16", halves.getFirst().kernel().program().toString());
  }

  @Test
  void aBatchOfTransposesIsOneLaunchAndTooSmallOnesAreCopied() {
    assertEquals(
        "transpose_i32",
        kernels(launches(DType.I32, PaperDriver.GPU, x -> x.reshape(4, 16, 96).permute(0, 2, 1))));
    assertEquals(
        "copy_strided_u8",
        kernels(launches(DType.U8, PaperDriver.GPU, x -> x.reshape(4, 4, 384).permute(0, 2, 1))));
  }

  @Test
  void rowsOfWholeVectorsAreCopiedAsVectors() {
    assertEquals(
        "copy_strided_aligned_i32",
        kernels(launches(DType.F32, PaperDriver.GPU, x -> x.slice(1, 4, 12))));
    assertEquals(
        "copy_strided_i32", kernels(launches(DType.F32, PaperDriver.GPU, x -> x.slice(1, 1, 9))));
    assertEquals(
        "copy_strided_bf16",
        kernels(launches(DType.BF16, PaperDriver.GPU, x -> x.slice(1, 4, 12))));
    assertEquals(
        "copy_strided_i32", kernels(launches(DType.F32, PaperDriver.CPU, x -> x.slice(1, 4, 12))));
  }

  @Test
  void axesThatAreWalkedAsOneAreOne() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 5, 7, 3);
    graph.output("y", x.permute(1, 0, 2, 3));
    KernelLaunch launch = launches(graph, PaperDriver.GPU).getFirst();
    // Rows of 7 x 3 elements, 8 of them next to each other, and one axis of 5 around these.
    assertEquals(new Argument.Int32(1), launch.arguments().get(3));
    assertEquals(new Argument.Int32(8), launch.arguments().get(6));
    assertEquals(new Argument.Int32(21), launch.arguments().get(10));
  }

  @Test
  void concatCopiesEachOperandIntoItsColumns() {
    Graph graph = new Graph();
    Tensor a = graph.input("a", DType.F32, 6, 2);
    Tensor b = graph.input("b", DType.F32, 6, 3);
    graph.output("y", Tensor.concat(1, List.of(a, b)));
    List<KernelLaunch> launches = launches(graph, PaperDriver.GPU);
    assertEquals("copy_strided_i32 copy_strided_i32", kernels(launches));
    assertEquals(target(launches.get(0)).plus(2 * Float.BYTES), target(launches.get(1)));
  }

  private static Place target(KernelLaunch copy) {
    return ((Argument.Pointer) copy.arguments().get(1)).place();
  }

  @Test
  void aPackOfValuesInTheirPlacesFillsItsGapsOnly() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 5, 5);
    Tensor y = graph.input("y", DType.F32, 31);
    Tensor pack = x.exp().apply(new View.Pack(List.of(0, 64), 128), y.tanh());
    graph.output("pack", pack);
    List<KernelLaunch> launches = launches(graph, PaperDriver.GPU);
    assertEquals(3, launches.size());
    assertEquals("fill_gaps_i32", launches.getLast().kernel().function());
    assertEquals(Grid.groups(2, 256), launches.getLast().grid());
    assertEquals((39 + 33) * Float.BYTES, launches.getLast().work().bytes());
  }

  @Test
  void aPackCopiesWhatLiesElsewhere() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 64);
    graph.output("pack", x.apply(new View.Pack(List.of(0), 64)));
    assertEquals("copy_aligned_i32", kernels(launches(graph, PaperDriver.GPU)));
    assertEquals("copy_strided_i32", kernels(launches(graph, PaperDriver.CPU)));
  }

  @Test
  void aPadIsOneLaunch() {
    View.Pad pad = new View.Pad(List.of(1, 0), Shape.of(66, 96));
    assertEquals("pad_aligned_i32", kernels(launches(DType.F32, PaperDriver.GPU, pad(pad))));
    assertEquals("pad_i32", kernels(launches(DType.F32, PaperDriver.CPU, pad(pad))));
    View.Pad columns = new View.Pad(List.of(0, 1), Shape.of(64, 98));
    assertEquals("pad_i32", kernels(launches(DType.F32, PaperDriver.GPU, pad(columns))));
  }

  private static UnaryOperator<Tensor> pad(View.Pad pad) {
    return x -> x.apply(pad);
  }

  @Test
  void anAssignmentIsACopyUnderAFlag() {
    Variables variables = new Variables();
    Variable w =
        variables.declare(
            "w", TensorSpec.of(DType.F32, 64), Variable.Role.STATISTIC, Initial.ZEROS);
    Graph graph = new Graph(variables);
    Tensor value = graph.input("x", DType.F32, 64);
    Tensor ok = graph.input("ok", DType.U8);
    graph.update(new Update.Assign(w.name()), value, ok);
    assertEquals("assign_aligned_i32", kernels(launches(graph, PaperDriver.GPU)));
    assertEquals("assign_i32", kernels(launches(graph, PaperDriver.CPU)));
  }
}
