package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.gradus.data.Dataset;
import org.gradus.loss.Losses;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.random.RandomStream;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range tests on 600 samples of 4 features and 3 classes, whose batches differ much. */
final class SmallTableRatesTest {
  private static final int SAMPLES = 600;
  private static final int FEATURES = 4;

  private static Dataset table(long seed) {
    RandomStream random = new RandomStream(seed, 1);
    double[] centres = new double[3 * FEATURES];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = 1.5 * random.nextNormal();
    }
    float[] features = new float[SAMPLES * FEATURES];
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = random.nextInt(3);
      for (int f = 0; f < FEATURES; f++) {
        double centre = centres[labels[i] * FEATURES + f];
        features[i * FEATURES + f] = (float) (centre + random.nextNormal());
      }
    }
    return Dataset.ofFloats("table", features, Shape.of(FEATURES), labels, List.of("a", "b", "c"));
  }

  private static TrainerBuilder training(String loss, int batch, long seed) {
    return Trainer.builder(
            new Sequential(List.of(new Dense(64), Activation.named("relu"), new Dense(3))))
        .train(table(seed))
        .loss(Losses.named(loss))
        .optimizer(new Adam(1))
        .batch(batch)
        .seed(seed)
        .device("cpu");
  }

  @ParameterizedTest
  @CsvSource({"cross_entropy, 128", "mse, 128", "cross_entropy, 16", "mse, 16"})
  void theSuggestionIsInTheFallAndNotInTheNoiseBefore(String loss, int batch) {
    for (long seed = 1; seed <= 6; seed++) {
      LearningRateRange range = LearningRateFinder.USUAL.run(training(loss, batch, seed));
      String what = "seed " + seed + ": " + range.evidence();
      assertTrue(range.suggestion().isPresent(), what);
      double rate = range.suggestion().getAsDouble();
      assertTrue(rate > 1e-4 && rate < 0.1, what);
      assertTrue(rate <= range.least().rate(), what);
    }
  }

  /** Rates so small that nothing is learnt: all that falls is what batches differ by. */
  @ParameterizedTest
  @ValueSource(ints = {10, 20, 100})
  void noiseAloneSuggestsNothing(int steps) {
    LearningRateFinder idle = new LearningRateFinder(1e-12, 1e-9, steps, 4);
    for (long seed = 1; seed <= 10; seed++) {
      LearningRateRange range = idle.run(training("mse", 16, seed));
      assertEquals(OptionalDouble.empty(), range.suggestion(), "seed " + seed);
    }
  }
}
