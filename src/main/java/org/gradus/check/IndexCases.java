package org.gradus.check;

import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Index;

/** Rows picked and put by index. */
final class IndexCases {
  private IndexCases() {}

  static List<OpCase> all() {
    return List.of(
        gather(OperandSpec.of(7, 31), OperandSpec.indices(7, 5)),
        gather(OperandSpec.of(33), OperandSpec.indices(33, 3, 4)),
        gather(OperandSpec.of(5, 2, 3), OperandSpec.indices(5)),
        gather(OperandSpec.of(DType.U8, Domain.integers(255), 31, 7), OperandSpec.indices(31, 93)),
        gather(OperandSpec.of(DType.U8, Domain.integers(255), 7, 48), OperandSpec.indices(7, 31)),
        gather(OperandSpec.of(DType.I32, Domain.integers(999), 9, 5), OperandSpec.indices(9, 7)),
        gather(OperandSpec.of(DType.I32, Domain.integers(999), 9, 8), OperandSpec.indices(9, 7)),
        gather(OperandSpec.of(33, 64), OperandSpec.indices(33, 31)),
        gather(OperandSpec.of(5, 0), OperandSpec.indices(5, 7)),
        gather(OperandSpec.of(257, 93), OperandSpec.indices(257, 1024)).with(Trait.FULL_ONLY),
        scatter(7, OperandSpec.of(5, 31), OperandSpec.indices(7, 5)),
        scatter(3, OperandSpec.of(31), OperandSpec.indices(3, 31)),
        scatter(9, OperandSpec.of(2, 3, 4), OperandSpec.indices(9, 2, 3)),
        scatter(7, OperandSpec.of(5, 0), OperandSpec.indices(7, 5)),
        scatter(33, OperandSpec.of(257, 93), OperandSpec.indices(33, 257)).with(Trait.FULL_ONLY),
        scatter(7, OperandSpec.of(1030, 24), OperandSpec.indices(7, 1030)).with(Trait.FULL_ONLY),
        scatter(700, OperandSpec.of(1500, 15), OperandSpec.indices(700, 1500))
            .with(Trait.FULL_ONLY),
        scatter(70_000, OperandSpec.of(1100), OperandSpec.indices(70_000, 1100))
            .with(Trait.FULL_ONLY),
        oneHot(5, DType.F32, OperandSpec.indices(5, 7)),
        oneHot(10, DType.U8, OperandSpec.indices(10, 3, 31)),
        oneHot(1, DType.I32, OperandSpec.indices(1)));
  }

  private static OpCase gather(OperandSpec table, OperandSpec indices) {
    return OpCase.of(new Index.Gather(), table, indices).with(Trait.EXACT);
  }

  /** In the worst case all rows are added to one. */
  private static OpCase scatter(int rows, OperandSpec values, OperandSpec indices) {
    int length = indices.spec().shape().intSize();
    return OpCase.of(new Index.ScatterAdd(rows), values, indices)
        .named("to " + rows)
        .sums(length, Scale.MAGNITUDES);
  }

  private static OpCase oneHot(int depth, DType dtype, OperandSpec indices) {
    return OpCase.of(new Index.OneHot(depth, dtype), indices)
        .named(depth + " " + dtype)
        .with(Trait.EXACT);
  }
}
