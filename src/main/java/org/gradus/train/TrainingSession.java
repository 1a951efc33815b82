package org.gradus.train;

import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Variable;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.optim.Optimizer;
import org.gradus.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * What a training holds on its device, for callbacks to look at: {@link TrainingRun#session()}.
 *
 * <p>It is there from {@link Callback#onStart} until {@link Callback#onEnd} or {@link
 * Callback#onFailure} returns. Nothing here changes the training, whose results do not depend on
 * who looks. Looking waits for the device, and in {@link Callback#onStep} that has gone on to the
 * end of the steps that it was told to run; at the end of an epoch everything is of that epoch.
 */
public final class TrainingSession {
  private final TrainerOptions options;
  private final Device device;
  private final Model model;
  private final VariableStore store;
  private final Judge judge;
  private final List<Variable> variables;
  private boolean open = true;

  TrainingSession(
      TrainerOptions options, Device device, Model model, VariableStore store, Judge judge) {
    this.options = options;
    this.device = device;
    this.model = model;
    this.store = store;
    this.judge = judge;
    variables = store.variables().all();
  }

  /** The device that trains. It is the training's to close. */
  public Device device() {
    return check(device);
  }

  /** The model that is trained. */
  public Model model() {
    return model;
  }

  /** What is made small. */
  public Loss loss() {
    return options.loss();
  }

  /** How parameters follow their gradient. */
  public Optimizer optimizer() {
    return options.optimizer();
  }

  /** The learning rate of each step, as it was meant before the training began. */
  public Schedule schedule() {
    return options.schedule();
  }

  /** The numbers that are computed in. */
  public Arithmetic arithmetic() {
    return options.arithmetic();
  }

  /** What the model learns from, raw as it was loaded. */
  public Dataset trainingData() {
    return options.train();
  }

  /** What the model is judged by after each epoch, raw; null where there is none. */
  public @Nullable Dataset validationData() {
    return options.validation();
  }

  /** How raw values become inputs. */
  public Scaling scaling() {
    return options.scaling();
  }

  /**
   * Everything the device keeps from step to step: parameters, statistics, slots of the optimizer,
   * counters and tables, in the order they were declared.
   */
  public List<Variable> variables() {
    return variables;
  }

  /**
   * A host copy of a variable such as {@code 0.weight} or {@code optimizer.mean}, of the shape it
   * was declared with.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public HostTensor read(String variable) {
    return check(store).read(store.variables().get(variable));
  }

  /**
   * As {@link #read(String)}, into {@code values}, of the variable's element type and shape.
   *
   * @throws IllegalArgumentException if there is none of that name, or it is another shape
   */
  public void read(String variable, HostTensor values) {
    check(store).read(store.variables().get(variable), values);
  }

  /** A host copy of parameters and statistics as training has them now. */
  public ModelState state() {
    return ModelState.read(model, check(store));
  }

  /**
   * A host copy of the state that epochs are judged by: at the end of an epoch {@link #state}, or
   * the average of weights where they are averaged and that has begun.
   */
  public ModelState judged() {
    return check(judge).state();
  }

  /**
   * Mean loss and accuracy over all of {@code data}, raw as it was loaded, by the weights that
   * epochs are judged by. Averages are those of the last epoch's end.
   */
  public Evaluation evaluate(Dataset data) {
    return check(judge).evaluate(data);
  }

  /**
   * Makes a graph over the model's variables ready to run on the device, such as one whose outputs
   * are what the layers yield. Whoever asks closes it before the training ends.
   *
   * @param graph from {@link Model#scope}; it reads variables that are there already
   * @throws IllegalArgumentException if it updates a variable, or reads one that is not there
   */
  public Executable compile(Graph graph) {
    for (Node node : graph.updates()) {
      throw new IllegalArgumentException(
          "a graph that looks at a training must change nothing: it has %s, at %s"
              .formatted(node.op().name(), node.origin()));
    }
    return check(device).compile(graph, store);
  }

  /** From now on nothing can be asked of the device. */
  void end() {
    open = false;
  }

  private <T> T check(T asked) {
    if (!open) {
      throw new IllegalStateException("the training has ended: its device is closed");
    }
    return asked;
  }
}
