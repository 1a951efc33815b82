package org.gradus.gpu;

import java.util.List;
import org.gradus.op.DType;

/**
 * Which of the candidates computes a matrix product: the one that was measured to be fastest on
 * this device, if there is a table of such measurements, else the one that {@link ProductModel}
 * expects to be.
 */
final class ProductChoice {
  private ProductChoice() {}

  /** For a step while it is lowered. */
  static ProductCandidate of(Product product, StepCode code) {
    return of(product, code.inputType(0), code.traits());
  }

  /** For operands of that type. */
  static ProductCandidate of(Product product, DType operands, Traits traits) {
    List<ProductCandidate> ranked = ProductModel.ranked(product, operands, traits);
    ProductKey key = ProductKey.of(product, operands);
    return ranked.stream()
        .filter(candidate -> traits.tuned().takes(candidate, key))
        .findFirst()
        .orElseGet(ranked::getFirst);
  }
}
