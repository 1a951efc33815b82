package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.gradus.loss.Losses;
import org.gradus.optim.Sgd;
import org.gradus.train.Callback;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearningRateFinderTest {
  private static TrainerBuilder training(String init, String loss) {
    return Trainer.builder(Samples.deep(1, "relu", init))
        .train(Samples.of(256, 1))
        .loss(Losses.named(loss))
        .optimizer(new Sgd(1))
        .batch(32)
        .device("cpu");
  }

  @Test
  void ratesGrowByTheSameFactor() {
    LearningRateFinder finder = new LearningRateFinder(0.001, 10, 13, 4);
    assertEquals(0.001, finder.rate(0));
    assertEquals(10, finder.rate(12));
    assertEquals(10, finder.rate(1000));
    double factor = Math.pow(10_000, 1.0 / 12);
    for (int i = 1; i < 13; i++) {
      assertEquals(factor, finder.rate(i) / finder.rate(i - 1), 1e-12);
    }
  }

  @Test
  void aRateIsFoundBetweenTooSmallAndTooLarge() {
    LearningRateRange range = LearningRateFinder.USUAL.run(training("he", "mse"));
    double rate = range.suggestion().orElseThrow();
    assertTrue(rate > 1e-3 && rate < 1, range.evidence());
    assertTrue(range.divergence().orElseThrow() > rate, range.evidence());
    assertTrue(range.points().size() < 100);
    String evidence = range.evidence();
    assertTrue(
        evidence.matches(
            "the loss fell fastest at rate [\\d.e-]+; it began at [\\d.]+ and was least, [\\d.]+,"
                + " at rate [\\d.e-]+; it had diverged at rate [\\d.]+"),
        evidence);
    // The rate that is found trains: far below where it began, and no step of it fails.
    double loss =
        Trainer.builder(Samples.deep(1, "relu", "he"))
            .train(Samples.of(256, 1))
            .loss(Losses.named("mse"))
            .optimizer(new Sgd(rate))
            .epochs(10)
            .batch(32)
            .device("cpu")
            .build()
            .run()
            .last()
            .trainLoss();
    assertTrue(loss < 0.5 * range.points().getFirst().loss(), loss + ": " + evidence);
  }

  @Test
  void twoTestsFindTheSame() {
    LearningRateFinder finder = new LearningRateFinder(1e-4, 10, 40, 4);
    LearningRateRange first = finder.run(training("he", "cross_entropy"));
    assertEquals(first, finder.run(training("he", "cross_entropy")));
  }

  @Test
  void nothingIsSuggestedWhereNothingFalls() {
    LearningRateFinder small = new LearningRateFinder(1e-9, 1e-7, 20, 4);
    LearningRateRange range = small.run(training("he", "cross_entropy"));
    assertEquals(OptionalDouble.empty(), range.suggestion());
    assertEquals(OptionalDouble.empty(), range.divergence());
    assertTrue(range.evidence().startsWith("the loss did not fall: "), range.evidence());
    assertTrue(range.evidence().endsWith("; up to rate 1.00e-07 it did not diverge"));
  }

  @Test
  void whatIsNotFiniteHasDiverged() {
    LearningRateFinder fierce = new LearningRateFinder(1, 1e30, 20, 1e30);
    LearningRateRange range = fierce.run(training("he", "mse"));
    assertTrue(range.divergence().isPresent());
    assertTrue(range.points().size() < 20);
  }

  /** A curve that falls by most between its second and fourth point. */
  @Test
  void theSteepestFallIsBetweenItsNeighbours() {
    LearningRateFinder finder = new LearningRateFinder(1, 512, 10, 4);
    List<Double> losses = List.of(9.0, 9.0, 6.0, 3.0, 2.0, 2.0, 2.0, 2.0, 3.0, 5.0);
    LearningRateRange range = LearningRateRange.of(finder, losses, false);
    assertEquals(2, range.suggestion().orElseThrow() / 2, 1e-9); // smoothed: 9, 8, 6, 3.67, ...
    assertEquals(8, range.points().get(1).smoothed());
  }

  @Test
  void theTrainingsFolderAndCallbacksAreLeftAlone(@TempDir Path folder) {
    Path run = folder.resolve("run");
    List<Long> told = new ArrayList<>();
    Callback callback =
        new Callback() {
          @Override
          public void onStep(TrainingRun at) {
            told.add(at.step());
          }
        };
    new LearningRateFinder(1e-4, 1e-2, 10, 4)
        .run(training("he", "mse").directory(run).callback(callback));
    assertFalse(Files.exists(run));
    assertEquals(List.of(), told);
  }

  @Test
  void settingsAreChecked() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> new LearningRateFinder(0.1, 0.01, 100, 4));
    assertEquals("to must be above 0.1: 0.01", thrown.getMessage());
  }
}
