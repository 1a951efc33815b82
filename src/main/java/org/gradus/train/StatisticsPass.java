package org.gradus.train;

import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.pass.Autocast;
import org.gradus.pass.Precision;

/**
 * Computes a model's running statistics for the weights it has: the equal average of what the
 * batches of the training data yield, as PyTorch's {@code update_bn}. Dropout drops meanwhile, as
 * in training.
 */
final class StatisticsPass {
  private static final String SHARE = "share";

  private final Model model;
  private final Batches batches;
  private final Intake intake;
  private final Graph graph;

  /**
   * Writes the pass, so that all variables it needs are declared.
   *
   * @param batches full ones, in an order that stays the same
   */
  StatisticsPass(Model model, Batches batches, Intake intake, Precision precision) {
    this.model = model;
    this.batches = batches;
    this.intake = intake;
    Scope outermost = model.scope(Mode.TRAIN);
    Graph written = outermost.graph();
    Tensor share = written.input(SHARE, DType.F32);
    Scope scope = outermost.averaging(share);
    model.forward(scope, intake.write(written, model.sample(), batches.batchSize()));
    Tensor ok = written.constant(1, DType.U8);
    for (Map.Entry<Variable, Tensor> update : scope.updates().entrySet()) {
      written.update(new Update.Assign(update.getKey().name()), update.getValue(), ok);
    }
    written.update(new Update.Assign(Scope.STEP), scope.step().add(1), ok);
    graph = Autocast.apply(written, precision);
  }

  /** Goes through all batches once; the statistics lie in {@code store} then. */
  void run(Device device, VariableStore store) {
    store.write(model.variables().get(Scope.STEP), HostTensor.of(Shape.SCALAR, new int[] {0}));
    try (Executable executable = device.compile(graph, store)) {
      HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
      HostTensor labels = HostTensor.allocate(Intake.labels(batches.batchSize()));
      HostTensor share = HostTensor.allocate(executable.plan().input(SHARE).spec());
      for (int batch = 0; batch < batches.count(); batch++) {
        intake.fill(batches, batch, x, labels);
        share.set(0, 1.0 / (batch + 1));
        executable.write(Model.INPUT, x);
        executable.write(SHARE, share);
        executable.run();
      }
    }
  }
}
