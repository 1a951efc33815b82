package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;

/**
 * Batches that the host fills and hands to the device, one a step. A device that copies beside its
 * work has the next one at hand when a step ends.
 */
record FedBatches(Batches batches, Intake intake) implements BatchSource {
  /** The variable, a U8 scalar, that is 1 once a step has failed. */
  static final String FAILED = "failed";

  /** What enters the graph of a step. */
  SingleBatch single() {
    return new SingleBatch(intake, batches.data().sampleShape(), batches.batchSize());
  }

  @Override
  public Tensor samples(Scope scope) {
    return single().samples(scope);
  }

  @Override
  public Tensor labels(Scope scope) {
    return single().labels(scope);
  }

  /** {@inheritDoc} The host goes on with other batches, so the failure has to be remembered. */
  @Override
  public Tensor ok(Scope scope, Tensor finite) {
    Graph graph = scope.graph();
    TensorSpec flag = TensorSpec.of(DType.U8);
    Variable failed = graph.variables().declare(FAILED, flag, Role.TABLE, Initial.ZEROS);
    Tensor one = graph.constant(1, DType.U8);
    Tensor ok = finite.greater(graph.read(failed));
    graph.update(new Update.Assign(FAILED), one, finite.less(one));
    return ok;
  }

  @Override
  public Steps steps(Executable executable, VariableStore store) {
    return new FedSteps(batches, executable);
  }

  @Override
  public long bytes() {
    return new ResidentBatches(batches, intake).bytes();
  }

  @Override
  public String description() {
    return "each batch of %s is handed to the device".formatted(batches.data().name());
  }

  private static final class FedSteps implements Steps {
    private final Batches batches;
    private final Executable executable;
    private final Feed feed;

    FedSteps(Batches batches, Executable executable) {
      this.batches = batches;
      this.executable = executable;
      feed = new Feed(executable);
    }

    @Override
    public void startEpoch(long first) {
      // Batches are filled in the order that is in force.
    }

    @Override
    public void run(int batch, int count) {
      for (int i = 0; i < count; i++) {
        feed.write(batches, batch + i);
        executable.run();
      }
    }
  }
}
