package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.UnaryKind;
import org.gradus.random.RandomStream;

/** Matrix products with more at their end than {@link BiasCases} has. */
final class EpilogueCases {
  private static final Part BIAS = new Part.Bias();
  private static final Part ADD = new Part.Add();
  private static final Part KEEP = new Part.Keep();
  private static final Part GELU = new Part.Activation(new Unary(UnaryKind.GELU));
  private static final Part TANH = new Part.Activation(new Unary(UnaryKind.TANH));
  private static final Part TANH_RULE = new Part.ChainRule(new UnaryGradient(UnaryKind.TANH, 0));

  /** Long enough for slices of K on every device. */
  private static final int LONG = 1030;

  /** Every order of parts. */
  private static final List<Epilogue> ENDS =
      List.of(
          end(ADD),
          end(BIAS, ADD),
          end(BIAS, KEEP, GELU),
          end(BIAS, ADD, KEEP, TANH),
          end(BIAS, GELU, ADD),
          end(BIAS, KEEP, GELU, ADD),
          end(TANH_RULE),
          end(ADD, TANH_RULE),
          end(TANH_RULE, ADD));

  private EpilogueCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (int i = 0; i < ENDS.size(); i++) {
      cases.add(product(transposed(0, i), 7, 5, 3));
      add(cases, true, product(transposed(1 + i, i), 8, 12, 20));
      int n = Shapes.extent(random, 93);
      add(cases, true, product(transposed(2 + i, i), 33, 31, n).named("random"));
      add(cases, true, product(transposed(3 + i, i), 5, 4, 7, 3));
      add(cases, true, product(transposed(4 + i, i), 7, LONG, 33));
    }
    chainRules(cases);
    sums(cases);
    casts(cases);
    return cases;
  }

  /** A product with end {@code end} and one of the four transpositions. */
  private static MatMulWith transposed(int which, int end) {
    return new MatMulWith(which % 2 == 1, which / 2 % 2 == 1, ENDS.get(end));
  }

  private static void add(List<OpCase> cases, boolean fullOnly, OpCase one) {
    cases.add(fullOnly ? one.with(Trait.FULL_ONLY) : one);
  }

  private static Epilogue end(Part... parts) {
    return Epilogue.NONE.with(parts);
  }

  private static void chainRules(List<OpCase> cases) {
    for (UnaryKind kind : UnaryKind.values()) {
      if (kind.isActivation() && kind != UnaryKind.TANH) {
        Part rule = new Part.ChainRule(new UnaryGradient(kind, parameter(kind)));
        cases.add(product(new MatMulWith(false, false, end(rule)), 7, 5, 12));
      }
    }
  }

  private static double parameter(UnaryKind kind) {
    return kind == UnaryKind.LEAKY_RELU || kind == UnaryKind.ELU ? 0.3 : 0;
  }

  /** Sums of an operand, which lies with K as its rows. */
  private static void sums(List<OpCase> cases) {
    int[][] sizes = {{7, 5, 3}, {32, 16, 24}, {129, 33, 131}, {5, 7, 1}, {1, 3, 6}, {31, LONG, 13}};
    for (int[] size : sizes) {
      for (boolean other : new boolean[] {false, true}) {
        for (int operand = 0; operand < 2; operand++) {
          boolean a = operand == 0 || other;
          boolean b = operand == 0 && other;
          Part sums = new Part.OperandSums(operand);
          boolean big = size[0] > 32 || size[1] > 32;
          MatMulWith plain = new MatMulWith(a, b, end(sums));
          add(cases, big, product(plain, size[0], size[1], size[2]));
          MatMulWith more = new MatMulWith(a, b, end(BIAS, KEEP, GELU, ADD, sums));
          add(cases, true, product(more, size[0], size[1], size[2]));
        }
      }
    }
  }

  /** Results and operands of the end in types of their own. */
  private static void casts(List<OpCase> cases) {
    DType[] types = {DType.F32, DType.BF16, DType.F16};
    for (DType from : types) {
      for (DType to : types) {
        if (from != to) {
          Part cast = new Part.Cast(to);
          boolean summable = from == DType.F32 || to == DType.F32;
          cases.add(typed(from, false, end(cast)));
          cases.add(typed(from, false, end(BIAS, KEEP, GELU, cast, ADD)));
          cases.add(typed(from, true, end(cast, BIAS, TANH_RULE)));
          if (summable) {
            cases.add(typed(from, true, end(cast, new Part.OperandSums(0))));
          }
        }
      }
    }
  }

  private static OpCase typed(DType from, boolean transposeA, Epilogue end) {
    MatMulWith op = new MatMulWith(transposeA, false, end);
    OpCase one = product(op, from, new int[0], 9, 40, 12);
    return one.named("of " + from)
        .sums(40, Scale.LARGEST)
        .with(Trait.FIXED_TYPES)
        .with(Trait.NO_GRADIENT);
  }

  private static OpCase product(MatMulWith op, int m, int k, int n, int... batch) {
    return product(op, DType.F32, batch, m, k, n).sums(k, Scale.MAGNITUDES);
  }

  private static OpCase product(MatMulWith op, DType dtype, int[] batch, int m, int k, int n) {
    Domain normal = Domain.normal();
    int[] a = op.transposeA() ? dims(batch, k, m) : dims(batch, m, k);
    int[] b = op.transposeB() ? dims(batch, n, k) : dims(batch, k, n);
    List<OperandSpec> operands = new ArrayList<>();
    operands.add(OperandSpec.of(dtype, normal, a));
    operands.add(OperandSpec.of(dtype, normal, b));
    DType type = dtype;
    for (Part part : op.epilogue().parts()) {
      switch (part) {
        case Part.Bias _ -> operands.add(OperandSpec.of(type, normal, n));
        case Part.Add _ -> operands.add(OperandSpec.of(type, normal, dims(batch, m, n)));
        case Part.ChainRule(UnaryGradient rule) ->
            operands.add(OperandSpec.of(type, saved(rule.kind()), dims(batch, m, n)));
        case Part.Cast(DType to) -> type = to;
        case Part.Keep _, Part.Activation _, Part.OperandSums _ -> {}
      }
    }
    return OpCase.of(op, operands.toArray(OperandSpec[]::new))
        .named(ContractCases.transposition(op.transposeA(), op.transposeB()));
  }

  /** What a chain rule is given: an argument, or what is a result; no kink within reach. */
  private static Domain saved(UnaryKind kind) {
    return kind == UnaryKind.SIGMOID
        ? Domain.uniform(0.05, 0.95)
        : Domain.magnitudes(0.05, kind == UnaryKind.ELU ? 0.25 : 0.95);
  }

  private static int[] dims(int[] batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = rows;
    dims[batch.length + 1] = columns;
    return dims;
  }
}
