package org.gradus.gpu.launch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.gradus.graph.Origin;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.plan.Step;
import org.junit.jupiter.api.Test;

/**
 * What launches for compute capability 9.0 say of tensors and clusters, before there is a device.
 */
final class TensorMapTest {
  private static final Place PLACE = new Place(new Region.Scratch(), 256);
  private static final List<Integer> BOX = List.of(64, 16, 1);

  @Test
  void stridesAreThoseOfADenseTensor() {
    Argument.TensorMap map = map(PLACE, DType.BF16, List.of(40L, 7L, 3L), BOX);
    assertArrayEquals(new long[] {80, 560}, map.strides());
    List<Long> large = List.of(1L << 16, 1L << 16, 2L);
    assertArrayEquals(new long[] {1L << 17, 1L << 33}, map(PLACE, DType.F16, large, BOX).strides());
  }

  @Test
  void whatTheDriverWouldRefuseIsSaid() {
    assertEquals(
        "a bf16 tensor of [39, 7, 3] at Place[region=Scratch[], offset=256] is not in rows of whole"
            + " 16 bytes in boxes of [64, 16, 1]",
        refusal(PLACE, DType.BF16, List.of(39L, 7L, 3L), BOX));
    assertEquals(
        "a bf16 tensor of [40, 7, 3] at Place[region=Scratch[], offset=258] is not in rows of whole"
            + " 16 bytes in boxes of [64, 16, 1]",
        refusal(PLACE.plus(2), DType.BF16, List.of(40L, 7L, 3L), BOX));
    String copied = " at Place[region=Scratch[], offset=256] is not copied in boxes of ";
    List<Long> extents = List.of(40L, 7L, 3L);
    assertEquals(
        "a f32 tensor of [40, 7, 3]" + copied + BOX, refusal(PLACE, DType.F32, extents, BOX));
    for (List<Integer> box : List.of(List.of(64, 16), List.of(32, 16, 1), List.of(64, 257, 1))) {
      assertEquals(
          "a bf16 tensor of [40, 7, 3]" + copied + box, refusal(PLACE, DType.BF16, extents, box));
    }
  }

  @Test
  void clustersAreWhole() {
    KernelName kernel = Program.of("sm90_one").kernel("sm90_one");
    Step step =
        new Step(0, new Contract.MatMul(false, false), List.of(), List.of(), Origin.UNKNOWN);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new KernelLaunch(
                    kernel, Grid.groups(5, 32), 0, 2, List.of(), step, new Work(0, 0)));
    assertEquals(
        "sm90_one: 5 groups along the first axis do not make clusters of 2", e.getMessage());
  }

  private static String refusal(Place place, DType dtype, List<Long> extents, List<Integer> box) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> map(place, dtype, extents, box))
            .getMessage());
  }

  private static Argument.TensorMap map(
      Place place, DType dtype, List<Long> extents, List<Integer> box) {
    return new Argument.TensorMap(place, dtype, extents, box);
  }
}
