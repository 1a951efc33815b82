package org.gradus.op;

import java.util.Locale;

/**
 * The functions of one variable.
 *
 * <p>Each says which value its derivative is computed from: the argument, or the result where that
 * suffices, so that the argument need not be kept for the backward pass.
 */
public enum UnaryKind {
  /** -x. */
  NEGATE(Saved.OUTPUT),
  /** |x|. */
  ABS(Saved.INPUT),
  /** -1, 0 or 1; its derivative is zero. */
  SIGN(Saved.INPUT),
  /** x squared. */
  SQUARE(Saved.INPUT),
  /** Square root. */
  SQRT(Saved.OUTPUT),
  /** 1 / sqrt(x). */
  RSQRT(Saved.OUTPUT),
  /** 1 / x. */
  RECIPROCAL(Saved.OUTPUT),
  /** e to the power x. */
  EXP(Saved.OUTPUT),
  /** Natural logarithm. */
  LOG(Saved.INPUT),
  /** Sine, of radians. */
  SIN(Saved.INPUT),
  /** Cosine, of radians. */
  COS(Saved.INPUT),
  /** Error function. */
  ERF(Saved.INPUT),
  /** Hyperbolic tangent. */
  TANH(Saved.OUTPUT),
  /** 1 / (1 + exp(-x)). */
  SIGMOID(Saved.OUTPUT),
  /** max(x, 0). */
  RELU(Saved.OUTPUT),
  /** x where x > 0, else slope x; the op's parameter is the slope, which must be positive. */
  LEAKY_RELU(Saved.OUTPUT),
  /** x where x > 0, else a (exp(x) - 1); the op's parameter is a, which must be positive. */
  ELU(Saved.OUTPUT),
  /** x Phi(x) with the normal distribution function Phi in its exact form. */
  GELU(Saved.INPUT),
  /** GELU by its usual approximation with tanh. */
  GELU_TANH(Saved.INPUT),
  /** x sigmoid(x), also called swish. */
  SILU(Saved.INPUT),
  /** log(1 + exp(x)). */
  SOFTPLUS(Saved.INPUT),
  /**
   * l x where x > 0, else l a (exp(x) - 1), with {@link #SELU_SCALE} l and {@link #SELU_ALPHA} a: a
   * layer's outputs keep mean 0 and variance 1 (Klambauer et al., 2017).
   */
  SELU(Saved.OUTPUT),
  /** x within -1 and 1: tanh in straight lines. */
  HARD_TANH(Saved.OUTPUT),
  /** x within 0 and 6. */
  RELU6(Saved.OUTPUT),
  /** x / 6 + 1/2 within 0 and 1: sigmoid in straight lines. */
  HARD_SIGMOID(Saved.INPUT),
  /** x hard_sigmoid(x): SiLU in straight lines (Howard et al., 2019). */
  HARD_SWISH(Saved.INPUT);

  /** The slope of {@link #SELU} where x > 0. */
  public static final double SELU_SCALE = 1.0507009873554805;

  /** What {@link #SELU} falls to, before it is scaled. */
  public static final double SELU_ALPHA = 1.6732632423543772;

  private enum Saved {
    INPUT,
    OUTPUT
  }

  private final Saved saved;

  UnaryKind(Saved saved) {
    this.saved = saved;
  }

  /** Whether the derivative is computed from the function's result instead of its argument. */
  public boolean savesOutput() {
    return saved == Saved.OUTPUT;
  }

  /** Whether it is usual as an activation, and so may end a matrix product. */
  public boolean isActivation() {
    return compareTo(TANH) >= 0; // the last of the constants, as of the table in functions.h
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
