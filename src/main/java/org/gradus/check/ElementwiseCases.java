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
      cases.add(OpCase.ofSlices(new Binary(kind), left(kind, 33), right(kind, 33)));
      cases.add(OpCase.ofSlices(new Binary(kind), left(kind, 8, 31), right(kind, 8, 31)));
      integers(kind, cases);
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
    return OpCase.of(new Binary(kind), left(kind, a), right(kind, b));
  }

  private static OperandSpec left(BinaryKind kind, int... dims) {
    Domain domain =
        switch (kind) {
          case MAXIMUM, MINIMUM -> Domain.lattice(0.25, 0);
          case POWER -> Domain.uniform(0.3, 2);
          default -> Domain.normal();
        };
    return OperandSpec.of(domain, dims);
  }

  private static OperandSpec right(BinaryKind kind, int... dims) {
    Domain domain =
        switch (kind) {
          case MAXIMUM, MINIMUM -> Domain.lattice(0.25, 0.125);
          case DIVIDE -> Domain.magnitudes(0.5, 3);
          case POWER -> Domain.uniform(-2, 2);
          default -> Domain.normal();
        };
    return OperandSpec.of(domain, dims);
  }

  private static void integers(BinaryKind kind, List<OpCase> cases) {
    Domain left = kind == BinaryKind.POWER ? Domain.integers(6) : Domain.lattice(3, 1);
    Domain right =
        switch (kind) {
          case POWER -> Domain.integers(5);
          case DIVIDE -> Domain.lattice(2, 1);
          default -> Domain.lattice(3, 0);
        };
    whole(cases, new Binary(kind), DType.I32, left, right);
    Domain bytes = kind == BinaryKind.POWER ? left : Domain.integers(256);
    whole(cases, new Binary(kind), DType.U8, bytes, kind == BinaryKind.POWER ? right : bytes);
  }

  /** An op on whole numbers: of one shape and stretched, in vectors and not. */
  private static void whole(
      List<OpCase> cases, Elementwise op, DType dtype, Domain left, Domain right) {
    int[][][] patterns = {{{7, 31}, {31}}, {{31}, {31}}, {{7, 32}, {32}}};
    for (int[][] dims : patterns) {
      OperandSpec a = OperandSpec.of(dtype, left, dims[0]);
      OperandSpec b = OperandSpec.of(dtype, right, dims[1]);
      cases.add(OpCase.of(op, a, b).named(dtype.toString()).with(Trait.EXACT));
    }
    OperandSpec a = OperandSpec.of(dtype, left, 33);
    OperandSpec b = OperandSpec.of(dtype, right, 33);
    cases.add(OpCase.ofSlices(op, a, b).named(dtype.toString()).with(Trait.EXACT));
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
      cases.add(same(op, few, 31).with(Trait.EXACT));
      cases.add(
          OpCase.of(op, OperandSpec.of(few, 7, 32), OperandSpec.of(few, 32)).with(Trait.EXACT));
      OperandSpec sliced = OperandSpec.of(few, 33);
      cases.add(OpCase.ofSlices(op, sliced, sliced).with(Trait.EXACT));
      for (DType dtype : List.of(DType.I32, DType.U8)) {
        whole(cases, op, dtype, Domain.integers(5), Domain.integers(5));
      }
    }
  }

  private static OpCase same(Elementwise op, Domain domain, int... dims) {
    return OpCase.of(op, OperandSpec.of(domain, dims), OperandSpec.of(domain, dims));
  }

  private static void choices(List<OpCase> cases) {
    int[][][] patterns = {
      {{7, 31}, {7, 31}, {7, 31}},
      {{7, 31}, {31}, {}},
      {{7, 1}, {1, 31}, {7, 31}},
      {{}, {5}, {3, 1}},
      {{7, 32}, {32}, {}}
    };
    Domain normal = Domain.normal();
    for (int[][] dims : patterns) {
      cases.add(
          OpCase.of(new Elementwise.Select(), choice(DType.F32, normal, dims)).with(Trait.EXACT));
    }
    cases.add(
        OpCase.ofSlices(new Elementwise.Select(), sliced(DType.F32, normal)).with(Trait.EXACT));
    for (DType dtype : List.of(DType.I32, DType.U8)) {
      Domain whole = Domain.integers(200);
      for (int pattern : new int[] {0, 1, 4}) {
        OperandSpec[] operands = choice(dtype, whole, patterns[pattern]);
        cases.add(
            OpCase.of(new Elementwise.Select(), operands)
                .named(dtype.toString())
                .with(Trait.EXACT));
      }
      OperandSpec[] operands = sliced(dtype, whole);
      cases.add(
          OpCase.ofSlices(new Elementwise.Select(), operands)
              .named(dtype.toString())
              .with(Trait.EXACT));
    }
  }

  private static OperandSpec[] choice(DType dtype, Domain domain, int[]... dims) {
    return new OperandSpec[] {
      OperandSpec.of(DType.U8, Domain.integers(2), dims[0]),
      OperandSpec.of(dtype, domain, dims[1]),
      OperandSpec.of(dtype, domain, dims[2])
    };
  }

  private static OperandSpec[] sliced(DType dtype, Domain domain) {
    return choice(dtype, domain, new int[] {33}, new int[] {33}, new int[] {33});
  }

  private static OpCase cast(OpCase one, String types) {
    return one.named(types).with(Trait.EXACT).with(Trait.FIXED_TYPES).with(Trait.NO_GRADIENT);
  }

  private static void casts(List<OpCase> cases) {
    for (DType from : DType.values()) {
      for (DType to : DType.values()) {
        Domain domain = from.isFloat() ? Domain.uniform(0, 200) : Domain.integers(200);
        Elementwise.Cast op = new Elementwise.Cast(to);
        String types = from + " to " + to;
        OpCase whole = OpCase.of(op, OperandSpec.of(from, domain, 7, 31)).equalTo(in -> in);
        cases.add(cast(whole, types));
        cases.add(cast(OpCase.ofSlices(op, OperandSpec.of(from, domain, 33)), types));
        // Beyond what the other type holds, and of either sign.
        cases.add(
            cast(OpCase.of(op, OperandSpec.of(from, Domain.uniform(-1e10, 1e10), 31)), types));
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
