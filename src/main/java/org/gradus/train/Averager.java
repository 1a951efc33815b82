package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables.Window;
import org.gradus.nn.Model;
import org.gradus.pass.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The average of a training's weights: moves it at the end of epochs, unless steps do so, and keeps
 * a second model on the device that has its weights and statistics that fit them.
 */
final class Averager implements AutoCloseable {
  private final Averaging averaging;
  private final Device device;
  private final Model trained;
  private final VariableStore store;
  private final Model averaged;
  private final VariableStore copy;
  private final @Nullable StatisticsPass statistics;
  private boolean filled; // whether the second model holds anything

  /**
   * An average that has not begun.
   *
   * @param store of a training whose step was written with {@code averaging}
   */
  Averager(
      TrainerOptions options,
      Averaging averaging,
      Device device,
      Model trained,
      VariableStore store) {
    this.averaging = averaging;
    this.device = device;
    this.trained = trained;
    this.store = store;
    averaged = new Model(options.layer(), trained.sample(), trained.seed());
    boolean hasStatistics = !averaged.variables().role(Role.STATISTIC).isEmpty();
    statistics = hasStatistics ? pass(options) : null;
    copy = device.allocate(averaged.variables());
  }

  private StatisticsPass pass(TrainerOptions options) {
    Intake intake = Intake.of(options.train(), options.scaling());
    Precision precision = options.arithmetic().precision();
    return new StatisticsPass(averaged, options.batches(), intake, precision);
  }

  /** Whether weights of a training that stands there are in the average. */
  boolean hasBegun(TrainingRun run) {
    return switch (averaging) {
      case Ema ema -> run.step() > ema.first(run.batches());
      case Swa swa -> run.history().size() >= swa.fromEpoch();
    };
  }

  /** What epochs are judged by. */
  Weights weights() {
    return averaging.weights();
  }

  /** The model with the averaged weights of the last epoch, over {@link #copy}. */
  Model model() {
    return averaged;
  }

  /** The variables of that model. */
  VariableStore copy() {
    return copy;
  }

  /** Whether that model holds anything yet. */
  boolean isFilled() {
    return filled;
  }

  /** Takes in an epoch whose steps are done and which is not in the history yet. */
  void epochDone(TrainingRun run) {
    int count = run.epoch() - averaging.fromEpoch() + 1; // epochs in the average
    if (count < 1) {
      return;
    }
    if (averaging instanceof Swa) {
      move(1.0 / count);
    }
    HostTensor arena = store.read(store.variables().get(ParameterAverage.AVERAGE));
    copy.write(averaged.variables().pack(), arena);
    if (statistics != null) {
      statistics.run(device, copy);
    }
    filled = true;
  }

  private void move(double rate) {
    try (Executable once = device.compile(ParameterAverage.once(trained.variables()), store)) {
      HostTensor input = HostTensor.allocate(once.plan().input("rate").spec());
      input.set(0, rate);
      once.write("rate", input);
      once.run();
    }
  }

  /**
   * The average as it stands, with statistics that fit that of the last epoch, or the training's
   * own where there is none.
   */
  ModelState state() {
    HostTensor arena = store.read(store.variables().get(ParameterAverage.AVERAGE));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Variable variable : averaged.state()) {
      Window window = averaged.variables().window(variable);
      tensors.put(
          variable.name(),
          window == null ? statistic(variable.name()) : part(arena, window.offset(), variable));
    }
    return new ModelState(tensors);
  }

  private HostTensor statistic(String name) {
    return filled
        ? copy.read(averaged.variables().get(name))
        : store.read(trained.variables().get(name));
  }

  private static HostTensor part(HostTensor arena, int offset, Variable variable) {
    HostTensor part = HostTensor.allocate(variable.spec());
    System.arraycopy(arena.array(), offset, part.array(), 0, part.size());
    return part;
  }

  /**
   * Goes on from an average that {@link #state} has given.
   *
   * @param source where it comes from, for messages
   */
  void restore(String source, ModelState state) {
    state.write(source, averaged, copy);
    Variable arena = averaged.variables().pack();
    store.write(store.variables().get(ParameterAverage.AVERAGE), copy.read(arena));
    filled = true;
  }

  @Override
  public void close() {
    copy.close();
  }
}
