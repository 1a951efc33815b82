package org.gradus.grad;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Tensor;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;

/** Broadcasting, backwards. */
final class Stretch {
  private Stretch() {}

  /**
   * The sum of {@code gradient} over the axes along which {@code shape} was stretched to its shape.
   */
  static Tensor undo(Tensor gradient, Shape shape) {
    Shape stretched = gradient.shape();
    int added = stretched.rank() - shape.rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < stretched.rank(); axis++) {
      if (axis < added || shape.dim(axis - added) != stretched.dim(axis)) {
        axes.add(axis);
      }
    }
    Tensor sum = axes.isEmpty() ? gradient : gradient.apply(new Fold(FoldKind.SUM, axes, false));
    return sum.reshape(shape);
  }
}
