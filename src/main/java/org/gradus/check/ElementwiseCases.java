package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Compare;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.random.RandomStream;

/** Functions of two variables, comparisons, choices and casts, with every pattern of stretching. */
final class ElementwiseCases {
  private static final int[][][] PATTERNS = {
    {{31}, {31}},
    {{7, 33}, {7, 33}},
    {{7, 33}, {33}},
    {{7, 33}, {7, 1}},
    {{1, 33}, {7, 1}},
    {{}, {31}},
    {{7, 1, 5}, {3, 1}},
    {{2, 3, 4, 5}, {3, 1, 5}},
    {{0, 5}, {5}},
    {{93, 257}, {257}},
    {{257, 93}, {257, 1}},
    {{1024}, {31, 1}}
  };

  private ElementwiseCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (BinaryKind kind : BinaryKind.values()) {
      for (int[][] shapes : PATTERNS) {
        cases.add(sized(binary(kind, shapes[0], shapes[1])));
        if (!Arrays.equals(shapes[0], shapes[1])) {
          cases.add(sized(binary(kind, shapes[1], shapes[0])));
        }
      }
      int[] dims = Shapes.random(random, 3, 2000);
      cases.add(binary(kind, dims, dims).named("random").with(Trait.FULL_ONLY));
      cases.add(integers(kind));
    }
    comparisons(cases);
    choices(cases);
    casts(cases);
    return cases;
  }

  private static OpCase sized(OpCase one) {
    return one.elements() > 1000 ? one.with(Trait.FULL_ONLY) : one;
  }

  private static OpCase binary(BinaryKind kind, int[] a, int[] b) {
    Domain left =
        switch (kind) {
          case MAXIMUM, MINIMUM -> Domain.lattice(0.25, 0);
          case POWER -> Domain.uniform(0.3, 2);
          default -> Domain.normal();
        };
    Domain right =
        switch (kind) {
          case MAXIMUM, MINIMUM -> Domain.lattice(0.25, 0.125);
          case DIVIDE -> Domain.magnitudes(0.5, 3);
          case POWER -> Domain.uniform(-2, 2);
          default -> Domain.normal();
        };
    return OpCase.of(new Binary(kind), OperandSpec.of(left, a), OperandSpec.of(right, b));
  }

  private static OpCase integers(BinaryKind kind) {
    Domain left = kind == BinaryKind.POWER ? Domain.integers(6) : Domain.lattice(3, 1);
    Domain right =
        switch (kind) {
          case POWER -> Domain.integers(5);
          case DIVIDE -> Domain.lattice(2, 1);
          default -> Domain.lattice(3, 0);
        };
    return OpCase.of(
            new Binary(kind),
            OperandSpec.of(DType.I32, left, 7, 31),
            OperandSpec.of(DType.I32, right, 31))
        .named("i32")
        .with(Trait.EXACT);
  }

  private static void comparisons(List<OpCase> cases) {
    Domain few = Domain.lattice(0.5, 0);
    for (CompareKind kind : CompareKind.values()) {
      Compare op = new Compare(kind);
      cases.add(
          OpCase.of(op, OperandSpec.of(few, 7, 33), OperandSpec.of(few, 33)).with(Trait.EXACT));
      cases.add(
          OpCase.of(op, OperandSpec.of(few, 93, 1), OperandSpec.of(few, 93, 31))
              .with(Trait.EXACT)
              .with(Trait.FULL_ONLY));
      cases.add(
          OpCase.of(op, OperandSpec.indices(5, 31), OperandSpec.indices(5, 31))
              .named("i32")
              .with(Trait.EXACT));
    }
  }

  private static void choices(List<OpCase> cases) {
    int[][][] patterns = {
      {{7, 31}, {7, 31}, {7, 31}},
      {{7, 31}, {31}, {}},
      {{7, 1}, {1, 31}, {7, 31}},
      {{}, {5}, {3, 1}}
    };
    for (int[][] dims : patterns) {
      OperandSpec condition = OperandSpec.of(DType.U8, Domain.integers(2), dims[0]);
      cases.add(
          OpCase.of(
                  new Elementwise.Select(),
                  condition,
                  OperandSpec.of(dims[1]),
                  OperandSpec.of(dims[2]))
              .with(Trait.EXACT));
    }
  }

  private static void casts(List<OpCase> cases) {
    for (DType from : DType.values()) {
      for (DType to : DType.values()) {
        if (from != to) {
          Domain domain = from.isFloat() ? Domain.uniform(0, 200) : Domain.integers(200);
          cases.add(
              OpCase.of(new Elementwise.Cast(to), OperandSpec.of(from, domain, 7, 31))
                  .named(from + " to " + to)
                  .with(Trait.EXACT)
                  .with(Trait.FIXED_TYPES)
                  .with(Trait.NO_GRADIENT)
                  .equalTo(in -> in));
        }
      }
    }
    // Multiples of 1/8 stay what they are in F32 even after steps of central differences.
    cases.add(
        OpCase.of(
                new Elementwise.Cast(DType.F32),
                (graph, in) -> List.of(in.get(0).cast(DType.F32).cast(DType.F64)),
                OperandSpec.of(DType.F64, Domain.lattice(0.125, 0), 31))
            .named("and back")
            .with(Trait.EXACT)
            .with(Trait.FIXED_TYPES));
  }
}
