package org.gradus.bench;

import static org.gradus.bench.Operand.normal;
import static org.gradus.bench.Sizes.COLUMNS;

import java.util.List;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** The kernels that come nearest to what a device can do. */
final class CeilingCases {
  static final String COPY = "copy";
  static final String READ = "read";
  static final String WRITE = "write";
  static final String MATMUL = "matmul";

  private CeilingCases() {}

  static KernelCase copy(Sizes sizes) {
    return KernelCases.copy(DType.F32, sizes.traffic());
  }

  /** The sum of a matrix's rows, which leaves one number of 1024. */
  static KernelCase read(Sizes sizes) {
    Operand x = normal(DType.F32, sizes.rows(Float.BYTES), COLUMNS);
    return KernelCase.of(READ, new Reduce.Fold(Reduce.FoldKind.SUM, List.of(1), false), x);
  }

  /** One number, everywhere. */
  static KernelCase write(Sizes sizes) {
    int rows = sizes.rows(Float.BYTES);
    View.Broadcast fill = new View.Broadcast(Shape.of(rows, COLUMNS));
    String said = "to %dx%d".formatted(rows, COLUMNS);
    return KernelCase.of(WRITE, fill, normal(DType.F32, 1)).with(said);
  }

  static KernelCase product(DType dtype, int extent) {
    Operand square = normal(dtype, extent, extent);
    return KernelCase.of(MATMUL, new Contract.MatMul(false, false), square, square);
  }
}
