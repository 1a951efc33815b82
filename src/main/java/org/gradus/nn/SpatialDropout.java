package org.gradus.nn;

import java.util.Arrays;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;

/**
 * Dropout of whole channels (the last axis): in training all places of a sample's channel are set
 * to 0 with probability {@code rate}, and the others are divided by 1 - rate (Tompson et al.,
 * 2015). Neighbouring places say nearly the same, so dropping single ones would drop little. Does
 * nothing in evaluation.
 *
 * <p>Inputs (N, ..., C), such as images (N, H, W, C). The mask is a function of the seed, the
 * layer's name and the step, as {@link Dropout}'s.
 */
public final class SpatialDropout implements Layer {
  private final double rate;
  private final Origin origin = Origin.caller();

  /**
   * Spatial dropout of that rate.
   *
   * @throws IllegalArgumentException if {@code rate} is not in [0, 1)
   */
  public SpatialDropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("spatial_dropout: rate must be in [0, 1): " + rate);
    }
    this.rate = rate;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    if (rate == 0 || scope.mode() == Mode.EVAL) {
      return x;
    }
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape shape = x.shape();
    if (shape.rank() < 3) {
      throw new ShapeException(
          "spatial_dropout: needs channels with places: x=%s, at %s".formatted(shape, origin));
    }
    int[] mask = shape.dims();
    Arrays.fill(mask, 1, mask.length - 1, 1); // (N, 1, ..., C)
    Tensor ones = scope.graph().constant(1, x.dtype(), mask);
    int stream = scope.stream("dropout");
    return x.multiply(ones.dropout(rate, scope.seed(), stream, scope.step()));
  }

  @Override
  public String description() {
    return "SpatialDropout(" + rate + ")";
  }
}
