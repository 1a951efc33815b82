package org.gradus.check;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.pass.Retype;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.gradus.train.TrainingStep;

/**
 * Ten steps of Adam on a small model with batch norm and dropout: the device's losses in F32
 * against the CPU's in F64, from the same parameters, batches and masks.
 *
 * <p>How far rounding may drive a training apart is a property of that training, so it is measured:
 * twins in F64 start from parameters that are off by as much as one op's tolerance, and a loss of
 * the device may differ by {@link Tolerance#ROUNDINGS} times as much as the twins' losses have come
 * to differ by then.
 */
final class TrainingStepCheck {
  private static final int STEPS = 10;
  private static final int TWINS = 3;
  private static final int BATCH = 33;
  private static final int FEATURES = 13;
  private static final int CLASSES = 5;
  private static final double RATE = 0.01;

  private final Device device;
  private final Device reference;

  TrainingStepCheck(Device device, Device reference) {
    this.device = device;
    this.reference = reference;
  }

  Verdict check(long seed) {
    double[] exact = losses(reference, DType.F64, seed, 0);
    double[] apart = new double[STEPS];
    for (int twin = 1; twin <= TWINS; twin++) {
      double[] other = losses(reference, DType.F64, seed, twin);
      for (int step = 0; step < STEPS; step++) {
        double before = Math.max(step == 0 ? 0 : apart[step - 1], apart[step]);
        apart[step] = Math.max(before, Math.abs(other[step] - exact[step]));
      }
    }
    double[] actual = losses(device, DType.F32, seed, 0);
    if (!Arrays.equals(actual, losses(device, DType.F32, seed, 0))) {
      return Verdict.failed("training step: a second run gave other bits, seed " + seed);
    }
    Verdict.Worst worst = new Verdict.Worst();
    for (int i = 0; i < STEPS; i++) {
      int step = i;
      double loss = Math.max(1, Math.abs(exact[i]));
      double bound =
          Tolerance.ROUNDINGS * apart[i] + Tolerance.of(DType.F32, BATCH).bound(loss, loss);
      worst.see(
          Math.abs(actual[i] - exact[i]),
          bound,
          () ->
              "training step: the loss of step %d is %s, not %s within %.3g, seed %d"
                  .formatted(step, actual[step], exact[step], bound, seed));
    }
    return worst.verdict();
  }

  private static double[] losses(Device on, DType dtype, long seed, int twin) {
    Model model =
        new Model(
            new Sequential(
                new Dense(31),
                new BatchNorm(),
                new Activation(UnaryKind.TANH), // smooth: no kink to fall on either side of
                new Dropout(0.25),
                new Dense(CLASSES)),
            Shape.of(FEATURES),
            seed);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(RATE), BATCH);
    Graph typed = dtype == DType.F32 ? graph : Retype.apply(graph, DType.F32, dtype);
    try (VariableStore store = on.allocate(typed.variables());
        Executable executable = on.compile(typed, store)) {
      initialize(store, seed, twin);
      double[] losses = new double[STEPS];
      for (int step = 0; step < STEPS; step++) {
        batch(step, seed, dtype).forEach(executable::write);
        executable.run();
        losses[step] = executable.read(TrainingStep.LOSS).get(0);
      }
      return losses;
    }
  }

  /** First values, in twins off by as much as one op may be. */
  private static void initialize(VariableStore store, long seed, int twin) {
    store.initialize(seed);
    Variables variables = store.variables();
    Variable rates = variables.get(TrainingStep.RATES);
    HostTensor table = HostTensor.allocate(rates.spec());
    for (int i = 0; i < table.size(); i++) {
      table.set(i, (float) RATE);
    }
    store.write(rates, table);
    if (twin == 0) {
      return;
    }
    RandomStream random = new RandomStream(seed, Streams.of("check/twin"), twin);
    double part = Tolerance.of(DType.F32, BATCH).bound(1, 1);
    for (Variable parameter : variables.role(Role.PARAMETER)) {
      HostTensor values = store.read(parameter);
      for (int i = 0; i < values.size(); i++) {
        values.set(i, values.get(i) * (1 + (random.nextInt(2) == 0 ? part : -part)));
      }
      store.write(parameter, values);
    }
  }

  private static Map<String, HostTensor> batch(int step, long seed, DType dtype) {
    RandomStream random = new RandomStream(seed, Streams.of("check/batch"), step);
    HostTensor x = HostTensor.of(Shape.of(BATCH, FEATURES), new float[BATCH * FEATURES]);
    HostTensor labels = HostTensor.of(Shape.of(BATCH), new int[BATCH]);
    Domain.normal().fill(random, x);
    Domain.integers(CLASSES).fill(random, labels);
    Map<String, HostTensor> batch = new LinkedHashMap<>();
    batch.put(Model.INPUT, x);
    batch.put(TrainingStep.LABELS, labels);
    return Values.retyped(batch, DType.F32, dtype);
  }
}
