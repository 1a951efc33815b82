package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.UnaryKind;
import org.gradus.random.RandomStream;
import org.jspecify.annotations.Nullable;

/** Bias and activation, alone and as the end of a matrix product. */
final class BiasCases {
  private static final List<UnaryKind> ACTIVATIONS =
      List.of(
          UnaryKind.TANH,
          UnaryKind.SIGMOID,
          UnaryKind.GELU,
          UnaryKind.GELU_TANH,
          UnaryKind.SILU,
          UnaryKind.SOFTPLUS);

  /** Functions whose kinks lie at whole numbers. */
  private static final List<UnaryKind> KINKED =
      List.of(
          UnaryKind.RELU,
          UnaryKind.LEAKY_RELU,
          UnaryKind.ELU,
          UnaryKind.SELU,
          UnaryKind.HARD_TANH,
          UnaryKind.RELU6,
          UnaryKind.HARD_SIGMOID,
          UnaryKind.HARD_SWISH);

  private BiasCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (UnaryKind kind : ACTIVATIONS) {
      Unary activation = new Unary(kind);
      Fused op = new Fused.BiasActivation(activation);
      cases.add(smooth(op, OperandSpec.of(7, 31), OperandSpec.of(31)));
      cases.add(smooth(op, OperandSpec.of(7, 32), OperandSpec.of(32)));
      cases.add(smooth(op, OperandSpec.of(93, 257), OperandSpec.of(257)).with(Trait.FULL_ONLY));
      cases.add(product(false, false, activation, 7, 5, 3));
    }
    kinked(cases);
    rare(cases);
    wide(cases, DType.BF16);
    wide(cases, DType.F16);
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        Unary tanh = new Unary(UnaryKind.TANH);
        cases.add(product(a, b, null, 7, 31, 5));
        cases.add(product(a, b, tanh, 5, 7, 33));
        cases.add(product(a, b, tanh, 93, 257, 33).with(Trait.FULL_ONLY));
        int m = Shapes.extent(random, 93);
        cases.add(product(a, b, null, m, 31, 33).named("random").with(Trait.FULL_ONLY));
      }
    }
    return cases;
  }

  /** x is an odd and the bias an even multiple of 1/8, so that no sum is near a kink. */
  private static void kinked(List<OpCase> cases) {
    for (UnaryKind kind : KINKED) {
      Unary activation = new Unary(kind, 0.3);
      for (int columns : new int[] {31, 32}) {
        OperandSpec x = OperandSpec.of(Domain.lattice(0.25, 0.125), 7, columns);
        OperandSpec bias = OperandSpec.of(Domain.lattice(0.25, 0), columns);
        cases.add(smooth(new Fused.BiasActivation(activation), x, bias));
      }
      // The product's sums lie anywhere, so no step of central differences is safe.
      cases.add(product(false, false, activation, 7, 5, 3).with(Trait.NO_GRADIENT));
    }
  }

  /** Functions that no pass fuses with a bias, though the op takes them; away from their poles. */
  private static void rare(List<OpCase> cases) {
    for (UnaryKind kind : UnaryKind.values()) {
      Fused op = new Fused.BiasActivation(new Unary(kind));
      if (cases.stream().noneMatch(one -> one.op().name().equals(op.name()))) {
        for (int columns : new int[] {31, 32}) {
          OperandSpec x = OperandSpec.of(Domain.uniform(0.5, 1.5), 7, columns);
          cases.add(smooth(op, x, OperandSpec.of(Domain.uniform(0.5, 1.5), columns)));
        }
      }
    }
  }

  private static OpCase smooth(Fused op, OperandSpec x, OperandSpec bias) {
    return OpCase.of(op, x, bias).sums(1, Scale.LARGEST);
  }

  /** Products of half precision whose sums stay F32 through bias and activation. */
  private static void wide(List<OpCase> cases, DType dtype) {
    Unary tanh = new Unary(UnaryKind.TANH);
    for (int k : new int[] {31, 1024}) {
      OpCase one =
          OpCase.of(
              new Fused.MatMulWith(false, true, Form.WIDE, Epilogue.bias(k == 31 ? tanh : null)),
              OperandSpec.of(dtype, Domain.normal(), 7, k),
              OperandSpec.of(dtype, Domain.normal(), 33, k),
              OperandSpec.of(33));
      cases.add(
          one.named("wide " + dtype)
              .sums(k, Scale.LARGEST)
              .with(Trait.FIXED_TYPES)
              .with(Trait.NO_GRADIENT));
    }
  }

  private static OpCase product(
      boolean a, boolean b, @Nullable Unary activation, int m, int k, int n) {
    return OpCase.of(
            new Fused.MatMulWith(a, b, Epilogue.bias(activation)),
            a ? OperandSpec.of(k, m) : OperandSpec.of(m, k),
            b ? OperandSpec.of(n, k) : OperandSpec.of(k, n),
            OperandSpec.of(n))
        .named(ContractCases.transposition(a, b))
        .sums(k, Scale.MAGNITUDES);
  }
}
