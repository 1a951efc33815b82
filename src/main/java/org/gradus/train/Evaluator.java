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
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.pass.Precision;

/**
 * Judges a model on data sets, every sample of them: a last smaller batch gets an executable of its
 * own, over the same variables. Executables are kept by batch size and intake.
 */
final class Evaluator implements AutoCloseable {
  private record Size(Intake intake, int batch) {}

  private final Model model;
  private final Loss loss;
  private final Precision precision;
  private final Device device;
  private final VariableStore store;
  private final int batchSize;
  private final Map<Size, Feed> feeds = new HashMap<>();
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

  /** Mean loss and accuracy over all samples, summed in the set's order in double. */
  Evaluation evaluate(Dataset data, Scaling scaling) {
    Batches batches = Batches.evaluation(data, scaling, batchSize);
    Intake intake = Intake.of(data, scaling);
    double lossSum = 0;
    double correct = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      int size = batches.size(batch);
      Feed feed = feeds.computeIfAbsent(new Size(intake, size), this::compile);
      feed.run(batches, batch);
      lossSum += feed.loss() * size;
      correct += feed.correct();
    }
    return new Evaluation(lossSum / data.size(), correct / data.size(), data.size());
  }

  private Feed compile(Size size) {
    Graph graph = EvaluationStep.evaluation(model, loss, size.intake(), size.batch(), precision);
    Executable executable = device.compile(graph, store);
    executables.add(executable);
    return new Feed(executable);
  }

  @Override
  public void close() {
    executables.forEach(Executable::close);
    executables.clear();
    feeds.clear();
  }
}
