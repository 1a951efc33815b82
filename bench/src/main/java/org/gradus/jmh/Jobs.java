package org.gradus.jmh;

import java.util.Locale;
import org.gradus.bench.Job;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.train.TrainingStep;

/** Training steps of the {@link Job}s, which the benchmarks name as users do. */
final class Jobs {
  static final long SEED = 1;
  static final int CLASSES = 10;
  private static final int PIXELS = 784;

  private Jobs() {}

  /** The graph of one training step of {@code name}, at its batch. */
  static Graph step(String name) {
    Job job = Job.valueOf(name.toUpperCase(Locale.ROOT));
    Model model = new Model(job.model(), Shape.of(PIXELS), SEED);
    return TrainingStep.of(model, Loss.crossEntropy(), new Adam(Job.LEARNING_RATE), job.batch());
  }
}
