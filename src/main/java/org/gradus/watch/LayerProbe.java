package org.gradus.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.optim.Optimizer;
import org.gradus.train.Arithmetic;
import org.gradus.train.TrainingStep;
import org.gradus.watch.LayerStatistics.Share;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a model's layers do with one batch, on variables of its own: the model it is made
 * for is left alone.
 *
 * <p>Values are computed on the device in F32, whatever the training computes in, and summed up on
 * the host in double. Every layer's output and gradient is kept for that, so a probe takes more
 * memory than a step on as many samples.
 */
public final class LayerProbe implements AutoCloseable {
  private final ProbeGraph probe;
  private final ProbeBatch batch;
  private final VariableStore store;
  private final Executable executable;
  private final @Nullable Executable step;
  private final long seed;

  private LayerProbe(
      ProbeGraph probe,
      ProbeBatch batch,
      VariableStore store,
      Executable executable,
      @Nullable Executable step,
      long seed) {
    this.probe = probe;
    this.batch = batch;
    this.store = store;
    this.executable = executable;
    this.step = step;
    this.seed = seed;
  }

  /**
   * A probe that measures layers and gradients, its variables zeroed.
   *
   * @throws org.gradus.device.DeviceException if memory does not suffice
   * @throws org.gradus.op.ShapeException if model, batch and loss do not fit together
   */
  public static LayerProbe open(Device device, Model model, Loss loss, ProbeBatch batch) {
    Model own = model.copy();
    ProbeGraph probe = ProbeGraph.of(own, loss, batch.size());
    return open(device, own, probe, batch, null);
  }

  /**
   * A probe that also tries a step of the training, to measure how far it moves each parameter.
   *
   * @throws org.gradus.device.DeviceException if memory does not suffice
   */
  public static LayerProbe open(
      Device device,
      Model model,
      Loss loss,
      Optimizer optimizer,
      Arithmetic arithmetic,
      ProbeBatch batch) {
    Model own = model.copy();
    ProbeGraph probe = ProbeGraph.of(own, loss, batch.size());
    Graph step = TrainingStep.of(own, loss, optimizer, batch.size(), arithmetic);
    return open(device, own, probe, batch, step);
  }

  private static LayerProbe open(
      Device device, Model own, ProbeGraph probe, ProbeBatch batch, @Nullable Graph step) {
    VariableStore store = device.allocate(own.variables());
    try {
      Executable executable = device.compile(probe.graph(), store);
      Executable trial = step == null ? null : device.compile(step, store);
      return new LayerProbe(probe, batch, store, executable, trial, own.seed());
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /** Gives the variables their first values, as a training with the model's seed does. */
  public void initialize() {
    store.initialize(seed);
  }

  /** Sets the learning rate of tried steps, which is 0 if it is not set. */
  public void rate(double rate) {
    Variable rates = store.variables().get(TrainingStep.RATES);
    HostTensor table = HostTensor.allocate(rates.spec());
    for (int i = 0; i < table.size(); i++) {
      table.set(i, rate);
    }
    store.write(rates, table);
  }

  /** Copies the variables from wherever they are known by name. */
  void copy(Function<String, HostTensor> source) {
    for (Variable variable : store.variables().all()) {
      boolean isArena = variable.role() == Role.PARAMETER && !probe.parameters().contains(variable);
      if (!isArena && variable.role() != Role.TABLE) {
        store.write(variable, source.apply(variable.name()));
      }
    }
  }

  /**
   * Runs the batch through the model as it was copied.
   *
   * @param steps done before, for the record
   */
  public LayerSnapshot measure(long steps) {
    run(executable);
    List<LayerStatistics> layers = new ArrayList<>();
    for (int i = 0; i < probe.layers().size(); i++) {
      layers.add(layer(i));
    }
    List<Distribution> gradients = new ArrayList<>();
    for (int i = 0; i < probe.parameters().size(); i++) {
      gradients.add(Distribution.of(executable.read(probe.parameterGradient(i))));
    }
    double loss = executable.read(ProbeGraph.LOSS).get(0);
    return new LayerSnapshot(steps, loss, layers, parameters(gradients));
  }

  private void run(Executable what) {
    what.write(Model.INPUT, batch.samples());
    what.write(TrainingStep.LABELS, batch.labels());
    what.run();
  }

  /**
   * The gradient of a parameter, as it was measured last.
   *
   * @throws IllegalArgumentException if there is no parameter of that name
   */
  public HostTensor gradient(String parameter) {
    for (int i = 0; i < probe.parameters().size(); i++) {
      if (probe.parameters().get(i).name().equals(parameter)) {
        return executable.read(probe.parameterGradient(i));
      }
    }
    throw new IllegalArgumentException("there is no parameter '" + parameter + "'");
  }

  private LayerStatistics layer(int index) {
    HostTensor values = executable.read(probe.value(index));
    return new LayerStatistics(
        probe.layers().get(index).name(),
        probe.layers().get(index).layer(),
        probe.hasParameters(index),
        Distribution.of(values),
        Distribution.of(executable.read(probe.gradient(index))),
        probe.isRectifier(index) ? dead(values) : null);
  }

  /** The units that are 0 for each sample; axis 0 of {@code values} is the batch. */
  private static Share dead(HostTensor values) {
    Shape shape = values.spec().shape();
    int samples = shape.dim(0);
    int units = values.size() / samples;
    int dead = 0;
    for (int unit = 0; unit < units; unit++) {
      int sample = 0;
      while (sample < samples && values.get(sample * units + unit) == 0) {
        sample++;
      }
      dead += sample == samples ? 1 : 0;
    }
    return new Share(dead, units);
  }

  /** Takes the step, if one is to be tried, after everything else was measured. */
  private List<ParameterStatistics> parameters(List<Distribution> gradients) {
    List<HostTensor> before = probe.parameters().stream().map(store::read).toList();
    boolean stepped = step != null && stepOnce(step);
    List<ParameterStatistics> all = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Variable parameter = probe.parameters().get(i);
      double ratio = stepped ? change(before.get(i), store.read(parameter)) : Double.NaN;
      Distribution values = Distribution.of(before.get(i));
      all.add(new ParameterStatistics(parameter.name(), values, gradients.get(i), ratio));
    }
    return all;
  }

  private boolean stepOnce(Executable trial) {
    run(trial);
    return trial.read(TrainingStep.OK).get(0) != 0;
  }

  private static double change(HostTensor before, HostTensor after) {
    double moved = 0;
    double there = 0;
    for (int i = 0; i < before.size(); i++) {
      double difference = after.get(i) - before.get(i);
      moved += difference * difference;
      there += before.get(i) * before.get(i);
    }
    return moved == 0 ? 0 : Math.sqrt(moved) / Math.sqrt(there);
  }

  @Override
  public void close() {
    if (step != null) {
      step.close();
    }
    executable.close();
    store.close();
  }
}
