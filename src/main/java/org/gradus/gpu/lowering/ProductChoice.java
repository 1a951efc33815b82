package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * Which of the candidates computes a matrix product: the one that was measured to be fastest on
 * this device, if there is a table of such measurements, else the one that {@link ProductModel}
 * expects to be.
 */
final class ProductChoice {
  private ProductChoice() {}

  /** For a step while it is lowered: of what can take operands where they lie. */
  static ProductCandidate of(Product product, StepCode code) {
    DType operands = code.inputType(0);
    Traits traits = code.traits();
    List<ProductCandidate> ranked =
        ProductModel.ranked(product, operands, traits).stream()
            .filter(candidate -> candidate.tiles().reaches(code))
            .toList();
    return of(ranked, ProductKey.of(product, operands), traits);
  }

  /** For operands of that type, wherever they lie. */
  static ProductCandidate of(Product product, DType operands, Traits traits) {
    List<ProductCandidate> ranked = ProductModel.ranked(product, operands, traits);
    return of(ranked, ProductKey.of(product, operands), traits);
  }

  private static ProductCandidate of(List<ProductCandidate> ranked, ProductKey key, Traits traits) {
    String title = traits.tuned().titleFor(key.text());
    return ranked.stream()
        .filter(candidate -> candidate.isCalled(title))
        .findFirst()
        .orElseGet(ranked::getFirst);
  }
}
