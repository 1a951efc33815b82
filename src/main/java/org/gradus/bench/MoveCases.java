package org.gradus.bench;

import static org.gradus.bench.Operand.normal;
import static org.gradus.bench.Sizes.COLUMNS;

import java.util.List;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** Kernels that move elements. */
final class MoveCases {
  private final List<KernelCase> cases;

  private MoveCases(List<KernelCase> cases) {
    this.cases = cases;
  }

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    MoveCases moves = new MoveCases(cases);
    double once = dtype.bytes();
    double twice = 2 * once;
    int all = sizes.rows(once);
    int each = sizes.rows(twice);
    moves.cases.add(KernelCases.copy(dtype, sizes.traffic()).with("copy"));
    Op fill = new View.Broadcast(Shape.of(all, COLUMNS));
    moves.add(fill, "fill", normal(dtype, 1));
    moves.add(fill, "rows", normal(dtype, COLUMNS));
    moves.add(fill, "columns", normal(dtype, all, 1));
    moves.add(new View.Permute(List.of(1, 0)), "", normal(dtype, each, COLUMNS));
    int batch = sizes.rows(64 * 64, twice);
    moves.add(new View.Permute(List.of(0, 2, 1, 3)), "0213", normal(dtype, batch, 16, 4, 64));
    moves.add(new View.Permute(List.of(0, 2, 1)), "021", normal(dtype, batch, 64, 64));
    int half = COLUMNS / 2;
    moves.add(new View.Concat(1), "axis 1", normal(dtype, each, half), normal(dtype, each, half));
    moves.add(
        new View.Slice(List.of(0, half / 2), Shape.of(all, half)),
        "half",
        normal(dtype, all, COLUMNS));
    moves.add(
        new View.Pad(List.of(0, 1), Shape.of(each, COLUMNS + 2)),
        "by 1",
        normal(dtype, each, COLUMNS));
  }

  private void add(Op op, String detail, Operand... operands) {
    cases.add(KernelCase.of("copy", op, operands).with(detail));
  }
}
