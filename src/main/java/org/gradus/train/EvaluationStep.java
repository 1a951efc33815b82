package org.gradus.train;

import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.loss.BatchWeight;
import org.gradus.loss.Loss;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.pass.Autocast;
import org.gradus.pass.Precision;

/** Graphs that judge and use a model without changing it. */
final class EvaluationStep {
  /** The graph output with what the model yields. */
  static final String OUTPUTS = "outputs";

  /** The graph output with what the batch's loss counts beside others', where that is a total. */
  static final String WEIGHT = "weight";

  /** A graph, and what its loss counts beside those of other batches. */
  record Judging(Graph graph, BatchWeight weight) {}

  private EvaluationStep() {}

  /** Inputs and outputs as {@link TrainingStep}, without the flag and without any update. */
  static Judging evaluation(Model model, Loss loss, Intake intake, int batch, Precision precision) {
    Scope scope = model.scope(Mode.EVAL);
    Tensor x = intake.write(scope.graph(), model.sample(), batch);
    Tensor outputs = model.forward(scope, x);
    Tensor labels = scope.graph().input(TrainingStep.LABELS, DType.I32, batch);
    scope.graph().output(TrainingStep.LOSS, loss.of(outputs, labels));
    scope.graph().output(TrainingStep.CORRECT, TrainingStep.correct(outputs, labels));
    BatchWeight weight = loss.weight(outputs, labels);
    if (weight instanceof BatchWeight.Total total) {
      scope.graph().output(WEIGHT, total.total());
    }
    return new Judging(Autocast.apply(scope.graph(), precision), weight);
  }

  /** Input {@code x}, output {@link #OUTPUTS}: what the model says of each class, in F32. */
  static Graph probabilities(
      Model model, Loss loss, Intake intake, int batch, Precision precision) {
    Scope scope = model.scope(Mode.EVAL);
    Tensor x = intake.write(scope.graph(), model.sample(), batch);
    scope.graph().output(OUTPUTS, loss.probabilities(model.forward(scope, x)));
    return Autocast.apply(scope.graph(), precision);
  }
}
