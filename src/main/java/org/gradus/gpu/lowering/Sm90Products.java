package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;

/**
 * Matrix products by {@code kernels/cuda/sm90_matmul.cu}, for compute capability 9.0 alone.
 *
 * <p>Operands are bf16 or f16 in rows that begin at multiples of 16 bytes, as TMA wants them.
 */
final class Sm90Products {
  private static final int GENERATION = 90;

  /** What rows begin at multiples of. */
  private static final int ROW_BYTES = 16;

  private static final List<Integer> BRICK = List.of(64, 64, 1);

  /** What a warp stores at once. */
  private static final List<Integer> CHUNK = List.of(64, 16, 1);

  private final Product product;
  private final StepCode code;
  private final Sm90Tiles tile;
  private final Slices slices;

  private Sm90Products(Product product, Sm90Tiles tile, Slices slices, StepCode code) {
    this.product = product;
    this.code = code;
    this.tile = tile;
    this.slices = slices;
  }

  /** Whether the device has the instructions and the operands have rows as TMA wants them. */
  static boolean suit(Product product, DType operands, Traits traits) {
    return traits.tensorCores().generation() == GENERATION
        && (operands == DType.BF16 || operands == DType.F16)
        && product.operandsDivisibleBy(ROW_BYTES / operands.bytes())
        && product.k() > 0
        && product.batch() <= Integer.MAX_VALUE
        && product.results() > 0;
  }

  /** Whether the operands begin where TMA wants them to. */
  static boolean reaches(StepCode code) {
    return code.input(0).offset() % ROW_BYTES == 0 && code.input(1).offset() % ROW_BYTES == 0;
  }

  /** Writes down the launches. */
  static void lower(Product product, Sm90Tiles tile, Slices slices, StepCode code) {
    new Sm90Products(product, tile, slices, code).lower();
  }

  private void lower() {
    Program program =
        Program.of("sm90_matmul", product.operands())
            .with("TILE_M", tile.m())
            .with("TILE_N", tile.n())
            .with("STAGES", tile.stages());
    int cluster = tile.cluster(product, code.traits());
    ProductEnd end = ProductEnd.of(product, slices, code);
    Call call =
        code.call(program.kernel("sm90_matmul"))
            .map(operand(0))
            .map(operand(1))
            .map(stored() ? result() : operand(0)) // any: it is not used
            .moves(code.step().input(0).spec().bytes() + code.step().input(1).spec().bytes());
    end.arguments(call)
        .of(Math.toIntExact(product.batch()))
        .of(cluster)
        .of(product.transposeA() ? 1 : 0)
        .of(product.transposeB() ? 0 : 1)
        .of(stored() ? 1 : 0)
        .sharing(tile.localBytes())
        .inClustersOf(cluster)
        .over(Grid.groups(tile.groups(product, slices.count(), code.traits()), tile.items()));
    end.add();
  }

  /** Whether results go to memory by TMA: nothing but a bias and a relu is done to them before. */
  private boolean stored() {
    return slices.count() == 1
        && code.wants(0)
        && product.dtype() == product.operands()
        && product.epilogue().parts().stream().allMatch(Sm90Products::isSimple)
        && product.n() * product.dtype().bytes() % ROW_BYTES == 0
        && code.output(0).offset() % ROW_BYTES == 0;
  }

  private static boolean isSimple(Part part) {
    return switch (part) {
      case Part.Activation(Unary function) -> function.kind() == UnaryKind.RELU;
      case Part.Bias _ -> true;
      case Part.Add _, Part.Keep _, Part.ChainRule _, Part.Cast _, Part.OperandSums _ -> false;
    };
  }

  private Argument.TensorMap operand(int i) {
    return map(code.input(i), code.inputShape(i), BRICK);
  }

  private Argument.TensorMap result() {
    return map(code.output(0), code.outputShape(0), CHUNK);
  }

  private Argument.TensorMap map(Place place, Shape shape, List<Integer> box) {
    List<Long> extents = List.of((long) shape.dim(-1), (long) shape.dim(-2), product.batch());
    return new Argument.TensorMap(place, product.operands(), extents, box);
  }
}
