package org.gradus.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gradus.data.Dataset;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.train.Checkpoint;
import org.gradus.train.Ensemble;
import org.gradus.train.Evaluation;
import org.gradus.train.Predictor;
import org.gradus.train.TrainerBuilder;

/**
 * Models trained alike but for their seeds, and what they say together.
 *
 * @param members how each does alone
 * @param together how the mean of their predictions does
 */
record StoppedModels(List<Evaluation> members, Evaluation together) {
  /**
   * Trains {@code count} models by seeds from {@code setup}'s on, reads what each training has left
   * in its folder, and judges it by {@code test}. The folders are gone afterwards.
   *
   * @param layer the model's
   * @param training all but seed, device and folder, anew for each model
   */
  static StoppedModels of(
      Setup setup, Layer layer, Supplier<TrainerBuilder> training, int count, Dataset test) {
    try {
      Path folder = Files.createTempDirectory("gradus-models");
      try {
        List<Path> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Path run = folder.resolve("model-" + i);
          long seed = setup.seed() + i;
          training.get().seed(seed).device(setup.device()).directory(run).build().run();
          runs.add(run);
        }
        return judge(setup, layer, runs, test);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StoppedModels judge(Setup setup, Layer layer, List<Path> runs, Dataset test) {
    List<Evaluation> members = new ArrayList<>();
    List<Ensemble.Member> all = new ArrayList<>();
    try {
      for (Path run : runs) {
        Checkpoint checkpoint = Checkpoint.read(run);
        Predictor one = Predictor.open(layer, checkpoint, run.toString(), setup.device());
        all.add(new Ensemble.Member(one, Loss.crossEntropy()));
        members.add(one.evaluate(test, Loss.crossEntropy()));
      }
      return new StoppedModels(members, Ensemble.of(all).evaluate(test));
    } finally {
      all.forEach(member -> member.predictor().close());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The mean of the members' losses. */
  double meanLoss() {
    return members.stream().mapToDouble(Evaluation::loss).average().orElseThrow();
  }

  /** The mean of the members' accuracies. */
  double meanAccuracy() {
    return members.stream().mapToDouble(Evaluation::accuracy).average().orElseThrow();
  }
}
