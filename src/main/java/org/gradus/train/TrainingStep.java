package org.gradus.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.loss.Loss;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.optim.GradScaler;
import org.gradus.optim.GuardedGradient;
import org.gradus.optim.Optimizer;
import org.gradus.pass.Autocast;
import org.jspecify.annotations.Nullable;

/**
 * One training step as one graph: forward, backward, update, running statistics, step counter and
 * metrics.
 *
 * <p>Inputs {@code x} and {@code labels}; outputs {@link #LOSS}, {@link #CORRECT}, {@link #OK} and
 * {@link #METRICS}. The flag is 1 if the loss and all gradients are finite; where it is 0 the step
 * changes nothing but its row of the metrics and, where the loss is scaled, the scale.
 */
public final class TrainingStep {
  /** The graph input that takes the I32 labels (N). */
  public static final String LABELS = "labels";

  /** The graph output with the mean loss of the batch, a scalar. */
  public static final String LOSS = "loss";

  /** The graph output with the number of samples whose largest output is at their label. */
  public static final String CORRECT = "correct";

  /** The graph output, U8, that is 0 if the step has changed nothing. */
  public static final String OK = "ok";

  /**
   * The graph output, and variable, with the loss, the right answers and the flag of each of the
   * last {@link #METRICS_ROWS} steps, and the scale of the loss where it is scaled: row step mod
   * their number.
   */
  public static final String METRICS = "metrics";

  /** How many steps are remembered. */
  public static final int METRICS_ROWS = 256;

  /** The variable that holds the learning rates of the next steps: entry step mod its length. */
  public static final String RATES = "rates";

  /** The length of the table of learning rates. */
  public static final int RATE_COUNT = 1024;

  private final Scope scope;
  private final Graph graph;
  private final Optimizer optimizer;
  private final @Nullable GradScaler scaler;
  private final @Nullable Averaging averaging;

  private TrainingStep(
      Scope scope,
      Optimizer optimizer,
      @Nullable GradScaler scaler,
      @Nullable Averaging averaging) {
    this.scope = scope;
    this.graph = scope.graph();
    this.optimizer = optimizer;
    this.scaler = scaler;
    this.averaging = averaging;
  }

  /**
   * The graph of a step over batches of {@code batch} samples, in F32.
   *
   * @throws IllegalArgumentException if the model has no parameters
   * @throws org.gradus.op.ShapeException if model, loss and labels do not fit together
   */
  public static Graph of(Model model, Loss loss, Optimizer optimizer, int batch) {
    return of(model, loss, optimizer, batch, Arithmetic.F32);
  }

  /**
   * As {@link #of(Model, Loss, Optimizer, int)}, in other numbers.
   *
   * @throws IllegalArgumentException if the model has no parameters
   * @throws org.gradus.op.ShapeException if model, loss and labels do not fit together
   */
  public static Graph of(
      Model model, Loss loss, Optimizer optimizer, int batch, Arithmetic arithmetic) {
    SingleBatch source = new SingleBatch(Intake.SCALED, model.sample(), batch);
    return of(model, loss, optimizer, source, arithmetic, null);
  }

  /** As above, over batches that come from {@code source}, with the weights averaged. */
  static Graph of(
      Model model,
      Loss loss,
      Optimizer optimizer,
      BatchInput source,
      Arithmetic arithmetic,
      @Nullable Averaging averaging) {
    if (model.parameterCount() == 0) {
      throw new IllegalArgumentException("the model has no parameters to train");
    }
    Scope scope = model.scope(Mode.TRAIN);
    Tensor outputs = model.forward(scope, source.samples(scope));
    Tensor labels = source.labels(scope);
    Tensor mean = loss.of(outputs, labels);
    Tensor correct = correct(outputs, labels);
    Origin origin = mean.node().origin();
    TrainingStep step = new TrainingStep(scope, optimizer, arithmetic.scaler(), averaging);
    Graph graph = scope.graph().at(origin, () -> step.finish(source, mean, correct));
    return Autocast.apply(graph, arithmetic.precision());
  }

  /** Samples whose largest output is at their label, as a float of the outputs' type. */
  static Tensor correct(Tensor outputs, Tensor labels) {
    return outputs.argMax(-1).equal(labels).cast(outputs.dtype()).sum();
  }

  private Graph finish(BatchInput source, Tensor loss, Tensor correct) {
    Tensor scale = scaler == null ? null : scaler.scale(graph);
    GuardedGradient gradient = gradient(loss, scale);
    Tensor finite = loss.allFinite();
    Tensor step = scope.step();
    Tensor number = source.number(scope);
    Tensor sound = isDue(finite, number, step);
    Tensor ok = gradient.finite().minimum(sound);
    Tensor rates = graph.read(rates(RATES));
    Tensor parameters = optimizer.write(graph, gradient, rates, step, ok);
    average(parameters, step, ok);
    for (Map.Entry<Variable, Tensor> update : scope.updates().entrySet()) {
      graph.update(new Update.Assign(update.getKey().name()), update.getValue(), ok);
    }
    graph.update(new Update.Assign(Scope.STEP), step.add(1), ok);
    List<Tensor> numbers = new ArrayList<>(List.of(loss, correct, ok));
    if (scaler != null && scale != null) {
      scaler.write(graph, scale, gradient.finite(), sound);
      numbers.add(scale);
    }
    graph.output(LOSS, loss);
    graph.output(CORRECT, correct);
    graph.output(OK, ok);
    graph.output(METRICS, record(number, numbers));
    return graph;
  }

  /** The gradients of all parameters, of the loss as it is or times the scale. */
  private GuardedGradient gradient(Tensor loss, @Nullable Tensor scale) {
    return scale == null
        ? optimizer.guard(flatGradient(loss))
        : optimizer.guard(flatGradient(loss.multiply(scale)), scale.reciprocal());
  }

  /** Batches of later steps may be there when a step has failed; they are left alone. */
  private static Tensor isDue(Tensor finite, Tensor number, Tensor step) {
    return number.equals(step) ? finite : finite.minimum(number.equal(step));
  }

  private Tensor record(Tensor number, List<Tensor> numbers) {
    int columns = numbers.size();
    TensorSpec spec = TensorSpec.of(DType.F32, METRICS_ROWS, columns);
    graph.variables().declare(METRICS, spec, Role.TABLE, Initial.ZEROS);
    List<Tensor> floats = numbers.stream().map(each -> each.cast(DType.F32)).toList();
    List<Integer> places = IntStream.range(0, columns).boxed().toList();
    Tensor row = graph.add(new View.Pack(places, columns), floats).output(0);
    return graph.update(new Update.RecordRow(METRICS, METRICS_ROWS), number, row).output(0);
  }

  /** The gradients of all parameters, each at its parameter's place in the arena. */
  private Tensor flatGradient(Tensor loss) {
    Variables variables = graph.variables();
    List<Variable> parameters = variables.role(Role.PARAMETER);
    List<Integer> offsets = parameters.stream().map(p -> offset(variables, p)).toList();
    List<Tensor> gradients = Gradients.of(loss, parameters.stream().map(graph::read).toList());
    int length = variables.arenaShape().intSize();
    return graph.add(new View.Pack(offsets, length), gradients).output(0);
  }

  private static int offset(Variables variables, Variable parameter) {
    Variables.Window window = variables.window(parameter);
    if (window == null) {
      throw new IllegalStateException("the parameters are not packed: " + parameter);
    }
    return window.offset();
  }

  /** Moves the average after the parameters, where steps do so. */
  private void average(Tensor parameters, Tensor step, Tensor ok) {
    if (averaging != null) {
      ParameterAverage.declare(graph.variables());
    }
    if (averaging instanceof Ema) {
      Tensor rates = graph.read(rates(ParameterAverage.RATES));
      ParameterAverage.move(graph, parameters, rates, step, ok);
    }
  }

  private Variable rates(String name) {
    Variables variables = graph.variables();
    DType dtype = variables.pack().spec().dtype();
    return variables.declare(name, TensorSpec.of(dtype, RATE_COUNT), Role.TABLE, Initial.ZEROS);
  }
}
