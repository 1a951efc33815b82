package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.optim.Adam;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.gradus.train.Arithmetic;
import org.gradus.train.TrainingStep;

/**
 * The losses of a training's first steps, from parameters that may be a little off.
 *
 * <p>Devices are compared by the bound of {@link TrainingStepCheck}, on real digits and over more
 * steps: twins on the CPU start from parameters that are off by one op's tolerance, and show how
 * far rounding drives this very training apart. Both devices may be off by {@link
 * Tolerance#ROUNDINGS} times as much.
 */
record LossCurve(Layer layer, Dataset data, int steps, Arithmetic arithmetic) {
  static final int BATCH = 128;
  private static final int TWINS = 3;
  private static final double RATE = 0.002;
  private static final long SEED = 7;

  /** Losses in F32. */
  LossCurve(Layer layer, Dataset data, int steps) {
    this(layer, data, steps, Arithmetic.F32);
  }

  double[] losses(Device device, int twin) {
    Model model = new Model(layer, data.sampleShape(), SEED);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(RATE), BATCH, arithmetic);
    Batches batches = Batches.training(data, Scaling.fit(Scaling.Kind.UNIT, data), BATCH, SEED);
    try (VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      initialize(store, twin);
      HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
      HostTensor labels = HostTensor.allocate(executable.plan().input(TrainingStep.LABELS).spec());
      double[] losses = new double[steps];
      for (int step = 0; step < steps; step++) {
        if (step % batches.count() == 0) {
          batches.startEpoch(1 + step / batches.count());
        }
        batches.fill(step % batches.count(), x.floats(), labels.ints());
        executable.write(Model.INPUT, x);
        executable.write(TrainingStep.LABELS, labels);
        executable.run();
        losses[step] = executable.read(TrainingStep.LOSS).get(0);
      }
      return losses;
    }
  }

  private static void initialize(VariableStore store, int twin) {
    store.initialize(SEED);
    Variable rates = store.variables().get(TrainingStep.RATES);
    HostTensor table = HostTensor.allocate(rates.spec());
    for (int i = 0; i < table.size(); i++) {
      table.set(i, (float) RATE);
    }
    store.write(rates, table);
    RandomStream random = new RandomStream(SEED, Streams.of("check/twin"), twin);
    double part = twin == 0 ? 0 : Tolerance.of(DType.F32, BATCH).bound(1, 1);
    for (Variable parameter : store.variables().role(Role.PARAMETER)) {
      HostTensor values = store.read(parameter);
      for (int i = 0; i < values.size(); i++) {
        values.set(i, values.get(i) * (1 + (random.nextInt(2) == 0 ? part : -part)));
      }
      store.write(parameter, values);
    }
  }

  /** Fails unless the device of this name loses what the CPU loses, step by step. */
  void follow(String name) {
    try (Device cpu = Devices.plain("cpu");
        Device other = Devices.plain(name)) {
      double[] expected = losses(cpu, 0);
      double[] actual = losses(other, 0);
      double[] apart = apart(cpu, expected);
      assertTrue(expected[steps - 1] < 0.7 * expected[0], "nothing was learnt");
      Verdict.Worst worst = new Verdict.Worst();
      for (int i = 0; i < steps; i++) {
        int step = i;
        double loss = Math.max(1, expected[step]);
        double own = Tolerance.of(DType.F32, BATCH).bound(loss, loss);
        double bound = 2 * (Tolerance.ROUNDINGS * apart[step] + own);
        worst.see(
            Math.abs(actual[step] - expected[step]),
            bound,
            () ->
                "the loss of step %d is %s on %s, %s on the CPU, not within %.3g"
                    .formatted(step, actual[step], name, expected[step], bound));
      }
      Verdict verdict = worst.verdict();
      System.out.printf(
          Locale.ROOT,
          "%s in %s: %d losses agree; nearest to its bound: off by %.3g of %.3g%n",
          data.name(),
          arithmetic.precision(),
          steps,
          verdict.error(),
          verdict.bound());
      assertTrue(verdict.passed(), verdict.message());
    }
  }

  /** How far twins have gone apart by each step. */
  private double[] apart(Device cpu, double[] expected) {
    double[] apart = new double[steps];
    for (int twin = 1; twin <= TWINS; twin++) {
      double[] other = losses(cpu, twin);
      double most = 0;
      for (int step = 0; step < steps; step++) {
        most = Math.max(most, Math.abs(other[step] - expected[step]));
        apart[step] = Math.max(apart[step], most);
      }
    }
    return apart;
  }
}
