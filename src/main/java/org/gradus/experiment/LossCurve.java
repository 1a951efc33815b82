package org.gradus.experiment;

import java.util.ArrayList;
import java.util.List;
import org.gradus.train.Callback;
import org.gradus.train.TrainingRun;

/** Remembers the loss of each step of a training. */
final class LossCurve implements Callback {
  private final List<Double> losses = new ArrayList<>();

  @Override
  public void onStep(TrainingRun run) {
    losses.add(run.loss());
  }

  /** The losses of all steps, each before the step's update. */
  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
