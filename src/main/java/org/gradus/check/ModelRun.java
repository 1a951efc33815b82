package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.optim.Optimizer;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.gradus.train.TrainingStep;

/** Everything a model does in its first steps, on any device and in any numbers. */
final class ModelRun {
  private static final String OUTPUTS = "outputs";

  private final Optimizer optimizer;
  private final long seed;
  private final List<Map<String, HostTensor>> batches;
  private final int batch;
  private final Model model;
  private final Loss loss;

  ModelRun(
      Layer layer,
      Shape sample,
      Loss loss,
      Optimizer optimizer,
      int steps,
      long seed,
      List<Map<String, HostTensor>> batches) {
    this.optimizer = optimizer;
    this.seed = seed;
    this.batches = batches.subList(0, steps);
    this.batch = Runs.get(batches.getFirst(), Model.INPUT).spec().shape().dim(0);
    this.model = new Model(layer, sample, seed);
    this.loss = loss;
  }

  /** The number of outputs for a sample, which labels name. */
  static int classes(Layer layer, Shape sample, long seed) {
    Model model = new Model(layer, sample, seed);
    return model.forward(model.scope(Mode.EVAL), 1).shape().last();
  }

  /** The longest sum of a step. */
  int longestSum(Device device) {
    Graph graph = TrainingStep.of(model, loss, optimizer, batch);
    Plan plan = Runs.plan(device, graph, device.capabilities().memory());
    return plan.steps().stream().mapToInt(step -> StepBound.of(step).length()).max().orElse(1);
  }

  /** What {@code device} comes to, in F32. */
  Map<String, HostTensor> on(Device device) {
    return run(device, DType.F32, 0, 0);
  }

  /**
   * All that is compared, by name: outputs, loss and gradients of the first batch, the loss of each
   * step, and the parameters after the last.
   *
   * @param twin which of those that start a little off, and round as F32 does; 0 for none
   * @param part how far off parameters of a twin are, as a part of each
   */
  Map<String, HostTensor> run(Device device, DType dtype, int twin, double part) {
    LossGraph first = new LossGraph(model, loss, batch);
    Graph outputs = outputs();
    Graph gradients = first.graph(true);
    Graph training = TrainingStep.of(model, loss, optimizer, batch);
    Variables variables = model.variables();
    if (dtype != DType.F32) {
      variables = variables.retyped(DType.F32, dtype);
      outputs = Retype.apply(outputs, variables, DType.F32, dtype);
      gradients = Retype.apply(gradients, variables, DType.F32, dtype);
      training = Retype.apply(training, variables, DType.F32, dtype);
    }
    if (twin > 0) {
      outputs = Rounded.apply(outputs, seed, twin);
      gradients = Rounded.apply(gradients, seed, twin);
      training = Rounded.apply(training, seed, twin);
    }
    Map<String, HostTensor> results = new LinkedHashMap<>();
    try (VariableStore store = device.allocate(variables)) {
      initialize(store, twin, part);
      Map<String, HostTensor> batch = batch(0, dtype);
      batch.put(LossGraph.TARGETS, Runs.get(batch, TrainingStep.LABELS));
      try (Executable run = device.compile(outputs, store)) {
        results.put(OUTPUTS, read(run, store, batch, OUTPUTS));
      }
      try (Executable run = device.compile(gradients, store)) {
        results.put("loss", read(run, store, batch, LossGraph.LOSS));
        for (String name : first.names()) {
          results.put(LossGraph.gradient(name), run.read(LossGraph.gradient(name)));
        }
      }
      try (Executable run = device.compile(training, store)) {
        train(run, store, dtype, results);
      }
    }
    return results;
  }

  private Graph outputs() {
    Scope scope = model.scope(Mode.EVAL);
    Tensor outputs = model.forward(scope, batch);
    scope.graph().output(OUTPUTS, outputs);
    return scope.graph();
  }

  private static HostTensor read(
      Executable run, VariableStore store, Map<String, HostTensor> batch, String name) {
    Runs.write(run, store, batch);
    run.run();
    return run.read(name);
  }

  private void train(
      Executable run, VariableStore store, DType dtype, Map<String, HostTensor> results) {
    for (int step = 0; step < batches.size(); step++) {
      Map<String, HostTensor> values = batch(step, dtype);
      results.put("loss of step " + (step + 1), read(run, store, values, TrainingStep.LOSS));
    }
    for (Variable parameter : store.variables().role(Role.PARAMETER)) {
      String name = "%s after %d steps".formatted(parameter.name(), batches.size());
      results.put(name, store.read(parameter));
    }
  }

  private Map<String, HostTensor> batch(int step, DType dtype) {
    return Values.retyped(batches.get(step), DType.F32, dtype);
  }

  /** First values, in twins off by a part of each. */
  private void initialize(VariableStore store, int twin, double part) {
    store.initialize(seed);
    Variable rates = store.variables().get(TrainingStep.RATES);
    HostTensor table = HostTensor.allocate(rates.spec());
    for (int i = 0; i < table.size(); i++) {
      table.set(i, (float) optimizer.lr());
    }
    store.write(rates, table);
    RandomStream random = new RandomStream(seed, Streams.of("check/twin"), twin);
    for (Variable parameter : store.variables().role(Role.PARAMETER)) {
      HostTensor values = store.read(parameter);
      for (int i = 0; twin > 0 && i < values.size(); i++) {
        values.set(i, values.get(i) * (1 + (random.nextInt(2) == 0 ? part : -part)));
      }
      store.write(parameter, values);
    }
  }
}
