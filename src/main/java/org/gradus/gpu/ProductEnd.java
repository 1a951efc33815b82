package org.gradus.gpu;

import org.gradus.op.Elementwise.Unary;
import org.gradus.op.UnaryKind;

/** How a matrix product ends: where sums go, what is done to them, and what adds slices of K. */
final class ProductEnd {
  private static final int GROUP = 256;

  /** Else the kind's ordinal; see activate in functions.h. */
  private static final int NO_ACTIVATION = -1;

  private final Product product;
  private final Slices slices;
  private final StepCode code;
  private final Place partial;

  /** An end whose sums, in f32, are in {@code partial}. */
  ProductEnd(Product product, Slices slices, Place partial, StepCode code) {
    this.product = product;
    this.slices = slices;
    this.partial = partial;
    this.code = code;
  }

  /** An end whose sums, if there are several slices, are in memory of their own. */
  static ProductEnd of(Product product, Slices slices, StepCode code) {
    Place partial =
        slices.count() == 1
            ? code.output(0)
            : code.workspace(slices.count() * product.results() * Float.BYTES);
    return new ProductEnd(product, slices, partial, code);
  }

  /**
   * The arguments that all kernels of products have after their operands. They take bias and result
   * for elements of the operands' type, and for floats only where they are told so: that the result
   * is wide, or that there are slices.
   */
  Call arguments(Call call) {
    int bytes = product.operands().bytes();
    call.input(product.biased() ? 2 : 1, bytes)
        .moves(product.results() * product.dtype().bytes())
        .pointer(code.output(0), bytes)
        .pointer(partial, slices.count() == 1 ? product.dtype().bytes() : Float.BYTES)
        .of((long) product.m())
        .of((long) product.n())
        .of((long) product.k())
        .of(slices.count())
        .of(slices.length())
        .of(product.biased() ? 1 : 0)
        .computes(product.operations());
    return activation(call).of(product.isWide() ? 1 : 0);
  }

  /** The number and the parameter of the activation. */
  private Call activation(Call call) {
    Unary unary = product.activation();
    UnaryKind kind = unary == null ? null : unary.kind();
    return call.of(kind == null ? NO_ACTIVATION : kind.ordinal())
        .of(unary == null ? 0.0f : (float) unary.parameter());
  }

  /** Adds the sums of all slices, in order, unless there is only one. */
  void add() {
    if (slices.count() > 1) {
      complete();
    }
  }

  /** Adds the sums of all slices, in order, and the bias, and applies the activation. */
  void complete() {
    Call call =
        code.call(Program.of("matmul_sum", product.dtype()).kernel("matmul_sum"))
            .pointer(partial, Float.BYTES)
            .input(product.biased() ? 2 : 1)
            .output(0)
            .of((long) product.m() * product.n())
            .of((long) product.n())
            .of(product.results())
            .of(slices.count())
            .of(product.biased() ? 1 : 0);
    activation(call).covering(product.results(), GROUP);
  }
}
