package org.gradus.train;

import org.gradus.graph.Tensor;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/** A batch that the host writes, as the inputs {@code x} and {@code labels}. */
record SingleBatch(Intake intake, Shape sample, int batch) implements BatchInput {
  @Override
  public Tensor samples(Scope scope) {
    return intake.write(scope.graph(), sample, batch);
  }

  @Override
  public Tensor labels(Scope scope) {
    return scope.graph().input(TrainingStep.LABELS, DType.I32, batch);
  }
}
