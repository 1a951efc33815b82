package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.device.Tuning.Way;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;
import org.gradus.plan.Step;

/** How the matrix product of a step can be computed on a device. */
public final class ProductWays {
  private final Product product;
  private final DType operands;
  private final Traits traits;

  /** The ways for {@code step}, a matrix product, on a device of these traits. */
  public ProductWays(Step step, Traits traits) {
    this.product =
        Product.of(step.op(), new StepCode(step, 0, traits, new Tables(), new Workspace()));
    this.operands = step.input(0).spec().dtype();
    this.traits = traits;
  }

  /** The product as tables of measurements name it, such as {@code bf16 NT 4096x1024x512}. */
  public String product() {
    return ProductKey.of(product, operands).text();
  }

  /** The title of the way that is taken, such as {@code sm80_matmul 64x64 in 8}. */
  public String chosen() {
    return ProductChoice.of(product, operands, traits).title();
  }

  /** All ways with the times expected of them, the shortest first. */
  public List<Way> ranked() {
    return ProductModel.ranked(product, operands, traits).stream()
        .map(each -> new Way(each.title(), expected(each)))
        .toList();
  }

  private double expected(ProductCandidate candidate) {
    return ProductModel.nanoseconds(candidate, product, operands, traits);
  }
}
