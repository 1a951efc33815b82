package org.gradus.gpu.lowering;

import org.gradus.op.Contract.Form;
import org.gradus.op.DType;

/**
 * What decides how fast a matrix product is, as tables of measurements name it: such as {@code bf16
 * NT 4096x1024x512} for M, N and K, with {@code to f32} where results are of another type than
 * operands, and {@code 8 of} before the extents of a batch.
 */
record ProductKey(String text) {
  static ProductKey of(Product product, DType operands) {
    return new ProductKey(
        "%s%s %s%s %s%dx%dx%d"
            .formatted(
                product.form() == Form.TF32 ? "tf32" : operands,
                operands == product.dtype() ? "" : " to " + product.dtype(),
                product.transposeA() ? "T" : "N",
                product.transposeB() ? "T" : "N",
                product.batch() == 1 ? "" : product.batch() + " of ",
                product.m(),
                product.n(),
                product.k()));
  }

  @Override
  public String toString() {
    return text;
  }
}
