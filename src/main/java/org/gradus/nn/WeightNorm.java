package org.gradus.nn;

import java.util.Arrays;
import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/**
 * Weight normalisation of a layer: what the layer has as {@code weight} is made of a direction and
 * a length for each unit, weight = g v / |v| (Salimans and Kingma, 2016).
 *
 * <p>In the place of parameter {@code weight} (units, ...) there are {@code weight_v} of that
 * shape, which begins as the weight would, and {@code weight_g} (units, 1, ...), which begins as
 * v's lengths; the names are PyTorch's.
 */
public final class WeightNorm implements Layer {
  private static final String DIRECTION = "weight_v";
  private static final String LENGTH = "weight_g";

  private final Layer layer;
  private final Origin origin = Origin.caller();

  /** That layer, whose parameter {@code weight} is normalised. */
  public WeightNorm(Layer layer) {
    this.layer = layer;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return layer.apply(scope.replacing("weight", this::weight), x);
  }

  private Tensor weight(Scope scope, Shape shape, Initial initial) {
    return scope.graph().at(origin, () -> write(scope, shape, initial));
  }

  private static Tensor write(Scope scope, Shape shape, Initial initial) {
    int units = shape.dim(0);
    int[] lengths = shape.dims();
    Arrays.fill(lengths, 1, lengths.length, 1);
    Tensor v = scope.parameter(DIRECTION, shape, initial);
    Tensor g = scope.parameter(LENGTH, Shape.of(lengths), new Lengths(shape, initial));
    // v / sqrt(mean(v^2)) is sqrt(n) times as long as v / |v|.
    Tensor rows = v.reshape(units, -1);
    Tensor directions = Norms.plain(new Fused.LayerNorm(0, false), rows);
    double scale = Math.sqrt(1.0 / rows.shape().last());
    return directions.multiply(g.reshape(units, 1).multiply(scale)).reshape(shape);
  }

  /** The lengths of the rows of {@code weight_v}, which begin as {@code directions} says. */
  private record Lengths(Shape shape, Initial directions) implements Initial {
    @Override
    public void fill(Variable variable, long seed, float[] values) {
      String path = variable.name().substring(0, variable.name().length() - LENGTH.length());
      TensorSpec spec = new TensorSpec(DType.F32, shape);
      Variable v = new Variable(path + DIRECTION, spec, variable.role(), directions);
      float[] all = new float[shape.intSize()];
      directions.fill(v, seed, all);
      int width = all.length / values.length;
      for (int unit = 0; unit < values.length; unit++) {
        double squares = 0;
        for (int i = unit * width; i < (unit + 1) * width; i++) {
          squares += (double) all[i] * all[i];
        }
        if (squares == 0) {
          throw new IllegalArgumentException(
              "weight_norm: row %d of %s begins with zeros, which have no direction"
                  .formatted(unit, v));
        }
        values[unit] = (float) Math.sqrt(squares);
      }
    }
  }

  @Override
  public String description() {
    return "WeightNorm of " + layer.description();
  }
}
