package org.gradus.nn;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/**
 * A layer with the shape of its samples and the variables it owns.
 *
 * <p>A model can be written into a graph for each mode and batch size; all these graphs share its
 * variables. The parameters are declared and packed at once, so their places never change.
 */
public final class Model {
  /** The graph input that takes the samples: F32, batch axis first. */
  public static final String INPUT = "x";

  private final Layer layer;
  private final Shape sample;
  private final long seed;
  private final Variables variables = new Variables();
  private final List<Scope.Row> rows;

  /**
   * A model over samples of one shape.
   *
   * @param sample a sample's shape, without the batch axis, such as [28, 28]
   * @param seed what initial parameters and dropout masks are drawn from
   * @throws org.gradus.op.ShapeException if the layers do not fit together
   */
  public Model(Layer layer, Shape sample, long seed) {
    this.layer = layer;
    this.sample = sample;
    this.seed = seed;
    Scope scope = scope(Mode.EVAL);
    forward(scope, 1);
    this.rows = scope.rows();
    if (!variables.role(Role.PARAMETER).isEmpty()) {
      variables.pack();
    }
  }

  /** The same layers over variables of their own, to try something that must not touch these. */
  public Model copy() {
    return new Model(layer, sample, seed);
  }

  /** A scope on a new graph over the model's variables. */
  public Scope scope(Mode mode) {
    return new Scope(new Graph(variables), mode, seed);
  }

  /** Writes the model for batches of {@code batch} samples; returns what it yields for input x. */
  public Tensor forward(Scope scope, int batch) {
    int[] dims = new int[sample.rank() + 1];
    dims[0] = batch;
    System.arraycopy(sample.dims(), 0, dims, 1, sample.rank());
    Tensor x = scope.graph().input(INPUT, TensorSpec.of(DType.F32, dims));
    return forward(scope, x);
  }

  /** Writes the model for samples that are in the graph already: F32, batch axis first. */
  public Tensor forward(Scope scope, Tensor x) {
    return layer.apply(scope, x);
  }

  /** The variables of all graphs of the model. */
  public Variables variables() {
    return variables;
  }

  /** A sample's shape, without the batch axis. */
  public Shape sample() {
    return sample;
  }

  /** What initial parameters and dropout masks are drawn from. */
  public long seed() {
    return seed;
  }

  /** What the trained model consists of: parameters and statistics, in the order of the layers. */
  public List<Variable> state() {
    List<Variable> state = new ArrayList<>(variables.all());
    state.removeIf(
        variable ->
            variable.role() != Role.STATISTIC
                && !variables.role(Role.PARAMETER).contains(variable));
    return state;
  }

  /** The model's table: one row a layer. */
  public List<Row> table() {
    return rows.stream().map(this::row).toList();
  }

  /** What the layers compute and keep in a training step over {@code batch} samples. */
  public ModelSummary summary(int batch) {
    return ModelSummary.of(this, batch);
  }

  /** The number of trained numbers. */
  public long parameterCount() {
    return variables.role(Role.PARAMETER).stream().mapToLong(v -> v.spec().shape().size()).sum();
  }

  private Row row(Scope.Row row) {
    String prefix = row.name() + ".";
    long parameters =
        variables.role(Role.PARAMETER).stream()
            .filter(variable -> variable.name().startsWith(prefix))
            .mapToLong(variable -> variable.spec().shape().size())
            .sum();
    return new Row(row.name(), row.layer(), row.value().shape().suffix(1), parameters);
  }

  /**
   * One row of a model table.
   *
   * @param name where the layer stands, such as {@code 0}
   * @param layer what it is, such as {@code Dense(10)}
   * @param output the shape it yields for one sample
   * @param parameters trained numbers in it, those of its parts included
   */
  public record Row(String name, String layer, Shape output, long parameters) {}
}
