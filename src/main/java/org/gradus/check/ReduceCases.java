package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.random.RandomStream;

/** Folds over the last, first, middle, scattered, all and no axes; argmax; the finite flag. */
final class ReduceCases {
  private static final int[][][] FOLDS = { // the shape, the axes
    {{7}, {0}},
    {{7, 31}, {1}},
    {{7, 31}, {0}},
    {{7, 31}, {0, 1}},
    {{3, 7, 5}, {1}},
    {{3, 7, 5}, {0, 2}},
    {{7, 5}, {}},
    {{}, {}},
    {{1, 33}, {0}},
    {{93, 257}, {1}},
    {{257, 93}, {0}},
    {{7, 93}, {0}},
    {{31, 1024}, {0, 1}},
    {{7, 93, 33}, {1}},
    {{33, 24}, {0}},
    {{9, 8, 8}, {0, 2}},
    {{3, 8, 16}, {0, 2}}
  };

  private ReduceCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (FoldKind kind : FoldKind.values()) {
      for (int[][] fold : FOLDS) {
        boolean keep = (fold[0].length + fold[1].length) % 2 == 0;
        cases.add(fold(kind, keep, fold[0], fold[1]));
      }
      cases.add(fold(kind, true, new int[] {5, 7}, new int[] {1}));
      cases.add(fold(kind, false, new int[] {100_000}, new int[] {0}).named("long"));
      int[] dims = Shapes.random(random, 4, 3000);
      int[] axes = IntStream.range(0, dims.length).filter(i -> random.nextInt(2) == 0).toArray();
      cases.add(fold(kind, false, dims, axes).named("random").with(Trait.FULL_ONLY));
    }
    Fold rows = new Fold(FoldKind.SUM, List.of(1), false);
    cases.add(
        OpCase.of(rows, (graph, in) -> List.of(in.get(0).mean(1)), OperandSpec.of(7, 31))
            .named("mean")
            .sums(31, Scale.MAGNITUDES));
    for (int axis = 0; axis < 2; axis++) {
      Fold wide = new Fold(FoldKind.SUM, List.of(axis), false, true);
      cases.add(
          OpCase.of(wide, OperandSpec.of(257, 93))
              .named("wide over " + axis)
              .with(Trait.NO_GRADIENT)
              .sums(257, Scale.MAGNITUDES));
    }
    others(cases);
    return cases;
  }

  private static OpCase fold(FoldKind kind, boolean keep, int[] dims, int[] axes) {
    List<Integer> folded = IntStream.of(axes).boxed().toList();
    int length = folded.stream().mapToInt(Shape.of(dims)::dim).reduce(1, (a, b) -> a * b);
    Domain domain = kind == FoldKind.SUM ? Domain.normal() : Domain.distinct();
    OpCase one =
        OpCase.of(new Fold(kind, folded, keep), OperandSpec.of(domain, dims))
            .named("over " + folded + (keep ? " keep" : ""));
    OpCase sized = one.elements() > 1000 ? one.with(Trait.FULL_ONLY) : one;
    return kind == FoldKind.SUM ? sized.sums(length, Scale.MAGNITUDES) : sized.with(Trait.EXACT);
  }

  private static void others(List<OpCase> cases) {
    int[][] shapes = {{31}, {7, 33}, {3, 7, 5}, {93, 257}};
    for (int[] dims : shapes) {
      for (int axis = 0; axis < dims.length; axis++) {
        OpCase one = OpCase.of(new Reduce.ArgMax(axis), OperandSpec.of(Domain.distinct(), dims));
        cases.add(one.named("axis " + axis).with(Trait.EXACT));
      }
    }
    Domain ties = Domain.lattice(1, 0);
    cases.add(
        OpCase.of(new Reduce.ArgMax(1), OperandSpec.of(ties, 31, 93))
            .named("with ties")
            .with(Trait.EXACT));
    int[][] longer = {{9000}, {4100, 3}};
    for (int[] dims : longer) {
      OpCase one = OpCase.of(new Reduce.ArgMax(0), OperandSpec.of(Domain.distinct(), dims));
      cases.add(one.named("in parts").with(Trait.EXACT).with(Trait.FULL_ONLY));
    }
    for (int n : new int[] {1, 33, 1024, 100_000}) {
      OpCase one = OpCase.of(new Reduce.AllFinite(), OperandSpec.of(n)).with(Trait.EXACT);
      cases.add(n > 1024 ? one.with(Trait.FULL_ONLY) : one);
    }
    cases.add(OpCase.ofSlices(new Reduce.AllFinite(), OperandSpec.of(33)).with(Trait.EXACT));
  }
}
