package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;

/**
 * Matrix products on tensor cores, by {@code kernels/cuda/sm80_matmul.cu}.
 *
 * <p>Operands are bf16 or f16; f32 ones are rounded to tf32 where that is asked for.
 */
final class TensorProducts {
  /** What sm80_matmul_aligned wants rows of operands to begin at. */
  static final int CHUNK_BYTES = 16;

  private static final int OLDEST = 80;

  private TensorProducts() {}

  /** Whether the device has the tensor cores. */
  static boolean available(Traits traits) {
    return traits.tensorCores().generation() >= OLDEST;
  }

  /** Whether they are to be used where nobody chose. */
  static boolean suit(Product product, Traits traits) {
    boolean plain = product.operands() == DType.F32 && product.form() != Form.TF32;
    return !plain && available(traits);
  }

  /** Whether f32 is to be multiplied without them by the same kernel. */
  static boolean suitPlain(Product product, Traits traits) {
    return product.operands() == DType.F32 && product.form() != Form.TF32 && available(traits);
  }

  private static String type(DType operands, TensorTiles tile) {
    return operands == DType.F32 && !tile.plain() ? "tf32" : operands.toString();
  }

  /** Writes down the launches. */
  static void lower(Product product, TensorTiles tile, Slices slices, StepCode code) {
    DType operands = product.operands();
    Program program =
        Program.of("sm80_matmul")
            .typed("DTYPE", type(operands, tile))
            .with("TILE_M", tile.m())
            .with("TILE_N", tile.n())
            .with("WARPS_M", tile.warpsM())
            .with("WARPS_N", tile.warpsN())
            .with("STAGES", tile.stages())
            .with("A_TRANSPOSED", product.transposeA() ? 1 : 0)
            .with("B_TRANSPOSED", product.transposeB() ? 1 : 0);
    boolean aligned = aligned(product, operands, code);
    ProductEnd end = ProductEnd.of(product, slices, code);
    Call call =
        code.call(program.kernel(aligned ? "sm80_matmul_aligned" : "sm80_matmul"))
            .input(0)
            .input(1);
    end.arguments(call)
        .sharing(tile.localBytes())
        .over(Grid.groups(tile.count(product) * slices.count(), tile.items()));
    end.add();
  }

  private static boolean aligned(Product product, DType operands, StepCode code) {
    return product.operandsDivisibleBy(CHUNK_BYTES / operands.bytes())
        && code.input(0).offset() % CHUNK_BYTES == 0
        && code.input(1).offset() % CHUNK_BYTES == 0;
  }
}
