package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;

/**
 * How a matrix product ends: what is done to sums, where they go, and what adds slices of K; see
 * epilogue.h.
 */
final class ProductEnd {
  private static final int GROUP = 256;

  private final Product product;
  private final Slices slices;
  private final StepCode code;
  private final EndingParts parts;
  private final Place partial;

  private ProductEnd(
      Product product, Slices slices, EndingParts parts, Place partial, StepCode code) {
    this.product = product;
    this.slices = slices;
    this.parts = parts;
    this.partial = partial;
    this.code = code;
  }

  /** An end whose sums, if there are several slices, are in memory of their own. */
  static ProductEnd of(Product product, Slices slices, StepCode code) {
    EndingParts parts = new EndingParts(product, code);
    long sums = slices.count() == 1 ? 0 : slices.count() * (product.results() + parts.totals());
    Place partial = code.workspace(sums * Float.BYTES);
    return new ProductEnd(product, slices, parts, partial, code);
  }

  /**
   * The end of a product whose sums a library is to leave in F32 in {@link #sums}, without those of
   * an operand.
   */
  static ProductEnd ofLibrary(Product product, StepCode code) {
    EndingParts parts = new EndingParts(product, code);
    parts.withoutTotals();
    Place sums = code.workspace(product.results() * Float.BYTES);
    return new ProductEnd(product, Slices.one(product), parts, sums, code);
  }

  /** Where sums of slices, or a library's, are. */
  Place sums() {
    return partial;
  }

  /** Whether kernels that move four elements at once may move what this end reads and writes. */
  boolean takesQuads() {
    return parts.lieInQuads();
  }

  /** The arguments that all kernels of products have after their operands. */
  Call arguments(Call call) {
    parts
        .pointers(call)
        .pointer(partial, Float.BYTES)
        .of((long) product.m())
        .of((long) product.n())
        .of((long) product.k())
        .of(slices.count())
        .of(slices.length())
        .computes(product.operations());
    return parts.words(call);
  }

  /** Adds the sums of all slices, in order, unless there is only one. */
  void add() {
    if (slices.count() > 1) {
      complete();
    }
  }

  /** Adds the sums of all slices, in order, and does all parts. */
  void complete() {
    Call call = code.call(Program.of("matmul_sum", DType.F32).kernel("matmul_sum"));
    parts
        .pointers(call)
        .pointer(partial, Float.BYTES)
        .of((long) product.m() * product.n())
        .of((long) product.n())
        .of(product.results())
        .of(parts.totals())
        .of(slices.count());
    parts.words(call).covering(product.results() + parts.totals(), GROUP);
  }
}
