package org.gradus.check;

import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
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
import org.gradus.train.TrainingStep;

/** The losses of a training's first steps, from parameters that may be a little off. */
record LossCurve(Layer layer, Dataset data, int steps) {
  static final int BATCH = 128;
  private static final double RATE = 0.002;
  private static final long SEED = 7;

  double[] losses(Device device, int twin) {
    Model model = new Model(layer, data.sampleShape(), SEED);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(RATE), BATCH);
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
}
