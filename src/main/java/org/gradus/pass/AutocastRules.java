package org.gradus.pass;

import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.UnaryKind;
import org.gradus.op.Update;
import org.gradus.op.View;

/**
 * In which numbers each op works under {@link Autocast}, after the lists of {@code torch.autocast}.
 */
enum AutocastRules {
  /** Multiplies narrow numbers: what tensor cores are for. */
  NARROW,
  /** Works in what its operands are in; in F32 if one of them has to be F32. */
  FOLLOWS,
  /** As {@link #FOLLOWS} in its matrices; what there is one of a channel or a row is F32. */
  FOLLOWS_IN_MATRICES,
  /** Reads either; what it yields is F32, whole numbers or a flag. */
  READS_EITHER,
  /** Works in F32: sums, exponentials, logarithms, quotients, losses, state. */
  F32;

  static AutocastRules of(Op op) {
    return switch (op) {
      case Contract _, Fused.MatMulWith _ -> NARROW;
      case View.Pack _ -> F32;
      case View _, Index.Gather _ -> FOLLOWS;
      case Elementwise elementwise -> of(elementwise);
      case Reduce _ -> READS_EITHER;
      case Fused.BiasActivation bias -> of(bias.activation().kind());
      case Fused.Dropout _, Fused.GaussianNoise _ -> FOLLOWS;
      case Fused.BatchNorm _,
          Fused.BatchNormGradient _,
          Fused.LayerNorm _,
          Fused.LayerNormGradient _ ->
          FOLLOWS_IN_MATRICES;
      case Leaf _, Index _, Fused _, Update _, Custom _ -> F32;
    };
  }

  private static AutocastRules of(Elementwise op) {
    return switch (op) {
      case Elementwise.Unary unary -> of(unary.kind());
      case Elementwise.UnaryGradient gradient -> of(gradient.kind());
      case Elementwise.Binary(BinaryKind kind) -> kind == BinaryKind.POWER ? F32 : FOLLOWS;
      case Elementwise.Compare _, Elementwise.Select _ -> FOLLOWS;
      case Elementwise.Cast _ -> F32;
    };
  }

  private static AutocastRules of(UnaryKind kind) {
    return switch (kind) {
      case NEGATE, ABS, SIGN, TANH, SIGMOID, RELU, LEAKY_RELU, ELU, GELU, GELU_TANH, SILU ->
          FOLLOWS;
      case SELU, HARD_TANH, RELU6, HARD_SIGMOID, HARD_SWISH -> FOLLOWS;
      case SQUARE, SQRT, RSQRT, RECIPROCAL, EXP, LOG, SIN, COS, ERF, SOFTPLUS -> F32;
    };
  }
}
