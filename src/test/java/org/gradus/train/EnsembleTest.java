package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.device.HostTensor;
import org.gradus.loss.Loss;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.op.Shape;
import org.gradus.train.Ensemble.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnsembleTest {
  private static final Dataset TEST = SmallData.of(300, 2);

  @TempDir private Path folder;

  @Test
  void probabilitiesAreAveraged() {
    try (Predictor one = trained("one", 1, Loss.crossEntropy());
        Predictor two = trained("two", 2, Loss.binaryCrossEntropy())) {
      HostTensor a = one.probabilities(TEST, Loss.crossEntropy());
      HostTensor b = two.probabilities(TEST, Loss.binaryCrossEntropy());
      Ensemble both =
          Ensemble.of(
              List.of(
                  new Member(one, Loss.crossEntropy()),
                  new Member(two, Loss.binaryCrossEntropy())));
      HostTensor mean = both.probabilities(TEST);
      double loss = 0;
      int correct = 0;
      for (int i = 0; i < TEST.size(); i++) {
        double[] row = new double[3];
        for (int c = 0; c < 3; c++) {
          row[c] = (a.get(3 * i + c) + b.get(3 * i + c)) / 2;
          assertEquals(row[c], mean.get(3 * i + c), 1e-7);
        }
        int label = TEST.label(i);
        loss -= Math.log(row[label]) / TEST.size();
        boolean best = row[label] >= Math.max(row[0], Math.max(row[1], row[2]));
        correct += best ? 1 : 0;
      }
      Evaluation judged = both.evaluate(TEST);
      assertEquals(loss, judged.loss(), 1e-6);
      assertEquals(correct, judged.accuracy() * TEST.size(), 1e-9);
      assertEquals(2, both.size());
    }
  }

  @Test
  void oneModelIsAsGoodAsItself() {
    try (Ensemble alone = Ensemble.of(Loss.crossEntropy(), trained("one", 1, Loss.crossEntropy()));
        Predictor same = open("one")) {
      Evaluation judged = same.evaluate(TEST, Loss.crossEntropy());
      assertEquals(judged.accuracy(), alone.evaluate(TEST).accuracy());
      assertEquals(judged.loss(), alone.evaluate(TEST).loss(), 1e-6);
    }
  }

  @Test
  void modelsOfOtherClassesAreRefused() {
    try (Predictor one = trained("one", 1, Loss.crossEntropy());
        Predictor other = ofTwoClasses()) {
      refused(
          "an ensemble's models must share their classes: model 1 has [a, b, c], model 2 has [x,"
              + " y]",
          () -> Ensemble.of(Loss.crossEntropy(), one, other).close());
    }
    refused("an ensemble needs at least one model", () -> Ensemble.of(List.of()).close());
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  private Predictor trained(String name, long seed, Loss loss) {
    TrainerTest.small()
        .loss(loss)
        .seed(seed)
        .epochs(2)
        .directory(folder.resolve(name))
        .build()
        .run();
    return open(name);
  }

  private Predictor open(String name) {
    Checkpoint checkpoint = Checkpoint.read(folder.resolve(name));
    return Predictor.open(TrainerTest.layers(), checkpoint, name, "cpu");
  }

  private Predictor ofTwoClasses() {
    Layer layer = new Dense(2);
    Dataset data =
        Dataset.ofFloats(
            "two", new float[] {1, 2}, Shape.of(1), new int[] {0, 1}, List.of("x", "y"));
    Path path = folder.resolve("other");
    Trainer.builder(layer).train(data).device("cpu").directory(path).build().run();
    return Predictor.open(layer, Checkpoint.read(path), "other", "cpu");
  }
}
