package org.gradus.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.loss.BatchWeight;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.pass.Precision;

/**
 * Judges a model on data sets, every sample of them: a last smaller batch gets an executable of its
 * own, over the same variables. Executables are kept by batch size and intake.
 */
final class Evaluator implements AutoCloseable {
  private record Size(Intake intake, int batch) {}

  /** A graph made ready for batches of one size. */
  private record Judge(Executable executable, BatchWeight weight, Feed feed) {
    /** What the batch that ran last counts. */
    double weight(int size) {
      return switch (weight) {
        case BatchWeight.Samples _ -> size;
        case BatchWeight.Sum _ -> 1;
        case BatchWeight.Total _ -> executable.read(EvaluationStep.WEIGHT).get(0);
      };
    }

    boolean adds() {
      return weight instanceof BatchWeight.Sum;
    }
  }

  private final Model model;
  private final Loss loss;
  private final Precision precision;
  private final Device device;
  private final VariableStore store;
  private final int batchSize;
  private final Map<Size, Judge> judges = new HashMap<>();
  private final List<Executable> executables = new ArrayList<>();

  Evaluator(
      Model model,
      Loss loss,
      Precision precision,
      Device device,
      VariableStore store,
      int batchSize) {
    this.model = model;
    this.loss = loss;
    this.precision = precision;
    this.device = device;
    this.store = store;
    this.batchSize = batchSize;
  }

  /**
   * Loss and accuracy over all samples, summed in the set's order in double: exactly the loss that
   * one batch of them all would have, but for rounding.
   */
  Evaluation evaluate(Dataset data, Scaling scaling) {
    Batches batches = Batches.evaluation(data, scaling, batchSize);
    Intake intake = Intake.of(data, scaling);
    double lossSum = 0;
    double weight = 0;
    double correct = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      int size = batches.size(batch);
      Judge judge = judges.computeIfAbsent(new Size(intake, size), this::compile);
      judge.feed.run(batches, batch);
      double counts = judge.weight(size);
      if (counts != 0) { // else the loss is 0 / 0
        lossSum += judge.feed.loss() * counts;
      }
      weight = judge.adds() ? 1 : weight + counts;
      correct += judge.feed.correct();
    }
    return new Evaluation(lossSum / weight, correct / data.size(), data.size());
  }

  private Judge compile(Size size) {
    EvaluationStep.Judging judging =
        EvaluationStep.evaluation(model, loss, size.intake(), size.batch(), precision);
    Executable executable = device.compile(judging.graph(), store);
    executables.add(executable);
    return new Judge(executable, judging.weight(), new Feed(executable));
  }

  @Override
  public void close() {
    executables.forEach(Executable::close);
    executables.clear();
    judges.clear();
  }
}
