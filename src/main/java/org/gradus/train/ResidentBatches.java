package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/**
 * Batches that the device gathers from a data set it holds.
 *
 * <p>The step counter says which batch is taken, so steps follow each other without the host. A
 * step that failed has not counted: those after it take its batch again and fail as it did.
 */
record ResidentBatches(Batches batches, Intake intake) implements BatchSource {
  /** The variable with all samples, as they enter. */
  static final String SAMPLES = "data/samples";

  /** The variable with the label of each sample, I32 (N). */
  static final String LABELS = "data/labels";

  /** The variable that says which samples the batches of the epoch hold, I32 (batches, B). */
  static final String ORDER = "data/order";

  /** The variable with the number of the epoch's first step, an I32 scalar. */
  static final String START = "data/start";

  @Override
  public Tensor samples(Scope scope) {
    return intake.scaled(read(scope, SAMPLES, samplesSpec()).gather(rows(scope)));
  }

  @Override
  public Tensor labels(Scope scope) {
    return read(scope, LABELS, labelsSpec()).gather(rows(scope));
  }

  private Tensor rows(Scope scope) {
    Tensor batch = scope.step().subtract(read(scope, START, TensorSpec.of(DType.I32)));
    return read(scope, ORDER, orderSpec()).gather(batch);
  }

  private static Tensor read(Scope scope, String name, TensorSpec spec) {
    Variables variables = scope.graph().variables();
    Variable variable = variables.declare(name, spec, Role.TABLE, Initial.ZEROS);
    return scope.graph().read(variable);
  }

  private TensorSpec samplesSpec() {
    return intake.spec(batches.data().sampleShape(), batches.data().size());
  }

  private TensorSpec labelsSpec() {
    return TensorSpec.of(DType.I32, batches.data().size());
  }

  private TensorSpec orderSpec() {
    return TensorSpec.of(DType.I32, batches.count(), batches.batchSize());
  }

  @Override
  public long bytes() {
    return samplesSpec().bytes() + labelsSpec().bytes() + orderSpec().bytes();
  }

  @Override
  public Steps steps(Executable executable, VariableStore store) {
    return new ResidentSteps(batches, intake, executable, store);
  }

  @Override
  public String description() {
    return "the device holds %s and gathers batches there".formatted(batches.data().name());
  }
}
