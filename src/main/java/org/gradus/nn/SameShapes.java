package org.gradus.nn;

import java.util.List;
import java.util.stream.Collectors;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.ShapeException;

/** Sums of tensors that must not broadcast: a branch of another width is a mistake. */
final class SameShapes {
  private SameShapes() {}

  static void require(String layer, List<Tensor> tensors, Origin at) {
    if (tensors.stream().map(Tensor::shape).distinct().count() > 1) {
      throw new ShapeException(
          "%s: what is added differs in shape: %s, at %s"
              .formatted(
                  layer,
                  tensors.stream()
                      .map(tensor -> tensor.shape().toString())
                      .collect(Collectors.joining(" + ")),
                  at));
    }
  }
}
